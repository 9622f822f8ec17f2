// What a model is asked for besides words: how hard to think, what to show of that, how wordy to be, how many calls to
// make at once. Every model of both catalogues and some that nobody knows, ours beside the real servers.
import { diffArrays } from 'diff';
import { describe, expect, it } from 'vitest';
import type { RecordedRequest, Responder } from '../../../src/backend/index.js';
import { runTurn, startThread } from '../support/compare.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { type Stage, sharedServers } from '../support/shared-servers.js';
import type { Frame, Side, Version } from '../support/target.js';

const MODELS: Readonly<Record<Version, readonly string[]>> = {
  '0.118.0': [
    ...['gpt-5.3-codex', 'gpt-5.4', 'gpt-5.2-codex', 'gpt-5.1-codex-max', 'gpt-5.1-codex', 'gpt-5.2'],
    ...['gpt-5.1', 'gpt-5-codex', 'gpt-5', 'gpt-oss-120b', 'gpt-oss-20b', 'gpt-5.1-codex-mini'],
    ...['gpt-5-codex-mini', 'nobodys', 'gpt-6', 'gpt-5.5', 'gpt-5.4-new', 'a_space/gpt-5.4'],
    ...['a-space/gpt-5.4', '/gpt-5.4', 'two/deep/gpt-5.4', 'a.b/gpt-5.4', 'GPT-5.4'],
  ],
  '0.169.0': [
    ...['gpt-6.1-sol', 'gpt-6-astra', 'gpt-6-sol', 'gpt-6-luna', 'gpt-5.6-sol', 'gpt-6.1-terra'],
    ...['gpt-5.6-terra', 'gpt-5.6-luna', 'gpt-daybreak-blue-latest', 'gpt-daybreak-red-latest', 'gpt-5.5'],
    ...['codex-auto-review', 'nobodys', 'gpt-6', 'gpt-5.4', 'gpt-5.5-new', 'a_space/gpt-5.5'],
    ...['a-space/gpt-6-luna', '/gpt-5.5', 'two/deep/gpt-5.5', 'a.b/gpt-5.5', 'GPT-5.5'],
  ],
};

const FREE = { approvalPolicy: 'never', sandbox: 'danger-full-access' };
const most = (version: Version): string => (version === '0.118.0' ? 'xhigh' : 'ultra');

interface Play {
  readonly name: string;
  readonly play: (stage: Stage, version: Version) => Promise<unknown>;
}

const plays: readonly Play[] = [
  {
    name: 'turns of every model',
    play: async ({ target }, version) => {
      for (const model of MODELS[version]) {
        const threadId = await startThread(target, { ...FREE, model });
        await runTurn(target, threadId, 'usual');
        await runTurn(target, threadId, 'all', { effort: most(version), summary: 'detailed' });
        await runTurn(target, threadId, 'none', { effort: 'none', summary: 'none' });
      }
    },
  },
  {
    name: 'what the configuration says',
    play: async ({ target }, version) => {
      const config = {
        model_verbosity: 'medium',
        model_reasoning_effort: 'high',
        model_reasoning_summary: 'concise',
        model_supports_reasoning_summaries: true,
      };
      for (const model of MODELS[version].slice(0, -9)) {
        const threadId = await startThread(target, { ...FREE, model, config });
        await runTurn(target, threadId, 'usual', { outputSchema: { type: 'object' } });
      }
      for (const answer of [true, false]) {
        const own = { model_supports_reasoning_summaries: answer };
        const threadId = await startThread(target, { ...FREE, model: 'nobodys', config: own });
        await runTurn(target, threadId, 'usual');
      }
    },
  },
  {
    name: 'summaries of histories',
    play: async ({ target }, version) => {
      for (const model of [MODELS[version][0], MODELS[version][10], 'nobodys']) {
        const threadId = await startThread(target, { ...FREE, model });
        await runTurn(target, threadId, 'all', { effort: most(version), summary: 'auto' });
        const from = target.frames.length;
        await target.request('thread/compact/start', { threadId });
        await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
      }
    },
  },
  {
    name: 'reviews, of another model as well',
    play: async ({ target }, version) => {
      const [few = ''] = MODELS[version].slice(version === '0.118.0' ? 4 : 10);
      for (const model of [MODELS[version][0], 'nobodys']) {
        for (const config of [{}, { review_model: few }, { review_model: model }]) {
          // 0.118.0 asks another model for what that does not know.
          const effort = version === '0.118.0' ? 'high' : 'ultra';
          const wish = { model_reasoning_effort: effort, model_verbosity: 'high', ...config };
          for (const settings of [config, wish]) await review(target, { ...FREE, model, config: settings });
        }
      }
    },
  },
  {
    name: 'agents, of another model as well',
    play: async (stage, version) => {
      const plain = version === '0.118.0' ? 'gpt-5.4' : 'gpt-5.5';
      const wishes: readonly (readonly [model: string, agent?: string, turn?: Frame])[] = [
        [plain],
        [plain, MODELS[version][6]],
        [plain, MODELS[version][6], { effort: most(version), summary: 'concise' }],
        [plain, `${plain}-new`],
        ['nobodys'],
        ['nobodys', plain],
        ['nobodys', plain, { summary: 'none' }],
        ['nobodys', MODELS[version].at(9), { effort: most(version) }],
      ];
      for (const [model, agent, turn] of wishes) await spawns(stage, { model, agent, turn });
    },
  },
  {
    name: 'reviews of approvals',
    play: async ({ target }, version) => {
      const guarded = {
        approvalPolicy: 'on-request',
        approvalsReviewer: 'guardian_subagent',
        sandbox: 'workspace-write',
      };
      for (const model of [MODELS[version][0], MODELS[version][10], 'nobodys']) {
        const threadId = await startThread(target, { ...guarded, model });
        await runTurn(target, threadId, 'escalate');
        await runTurn(target, threadId, 'escalate', { effort: most(version), summary: 'detailed' });
      }
    },
  },
];

