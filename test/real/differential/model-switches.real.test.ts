// Threads whose model changes: what the new model is told, when the history is summarised first and by whom, and what
// clients hear of it. Ours beside the real servers.
import { diffArrays } from 'diff';
import { describe, expect, it } from 'vitest';
import type { ReplyObject } from '../../../src/backend/index.js';
import { listAt, textAt } from '../../../src/util/peek.js';
import { runTurn, textInput } from '../support/compare.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { type Stage, sharedServers } from '../support/shared-servers.js';
import type { Frame, Side, Version } from '../support/target.js';

const takes = (input: number): ReplyObject => ({
  when: { kind: 'turn', text: 'take much' },
  text: 'Full.',
  usage: { input, output: 10 },
});
const summary: ReplyObject = {
  when: { kind: 'compaction' },
  text: 'A summary.',
  usage: { input: 300, output: 30 },
};
const refused: ReplyObject = {
  when: { kind: 'compaction' },
  times: 1,
  error: { status: 400, message: 'no' },
};
const held: ReplyObject = { ...summary, times: 1, startHold: 'summary' };
const answer: ReplyObject = { when: { kind: 'turn' }, text: 'Fine.', usage: { input: 100, output: 10 } };
const usual = [summary, answer];

interface Scenario {
  readonly name: string;
  readonly versions: readonly Version[];
  /** Params of `thread/start`. */
  readonly start?: Frame;
  readonly replies?: readonly ReplyObject[];
  readonly play: (stage: Stage) => Promise<unknown>;
}

/** One after the other; params of `turn/start` go beside the words. */
const turns =
  (...list: readonly (readonly [text: string, params?: Frame])[]): Scenario['play'] =>
  async ({ target, threadId }) => {
    for (const [text, params] of list) await runTurn(target, threadId, text, params);
  };

const plain = { model: 'gpt-5.5' };
const modern = { model: 'gpt-6.1-sol' };
const roomy = { model: 'gpt-6.1-terra' };
const newer: readonly Version[] = ['0.169.0'];
const older: readonly Version[] = ['0.118.0'];

const scenarios: readonly Scenario[] = [
  {
    name: 'to one of the same kind',
    versions: newer,
    start: modern,
    play: turns(['one'], ['two', { model: 'gpt-6-astra' }], ['three']),
  },
  {
    name: 'to one of another kind, and back',
    versions: newer,
    start: modern,
    play: turns(['one'], ['two', plain], ['three'], ['four', modern], ['five']),
  },
  {
    name: 'to one of another kind with an effort that the new one lacks',
    versions: newer,
    start: { ...modern, config: { model_reasoning_effort: 'max' } },
    play: turns(['one'], ['two', { ...plain, effort: 'xhigh' }], ['three']),
  },
  {
    name: 'to one of another kind between turns',
    versions: newer,
    start: modern,
    play: async (stage) => {
      await turns(['one'])(stage);
      await stage.target.request('thread/settings/update', { threadId: stage.threadId, ...plain });
      await turns(['two'], ['three'])(stage);
    },
  },
  {
    name: 'to one of another kind after a compaction',
    versions: newer,
    start: modern,
    play: async (stage) => {
      await turns(['one'])(stage);
      const from = stage.target.frames.length;
      await stage.target.request('thread/compact/start', { threadId: stage.threadId });
      await stage.target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
      await turns(['two', plain], ['three'])(stage);
    },
  },
  {
    name: 'to one of another kind, where no summary comes of it at first',
    versions: newer,
    start: modern,
    replies: [refused, summary, answer],
    play: turns(['one'], ['two', plain], ['three'], ['four']),
  },
  {
    name: 'to one of another kind, stopped meanwhile',
    versions: newer,
    start: modern,
    replies: [held, summary, answer],
    play: async (stage) => {
      const { target, threadId, backend } = stage;
      await turns(['one'])(stage);
      backend.shut('summary');
      const from = target.frames.length;
      const { result } = await target.request('turn/start', { threadId, input: textInput('two'), ...plain });
      await backend.waitForHold('summary');
      await target.request('turn/interrupt', { threadId, turnId: textAt(result, 'turn', 'id') });
      backend.open('summary');
      await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
      await turns(['three'], ['four'])(stage);
    },
  },
  {
    name: 'to one that nobody knows, and back',
    versions: newer,
    start: modern,
    play: turns(['one'], ['two', { model: 'new-model' }], ['three', plain], ['four', { model: 'new-model' }]),
  },
  {
    name: 'to one with less room',
    versions: newer,
    start: roomy,
    replies: [takes(300_000), ...usual],
    play: turns(['take much'], ['two', modern], ['three']),
  },
  {
    name: 'to one with room enough',
    versions: newer,
    start: roomy,
    replies: [takes(120_000), ...usual],
    play: turns(['take much'], ['two', modern], ['three', roomy]),
  },
  {
    name: 'to one with less room, where the configuration names a limit',
    versions: newer,
    start: { ...roomy, config: { model_auto_compact_token_limit: 100_000 } },
    replies: [takes(120_000), ...usual],
    play: turns(['take much'], ['two', modern], ['three']),
  },
  {
    name: 'to one with more room, where the configuration names a limit',
    versions: newer,
    start: { ...modern, config: { model_auto_compact_token_limit: 100_000 } },
    replies: [takes(120_000), ...usual],
    play: turns(['take much'], ['two', roomy], ['three']),
  },
  {
    name: 'to one with less room, and back',
    versions: older,
    start: { model: 'gpt-5.4' },
    replies: [takes(120_000), ...usual],
    play: turns(['take much'], ['two', { model: 'gpt-oss-20b' }], ['three', { model: 'gpt-5.4' }]),
  },
  {
    name: 'to one of the same room, after a compaction too',
    versions: older,
    start: { model: 'gpt-5.4' },
    play: async (stage) => {
      await turns(['one'], ['two', { model: 'gpt-5.3-codex' }])(stage);
      const from = stage.target.frames.length;
      await stage.target.request('thread/compact/start', { threadId: stage.threadId });
      await stage.target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
      await turns(['three', { model: 'gpt-5.4' }])(stage);
    },
  },
];

