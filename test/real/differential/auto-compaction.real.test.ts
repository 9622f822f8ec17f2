// Conversations that grow too long for their model: when they are compacted, what clients hear of it, what the model is
// asked, and what becomes of the input that waits for it. Ours beside the real servers.
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend, type ReplyObject, type Script } from '../../../src/backend/index.js';
import { handshake, runTurn, startThread, textInput } from '../support/compare.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target, type Version } from '../support/target.js';

const LIMIT = 100_000;
const FULL = { input: LIMIT, output: 10 };
const SOME = { input: 100, output: 10 };
const settings = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
const summary: ReplyObject = {
  when: { kind: 'compaction' },
  text: 'A summary.',
  usage: { input: 300, output: 30 },
};
const held: ReplyObject = {
  when: { kind: 'compaction' },
  times: 1,
  startHold: 'summary',
  text: 'A summary.',
  usage: { input: 300, output: 30 },
};
const refused: ReplyObject = {
  when: { kind: 'compaction' },
  times: 1,
  error: { status: 400, message: 'no' },
};
const answer: ReplyObject = { when: { kind: 'turn' }, text: 'Fine.', usage: SOME };
const fills: ReplyObject = { when: { text: 'fill' }, times: 1, text: 'Full.', usage: FULL };
const call: ReplyObject = {
  when: { text: 'call' },
  times: 1,
  parts: [{ call: { name: 'exec_command', arguments: { cmd: 'true' }, id: 'call_1' } }],
  usage: FULL,
};

interface Scenario {
  readonly name: string;
  readonly replies: readonly ReplyObject[];
  readonly config?: string;
  readonly turns: readonly string[];
  /** Done in the first turn that stands at a held compaction. */
  meanwhile?(target: Target, at: { threadId: string; turnId: string }): Promise<unknown>;
  /** Which turn that is. */
  heldTurn?: string;
  /** 0.169.0 first sends a request without what it was steered with, and cuts it off. */
  sendsOneTooMany?: true;
}

const scenarios: readonly Scenario[] = [
  {
    name: 'before a turn',
    replies: [fills, summary, answer],
    turns: ['fill', 'next', 'after'],
  },
  { name: 'between the rounds of a turn', replies: [call, summary, answer], turns: ['call', 'after'] },
  {
    name: 'at the limit of the model itself',
    config: '',
    replies: [{ ...fills, usage: { input: 244_800, output: 0 } }, summary, answer],
    turns: ['fill', 'next'],
  },
  {
    name: 'not below the limit of the model itself',
    config: 'model_auto_compact_token_limit = 999999\n',
    replies: [{ ...fills, usage: { input: 244_799, output: 0 } }, answer],
    turns: ['fill', 'next'],
  },
  {
    name: 'in a window that the configuration makes smaller',
    config: 'model_context_window = 10000\n',
    replies: [{ ...fills, usage: { input: 9_000, output: 0 } }, summary, answer],
    turns: ['fill', 'next'],
  },
  {
    name: 'because of what a tool printed',
    config: 'model_auto_compact_token_limit = 2000\n',
    replies: [
      {
        ...call,
        parts: [{ call: { name: 'exec_command', arguments: { cmd: 'seq 1 4000' }, id: 'call_1' } }],
        usage: SOME,
      },
      summary,
      answer,
    ],
    turns: ['call'],
  },
  { name: 'refused between two rounds', replies: [call, refused, summary, answer], turns: ['call', 'after'] },
  {
    name: 'interrupted before a turn',
    replies: [fills, held, summary, answer],
    turns: ['fill', 'next', 'after'],
    heldTurn: 'next',
    meanwhile: (target, at) => target.request('turn/interrupt', at),
  },
  {
    name: 'interrupted between two rounds',
    replies: [call, held, summary, answer],
    turns: ['call', 'after'],
    heldTurn: 'call',
    meanwhile: (target, at) => target.request('turn/interrupt', at),
  },
  {
    name: 'steered meanwhile',
    replies: [call, held, answer],
    turns: ['call'],
    heldTurn: 'call',
    sendsOneTooMany: true,
    meanwhile: (target, { threadId, turnId }) =>
      target.request('turn/steer', { threadId, expectedTurnId: turnId, input: textInput('more') }),
  },
];

describe.each<Version>(['0.118.0', '0.169.0'])('compactions beside the real %s', (version) => {
  it.each(scenarios)(
    'come at the same time, say the same and ask the same: $name',
    async (scenario) => {
      const ours = await played('ours', version, scenario);
      const real = await playReal(
        async () => differing(ours, await played('real', version, scenario)),
        nothingLeft,
      );
      expect(real).toEqual([]);
    },
    90_000,
  );

  it('keep the input of a turn whose compaction was refused, which 0.118.0 loses', async () => {
    const scenario = { name: '', replies: [fills, refused, summary, answer], turns: ['fill', 'next'] };
    const ours = await played('ours', version, scenario);
    const real = await played('real', version, scenario);
    const input = ['item/started userMessage', 'item/completed userMessage'];
    const lost = version === '0.118.0' ? [...input, ...input] : [];
    const userItems = (said: readonly string[]) => said.filter((line) => input.includes(line));
    expect(userItems(ours)).toEqual([...input, ...input]);
    expect([...userItems(real), ...lost.slice(2)]).toEqual(userItems(ours));
    const without = (said: readonly string[]) => said.filter((line) => !input.includes(line));
    expect(without(ours)).toEqual(without(real));
  }, 60_000);
});

