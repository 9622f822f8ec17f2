// Raw events: items as the model is shown or has made them, and the ends of its responses, ours beside the real servers.
import { describe, expect, it } from 'vitest';
import {
  handshake,
  runTurn,
  type Scenario,
  startThread,
  textInput,
  transcript,
  type VersionScenario,
} from '../support/compare.js';
import { playReal } from '../support/play-real.js';
import type { Frame, Target, Version } from '../support/target.js';
import { steadyHeader } from '../support/tool-turn.js';

const BOTH: readonly Version[] = ['0.169.0', '0.118.0'];
const usage = { input: 10, output: 2 };

const script = {
  replies: [
    {
      when: { text: 'use a tool', toolOutput: false },
      usage,
      parts: [
        { reasoning: 'Thinking.' },
        'Let me look.',
        { call: { name: 'exec_command', id: 'call_a', arguments: { cmd: 'echo hi' } } },
      ],
    },
    {
      when: { text: 'patch it', toolOutput: false },
      usage,
      patch: { patch: '*** Begin Patch\n*** Add File: made.txt\n+one\n*** End Patch', id: 'call_p' },
    },
    {
      when: { text: 'slow' },
      usage,
      times: 1,
      parts: [{ text: { content: 'part', done: false } }, { wait: 5000 }],
    },
    {
      when: { text: 'break' },
      usage,
      times: 1,
      parts: ['Whole.', { text: { content: 'part', done: false } }, { cut: 'end' as const }],
    },
    {
      when: { text: 'run out' },
      parts: ['Some.', { incomplete: { reason: 'max_output_tokens' } }],
      times: 1,
    },
    { text: 'Fine.', usage, times: 'always' as const },
  ],
};

const RAW = { experimentalRawEvents: true, approvalPolicy: 'never', sandbox: 'danger-full-access' };

async function ends(target: Target, from: number): Promise<void> {
  await target.waitFor('turn/completed', ({ method }) => method === 'turn/completed', from);
}

async function spoken(target: Target, threadId: string, text: string): Promise<string> {
  const from = target.frames.length;
  const answer = await target.request('turn/start', { threadId, input: textInput(text) });
  await target.waitFor('words', ({ method }) => method === 'item/agentMessage/delta', from);
  return (answer as { result: { turn: { id: string } } }).result.turn.id;
}

const scenarios: VersionScenario[] = [
  {
    name: 'messages, reasoning, calls and what came of them',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target, RAW);
      await runTurn(target, threadId, 'hello');
      await runTurn(target, threadId, 'use a tool');
    },
  },
  {
    name: 'a patch',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      await runTurn(target, await startThread(target, RAW), 'patch it');
    },
  },
  {
    name: 'an interruption, and responses that end badly',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target, RAW);
      const turnId = await spoken(target, threadId, 'slow');
      const from = target.frames.length;
      await target.request('turn/interrupt', { threadId, turnId });
      await ends(target, from);
      await runTurn(target, threadId, 'break');
      await runTurn(target, threadId, 'run out');
    },
  },
  {
    name: 'what a steer adds',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target, RAW);
      const expectedTurnId = await spoken(target, threadId, 'slow');
      const from = target.frames.length;
      await target.request('turn/steer', { threadId, expectedTurnId, input: textInput('and this') });
      await ends(target, from);
    },
  },
  {
    name: 'a compaction, a command of the user, a review',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target, RAW);
      await runTurn(target, threadId, 'hello');
      for (const [method, params] of [
        ['thread/compact/start', {}],
        ['thread/shellCommand', { command: 'echo x' }],
        ['review/start', { target: { type: 'custom', instructions: 'look' } }],
      ] as const) {
        const from = target.frames.length;
        await target.request(method, { threadId, ...params });
        await ends(target, from);
      }
    },
  },
  {
    name: 'items put in by a client',
    versions: ['0.169.0'],
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target, RAW);
      await runTurn(target, threadId, 'hello');
      const content = [{ type: 'output_text', text: 'injected' }];
      const items = [{ type: 'message', role: 'assistant', content }];
      await target.request('thread/inject_items', { threadId, items });
      await runTurn(target, threadId, 'and on');
    },
  },
  {
    name: 'a fork is told nothing, a thread that stays loaded goes on telling',
    versions: BOTH,
    script,
    async play(target) {
      await handshake(target);
      const threadId = await startThread(target, RAW);
      await runTurn(target, threadId, 'hello');
      const { result } = await target.request('thread/fork', { threadId });
      await runTurn(target, (result as { thread: { id: string } }).thread.id, 'in the fork');
      await target.request('thread/unsubscribe', { threadId });
      if (isOld(target)) await target.waitFor('its end', ({ method }) => method === 'thread/closed');
      await target.request('thread/resume', { threadId });
      await runTurn(target, threadId, 'and on');
    },
  },
];