async function review(target: Stage['target'], thread: Frame): Promise<void> {
  const threadId = await startThread(target, thread);
  const from = target.frames.length;
  await target.request('review/start', { threadId, target: { type: 'custom', instructions: 'Look.' } });
  await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
}

interface Spawn {
  readonly model: string;
  readonly agent: string | undefined;
  readonly turn: Frame | undefined;
}

/** Resolves when the agent's turn, if there is one, has ended too. */
async function spawns({ target, backend }: Stage, { model, agent, turn }: Spawn): Promise<void> {
  const asked = backend.requests.length;
  const from = target.frames.length;
  const threadId = await startThread(target, { ...FREE, model });
  await runTurn(target, threadId, `spawn ${agent ?? ''}`, turn);
  const isStarted = !JSON.stringify(backend.requests.slice(asked)).includes('Unknown model');
  let ends = 0;
  const isLast = ({ method }: Frame): boolean => method === 'turn/completed' && ++ends === 2;
  if (isStarted) await target.waitFor('the end of the agent', isLast, from);
}

/** Says yes as a reviewer of either version does. */
const YES = JSON.stringify({
  risk_level: 'low',
  risk_score: 5,
  user_authorization: 'high',
  outcome: 'allow',
  rationale: 'Fine.',
  evidence: [],
});

const answers =
  (version: Version): Responder =>
  ({ headers, kind, userText, toolOutputs }) => {
    if (headers['x-openai-subagent'] === 'guardian') return { text: { content: YES, split: 'none' } };
    if (kind === 'collab_spawn' || toolOutputs.length > 0) return 'Done.';
    if (userText === 'escalate') return { run: { command: 'true', escalate: 'May I?' } };
    if (!userText.startsWith('spawn')) return 'Fine.';
    const [, model = ''] = userText.split(' ');
    const args = { message: 'Do it.', ...(model === '' ? {} : { model }) };
    const group = version === '0.118.0' ? {} : { namespace: 'multi_agent_v1' };
    return { call: { name: 'spawn_agent', arguments: args, ...group } };
  };

const onStage = sharedServers();

describe.each<Version>(['0.118.0', '0.169.0'])('requests to models beside the real %s', (version) => {
  it.each(plays)(
    'ask for the same: $name',
    async (play) => {
      const ours = await asked('ours', version, play);
      expect(ours.length).toBeGreaterThan(3);
      const real = await playReal(
        async () => differing(ours, await asked('real', version, play)),
        nothingLeft,
      );
      expect(real).toEqual([]);
    },
    120_000,
  );
});

async function asked(side: Side, version: Version, { play }: Play): Promise<string[]> {
  return onStage({ side, version, script: answers(version) }, async (stage) => {
    await play(stage, version);
    // The turns of agents go on beside the one that started them.
    return stage.backend.requests
      .filter(({ body }) => body !== null)
      .map(withoutWords)
      .sort(([a], [b]) => Number(a === 'collab_spawn') - Number(b === 'collab_spawn'))
      .map((request) => JSON.stringify(request));
  });
}

/** Who asks, and for what; which tools there are and where instructions stand differs between models. */
function withoutWords({ headers, body }: RecordedRequest): readonly [who: string, wish: Frame] {
  const wish = Object.entries(body as Frame).filter(([name]) => !WORDS.has(name));
  return [String(headers['x-openai-subagent'] ?? 'thread'), sorted(Object.fromEntries(wish)) as Frame];
}

const WORDS = new Set(['instructions', 'input', 'tools', 'prompt_cache_key', 'client_metadata']);

/** The schema of a reviewer's answer is in each server's own words. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const members = Object.entries(value).filter(([name]) => name !== 'schema');
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}

function differing(ours: readonly string[], real: readonly string[]): string[] {
  return diffArrays([...ours], [...real])
    .filter(({ added, removed }) => added || removed)
    .map(({ added, value }) => `${added ? 'only the real one' : 'only ours'}: ${value.join('\n')}`);
}