/** What clients heard and the model was asked, one line each. */
async function played(side: Side, version: Version, scenario: Scenario): Promise<string[]> {
  const script: Script = { replies: [...scenario.replies] };
  const backend = createBackend({ script });
  await backend.listen();
  const config = scenario.config ?? `model_auto_compact_token_limit = ${LIMIT}\n`;
  const target = await startTarget({ side, version, config: `${config}${backend.codexConfig()}` });
  try {
    await handshake(target);
    const threadId = await startThread(target, settings);
    for (const text of scenario.turns) {
      if (text === scenario.heldTurn) await heldTurn(target, backend, { threadId, scenario });
      else await runTurn(target, threadId, text);
    }
    const asks = backend.requests.map(({ body }) => asked(body as Frame));
    const isAnswer = (line: string): boolean => line.startsWith('answer');
    const told = target.frames.flatMap(said);
    // What an answer comes before or after, while a compaction is held, differs from run to run.
    return [
      ...told.filter(isAnswer),
      ...told.filter((line) => !isAnswer(line)),
      ...(scenario.sendsOneTooMany ? asks.slice(-1) : asks),
    ];
  } finally {
    await target.close();
    await backend.close();
  }
}

async function heldTurn(
  target: Target,
  backend: Backend,
  { threadId, scenario }: { threadId: string; scenario: Scenario },
): Promise<void> {
  const from = target.frames.length;
  const { result } = await target.request('turn/start', {
    threadId,
    input: textInput(scenario.heldTurn ?? ''),
  });
  const turnId = (result as { turn: { id: string } }).turn.id;
  await backend.waitForHold('summary');
  await scenario.meanwhile?.(target, { threadId, turnId });
  backend.open('summary');
  await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
}

/** Words of the server's own, and commands, whose items move against the usage of the response that called them. */
const ASIDE = /^(thread\/started|thread\/settings|remoteControl|configWarning|mcpServer|item\/\w+\/)/;

function said({ id, method, params, error }: Frame): string[] {
  if (typeof method !== 'string') return [`answer ${String(id)} ${error === undefined ? 'done' : 'refused'}`];
  const { item, turn, status, tokenUsage, willRetry } = (params ?? {}) as Record<string, Frame | undefined>;
  if (ASIDE.test(method) || item?.type === 'commandExecution') return [];
  const failure = (params as { error?: Frame }).error ?? (turn?.error as Frame | undefined);
  const words: unknown[] = [method, item?.type, status?.type, turn?.status, failure?.message, willRetry];
  if (tokenUsage !== undefined) words.push(tokens(tokenUsage));
  const there = words.filter((word) => word !== undefined && word !== null);
  return [there.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))).join(' ')];
}

/** What is counted by the model is told exactly; what is estimated depends on wording. */
function tokens({ total, last, modelContextWindow }: Frame): string {
  const { inputTokens, totalTokens } = last as Frame;
  const now = inputTokens === 0 ? 'an estimate' : String(totalTokens);
  return `${String((total as Frame).totalTokens)}, last ${now}, window ${String(modelContextWindow)}`;
}

function asked({ tools, input }: Frame): string {
  const items = (input as Frame[]).flatMap((item) => {
    const text = textOf(item);
    if (item.role === 'developer') return [];
    return [
      CONTEXT.test(text) ? 'context' : SUMMARY.test(text) ? 'summary' : `${String(item.type)} ${short(text)}`,
    ];
  });
  // Where among the messages the surroundings are told differs between the versions.
  const told = items.filter((item) => item !== 'context');
  const contexts = items.length - told.length;
  const isSummary = (tools as Frame[]).length === 0;
  const shown = isSummary ? [...told.slice(0, -1), 'the wish for a summary'] : told;
  return `${isSummary ? 'no tools' : 'tools'}, ${contexts} times context: ${shown.join(' · ')}`;
}

const CONTEXT = /^<environment_context>/;
const SUMMARY = /^(Another language model started|What came before this message)/;

function short(text: string): string {
  return text.startsWith('<turn_aborted>') ? 'aborted' : text.slice(0, 20);
}

function textOf({ content }: Frame): string {
  return Array.isArray(content) ? content.map(({ text }: { text?: string }) => text ?? '').join('') : '';
}

function differing(ours: readonly string[], real: readonly string[]): string[] {
  return JSON.stringify(ours) === JSON.stringify(real)
    ? []
    : [`ours\n${ours.join('\n')}\nreal\n${real.join('\n')}`];
}
