// Messages of the model and how they end: whole, cut off by an interrupt, never finished, blank, mere commentary. What is
// told of them, what counts as the last word and what is kept, ours beside the real servers.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ReplyObject } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { runTurn, textInput } from '../support/compare.js';
import { sharedServers } from '../support/shared-servers.js';
import type { Frame, Side, Target, Version } from '../support/target.js';

type Part = NonNullable<ReplyObject['parts']>[number];

const said = (content: string, more: Frame = {}): Part => ({ text: { content, ...more } }) as Part;
const held: Part = { text: { chunks: ['begun', { hold: 'gate' }, 'never said'] } };
const call: Part = {
  call: { name: 'exec_command', id: 'call_1', arguments: { cmd: 'sleep 20', yield_time_ms: 15_000 } },
};

interface Play {
  readonly name: string;
  readonly parts: readonly Part[];
  /** Interrupted once this was told. */
  readonly until?: string;
}

const plays: readonly Play[] = [
  { name: 'interrupted in its middle', parts: [held], until: 'delta begun' },
  { name: 'one, and another interrupted', parts: [said('one'), held], until: 'delta begun' },
  {
    name: 'an answer, and another interrupted',
    parts: [said('one', { phase: 'final_answer' }), held],
    until: 'delta begun',
  },
  {
    name: 'commentary, and another interrupted',
    parts: [said('one', { phase: 'commentary' }), held],
    until: 'delta begun',
  },
  { name: 'blanks, and another interrupted', parts: [said(' \n'), held], until: 'delta begun' },
  {
    name: 'one, and an interrupted command',
    parts: [said('one'), call],
    until: 'item/started commandExecution',
  },
  {
    name: 'one unfinished, and an interrupted command',
    parts: [said('one', { done: false }), call],
    until: 'item/started commandExecution',
  },
  { name: 'never finished', parts: [said('one', { done: false })] },
  { name: 'never finished, and another', parts: [said('one', { done: false }), said('two')] },
  { name: 'reasoning never finished', parts: [{ reasoning: { summary: 'why', done: false } }, said('one')] },
  { name: 'commentary alone', parts: [said('one', { phase: 'commentary' })] },
  { name: 'commentary at the end', parts: [said('one'), said('two', { phase: 'commentary' })] },
  { name: 'commentary at the beginning', parts: [said('one', { phase: 'commentary' }), said('two')] },
  { name: 'blanks alone', parts: [said(' \n')] },
  { name: 'nothing at the end', parts: [said('one'), said('')] },
];

const SILENT = /rateLimits|tokenUsage|settings|thread\/started|userMessage|outputDelta/;

function label({ method, params }: Frame): string {
  if (typeof method !== 'string') return 'answer';
  if (method === 'item/agentMessage/delta') return `delta ${textAt(params, 'delta') ?? ''}`;
  const item = at(params, 'item');
  if (item !== undefined) {
    return [method, textAt(item, 'type'), textAt(item, 'text'), textAt(item, 'phase')]
      .filter(Boolean)
      .join(' ');
  }
  const messages = listAt(params, 'turn', 'items').map((message) => textAt(message, 'text'));
  return `${method} ${textAt(params, 'turn', 'status') ?? textAt(params, 'status', 'type') ?? ''} ${messages.join()}`;
}

const onStage = sharedServers();

function seen(side: Side, version: Version, { parts, until }: Play): Promise<unknown> {
  const script = { replies: [{ parts: [...parts] }, { text: 'After.', times: 'always' as const }] };
  const thread = version === '0.118.0' ? { model: 'gpt-5.3-codex' } : {};
  return onStage({ side, version, script, thread }, async ({ target, backend, threadId, frames }) => {
    const from = frames().length;
    const settings = { approvalPolicy: 'never', sandboxPolicy: { type: 'dangerFullAccess' } };
    if (until === undefined) await runTurn(target, threadId, 'go', settings);
    else await interrupted(target, threadId, { settings, until });
    const told = frames()
      .slice(from)
      .map(label)
      .filter((line) => !SILENT.test(line));
    const { result } = await target.request('thread/read', { threadId, includeTurns: true });
    await runTurn(target, threadId, 'again');
    return {
      told,
      read: listAt(result, 'thread', 'turns', 0, 'items').flatMap((item) => textAt(item, 'text') ?? []),
      model: listAt(backend.requests.at(-1)?.body, 'input')
        .filter((item) => at(item, 'role') === 'assistant')
        .map((item) => sortedContent(item)),
      lastWords: lastWords(target.home, threadId),
    };
  });
}

async function interrupted(
  target: Target,
  threadId: string,
  { settings, until }: { settings: Frame; until: string },
): Promise<void> {
  const from = target.frames.length;
  const params = { threadId, input: textInput('go'), ...settings };
  const { result } = await target.request('turn/start', params);
  await target.waitFor(until, (frame) => label(frame).startsWith(until), from);
  await target.request('turn/interrupt', { threadId, turnId: at(result, 'turn', 'id') });
  await target.waitFor('turn/completed', ({ method }) => method === 'turn/completed', from);
}

/** Its parts with everything about them, members in alphabetical order. */
function sortedContent(item: unknown): unknown[] {
  return listAt(item, 'content').map((part) =>
    Object.entries(part as Frame).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** What the log says of each finished turn. */
function lastWords(home: string, threadId: string): unknown[] {
  const sessions = join(home, 'codex', 'sessions');
  return readdirSync(sessions, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(`${threadId}.jsonl`))
    .flatMap((name) => readFileSync(join(sessions, name), 'utf8').split('\n'))
    .filter((line) => line.includes('"task_complete"'))
    .map((line) => at(JSON.parse(line), 'payload', 'last_agent_message'));
}

describe.each<Version>(['0.169.0', '0.118.0'])('messages beside the real %s', (version) => {
  it.each(plays)('end the same: $name', async (play) => {
    const [ours, real] = await Promise.all([seen('ours', version, play), seen('real', version, play)]);
    expect(ours).toEqual(real);
    expect(at(ours, 'told')).toContain(`turn/started inProgress `);
  });
});