const onStage = sharedServers();

describe.each<Version>(['0.118.0', '0.169.0'])('changes of model beside the real %s', (version) => {
  it.each(scenarios.filter(({ versions }) => versions.includes(version)))(
    'are told to the same models in the same words, and clients hear the same: $name',
    async (scenario) => {
      const ours = await played('ours', version, scenario);
      const real = await playReal(
        async () => differing(ours, await played('real', version, scenario)),
        nothingLeft,
      );
      expect(real).toEqual([]);
    },
    60_000,
  );
});

/** What clients heard, then what models were asked, one line each. */
async function played(side: Side, version: Version, scenario: Scenario): Promise<string[]> {
  const { start = {}, replies = usual, play } = scenario;
  const thread = { approvalPolicy: 'never', sandbox: 'danger-full-access', ...start };
  return onStage({ side, version, script: { replies: [...replies] }, thread }, async (stage) => {
    const from = stage.backend.requests.length;
    await play(stage);
    const asks = stage.backend.requests.slice(from).map(({ body }) => asked(body));
    return [...stage.frames().flatMap((frame) => said(frame, version)), ...asks];
  });
}

const HEARD = /^(warning|error|turn|thread\/(settings|tokenUsage|compacted)|item\/(started|completed))/;

function said({ method, params = {} }: Frame, version: Version): string[] {
  if (typeof method !== 'string' || !HEARD.test(method)) return [];
  const more = [
    ['item', 'type'],
    ['threadSettings', 'model'],
    ['threadSettings', 'effort'],
    ['turn', 'status'],
    ['error', 'message'],
    ['message'],
  ].map((path) => textAt(params, ...path) ?? '');
  const { tokenUsage } = params as Frame;
  return [[method, ...more, tokenUsage === undefined ? '' : tokens(tokenUsage as Frame, version)].join(' ')];
}

/**
 * What is counted by the model is told exactly; what is estimated depends on wording. 0.118.0 names the window of the
 * model before with the estimate.
 */
function tokens({ total, last, modelContextWindow }: Frame, version: Version): string {
  const { inputTokens, totalTokens } = last as Frame;
  const isEstimate = inputTokens === 0;
  const window = isEstimate && version === '0.118.0' ? '' : String(modelContextWindow);
  return `${String((total as Frame).totalTokens)} ${isEstimate ? 'estimated' : String(totalTokens)} ${window}`;
}

/** Which model is asked, how hard it is to think, and what it reads besides what is in each server's own words. */
function asked(body: unknown): string {
  const model = textAt(body, 'model') ?? '';
  const read = listAt(body, 'input').flatMap((item) => {
    const texts = listAt(item, 'content').map((part) => textAt(part, 'text') ?? '');
    const role = textAt(item, 'role');
    if (texts[0]?.startsWith('<turn_aborted>')) return [`stopped, says the ${String(role)}`];
    // The newest models have instructions among what they read; other marks tell of changes there.
    const isSwitch = !/^gpt-6/.test(model) && texts.some((text) => text.startsWith('<model_switch>'));
    if (role === 'developer') return isSwitch ? [SWITCH] : [];
    return texts[0]?.startsWith('<environment_context>')
      ? []
      : [texts.join('').replace(OWN_WORDS, 'own words')];
  });
  // Where among the messages that is told differs between the versions.
  const said = read.filter((text) => text !== SWITCH);
  const words = [model, textAt(body, 'reasoning', 'effort') ?? '', `${read.length - said.length} switches`];
  return `${words.join(' ')}: ${said.join(' · ')}`;
}

const SWITCH = 'another model answers';

/** A wish for a summary, and the summary that came of it. */
const OWN_WORDS =
  /^(You are performing a CONTEXT|The conversation has grown too long|Another language model|What came before).*/s;

function differing(ours: readonly string[], real: readonly string[]): string[] {
  return diffArrays([...ours], [...real])
    .filter(({ added, removed }) => added || removed)
    .map(({ added, value }) => `${added ? 'only the real one' : 'only ours'}: ${value.join('\n')}`);
}