/** 0.118.0 unloads a thread that nobody listens to any more. */
function isOld({ frames }: Target): boolean {
  return JSON.stringify(frames[0]).includes('0.118.0');
}

/** Raw news, and of the rest what they are told between. */
const TOLD = /^(rawResponse|turn\/(started|completed)|item\/(started|completed))/;

/** What is put into words by ours is told by its marks alone; members that no schema names are passed over. */
function shown(frame: Frame): string | null {
  const { method, params } = frame as { method?: string; params?: Frame };
  if (method === undefined || params === undefined || !TOLD.test(method)) return null;
  if (!method.startsWith('rawResponse')) {
    const { item } = params as { item?: { type: string } };
    return `${method} ${item?.type ?? ''}`.trim();
  }
  if (method === 'rawResponse/completed') {
    const { turnId, usage: used, usageMetadata } = params;
    return JSON.stringify({ method, turnId, used, usageMetadata });
  }
  const { internal_chat_message_metadata_passthrough: about, ...item } = (
    params as { item: Frame & { id?: string } }
  ).item;
  const id = (item.id ?? '').replace(/<id \d+>|[0-9a-f]{8}_\d+_\d+/g, '<id>');
  return JSON.stringify({
    method,
    turn: params.turnId,
    ofTurn: (about as Frame | undefined)?.turn_id,
    item: { ...item, id, ...(item.role === 'developer' ? { content: 'instructions' } : {}) },
  });
}

/** Texts of our own words, and numbers that differ by what was said before. */
function steady(text: string): string {
  return steadyHeader(text)
    .replace(/<(environment_context|turn_aborted|user_action)>.*?<\/\1>(\\n)?/g, '<$1>')
    .replace(/Duration: [\d.]+ seconds/, 'Duration: <s> seconds')
    .replace(/Wall time: <s> seconds/g, 'Wall time: <s>')
    .replace(/"(input|total|cached)(Tokens|_tokens|InputTokens)":\d+/g, '"$1$2":"<n>"');
}

/** Ids apart, which the two number as they come. */
async function told(side: 'ours' | 'real', version: Version, scenario: Scenario): Promise<string[]> {
  const lines = await transcript(side, version, scenario);
  const ids = new Map<string, string>();
  return lines
    .map((line) => shown(JSON.parse(line) as Frame))
    .filter((line) => line !== null)
    .map((line) =>
      steady(line).replace(/"<id \d+>"/g, (id) => {
        const known = ids.get(id) ?? `"<turn ${ids.size + 1}>"`;
        ids.set(id, known);
        return known;
      }),
    );
}

describe.each<Version>(BOTH)('raw events, ours beside the real %s', (version) => {
  it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
    'are the same in: $name',
    async (scenario) => {
      const ours = await told('ours', version, scenario);
      const real = await playReal(
        () => told('real', version, scenario),
        (lines) => JSON.stringify(lines) === JSON.stringify(ours),
      );
      expect(ours).toEqual(real);
    },
  );
});
