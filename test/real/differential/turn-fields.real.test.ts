// Fields of requests that say what a turn is about, and with what: ours beside the real 0.169.0, one server each.

import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, createBackend, type ReplyObject } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { normaliser } from '../support/normalise.js';
import { playReal } from '../support/play-real.js';
import { type Frame, type Side, startTarget, type Target } from '../support/target.js';
import { exec, readOnly, workspace } from '../support/tool-plays.js';

const VERSION = '0.169.0';

/** A server with what plays need. */
interface World {
  readonly target: Target;
  readonly backend: Backend;
  /** Runs a turn, or resolves with the error it is refused with: what clients are told, and what the model is asked last. */
  turn(threadId: string, params: Frame): Promise<Frame>;
}

/** What a turn tries to write, from the working folder. */
const FILES = ['c.txt', '../a/c.txt', '../b/c.txt', '../a/.git/c.txt'];
const COMMAND = FILES.map((file) => `touch ${file}`).join('; ');

const REPLIES: readonly ReplyObject[] = [
  { ...exec(COMMAND, {}, 'call_*'), when: { text: 'WRITE', toolOutput: false }, times: 'always' },
  { text: 'Fine.', times: 'always' },
];

async function startWorld(side: Side): Promise<World> {
  const backend = await createBackend({ script: { replies: REPLIES } }).listen();
  const target = await startTarget({
    side,
    version: VERSION,
    config: backend.codexConfig({ codexVersion: VERSION }),
  });
  await handshake(target);
  return {
    target,
    backend,
    async turn(threadId, params) {
      const from = target.frames.length;
      const before = backend.requests.length;
      const { error } = await target.request('turn/start', { threadId, input: [], ...params });
      if (error !== undefined) return { error };
      const isEnd = ({ method, params: told }: Frame): boolean =>
        method === 'turn/completed' && at(told, 'threadId') === threadId;
      await target.waitFor('the end of the turn', isEnd, from);
      return {
        told: target.frames.slice(from).filter(({ method }) => TOLD.has(String(method))),
        asked: backend.requests.slice(before).map(({ body }) => withoutIds(listAt(body, 'input').at(-1))),
      };
    },
  };
}

/** Which mode each word on modes stands for, in the order the model was told: the usual one is told first. */
function modesTold(body: unknown): (number | undefined)[] {
  const texts = listAt(body, 'input')
    .map((item) => textAt(item, 'content', 0, 'text') ?? '')
    .filter((text) => text.startsWith('<multi_agent_mode>'));
  return texts.map((text) => texts.indexOf(text));
}

const TOLD: ReadonlySet<string> = new Set([
  'item/started',
  'item/completed',
  'turn/completed',
  'thread/settings/updated',
]);

/** The real servers send ids of their own along. */
function withoutIds(item: unknown): unknown {
  const { id: _, ...rest } = item as Frame;
  return rest;
}

/** What each play comes to, on both sides. */
function compared(name: string, play: (world: World) => Promise<unknown>): void {
  it(`${name}, as there`, async () => {
    const played = async (side: Side): Promise<unknown> => {
      const world = worlds[side];
      if (world === undefined) throw new Error(`no ${side} server`);
      const normalise = normaliser(world.target.home);
      return normalise({ played: (await play(world)) as Frame });
    };
    const ours = await played('ours');
    const isSame = (real: unknown): boolean => JSON.stringify(real) === JSON.stringify(ours);
    expect(ours).toEqual(await playReal(() => played('real'), isSame));
  });
}

const worlds: Partial<Record<Side, World>> = {};

beforeAll(async () => {
  [worlds.ours, worlds.real] = await Promise.all([startWorld('ours'), startWorld('real')]);
});

afterAll(async () => {
  for (const { target, backend } of Object.values(worlds)) {
    await target.close();
    await backend.close();
  }
});

describe('what a tool tells unasked', () => {
  compared('begins a turn, is shown and stays', async ({ target, turn }) => {
    const threadId = await startThread(target);
    const outcomes = [
      await turn(threadId, { toolOutput: { name: 'news', output: 'x' }, clientUserMessageId: 'own' }),
      await turn(threadId, { toolOutput: { name: 'a b.c', namespace: '', output: [], retain: true } }),
      await turn(threadId, {
        toolOutput: {
          name: 'news',
          namespace: 'of',
          output: [
            { type: 'input_text', text: 'p'.repeat(100_000) },
            { type: 'input_text', text: 'p' },
          ],
        },
      }),
    ];
    const listed = await target.request('thread/list', {});
    const { result } = await target.request('thread/fork', { threadId });
    return {
      outcomes,
      forked: listAt(result, 'thread', 'turns').map((one) => at(one, 'items')),
      isListed: listAt(listed, 'result', 'data').some((one) => textAt(one, 'id') === threadId),
    };
  });

  compared('is shortened for the model, and joins a turn that runs', async ({ target, backend, turn }) => {
    const threadId = await startThread(target);
    const long = await turn(threadId, { toolOutput: { name: 'long', output: 'é'.repeat(40_000) } });
    const from = target.frames.length;
    const late = { name: 'late', output: 'x' };
    await Promise.all([
      target.request('turn/start', { threadId, input: textInput('Hello') }),
      target.request('turn/start', { threadId, input: [], toolOutput: late }),
    ]);
    await target.waitFor('the end of the turn', ({ method }) => method === 'turn/completed', from);
    const items = target.frames.slice(from).filter(({ method }) => method === 'item/completed');
    const types = items.map(({ params }) => textAt(params, 'item', 'type'));
    return {
      asked: long.asked,
      // Whether the model has answered before it comes is chance.
      items: types.filter((type) => type !== 'agentMessage'),
      later: withoutIds(listAt(backend.requests.at(-1)?.body, 'input').at(-1)),
    };
  });

  compared('is refused where it cannot be', async ({ target, turn }) => {
    const threadId = await startThread(target);
    const said = { name: 'news', output: 'x' };
    const picture = { type: 'input_image', image_url: 'https://example.invalid/x.png' };
    return [
      await turn(threadId, { toolOutput: said, input: textInput('Hello') }),
      await turn(threadId, { toolOutput: { ...said, name: '' } }),
      await turn(threadId, { toolOutput: { ...said, output: 'x'.repeat(1_048_577) } }),
      await turn(threadId, { toolOutput: { ...said, output: [picture] } }),
      await turn(threadId, { toolOutput: { ...said, output: [{ type: 'strange' }] } }),
    ];
  });
});

describe('how eagerly agents are started', () => {
  compared('is for the effort to decide, whatever mode is asked for', async ({ target, backend, turn }) => {
    const model = 'gpt-5.6-sol';
    const { result } = await target.request('thread/start', {
      cwd: target.cwd,
      model,
      multiAgentMode: 'proactive',
    });
    const threadId = textAt(result, 'thread', 'id') ?? '';
    const outcomes: unknown[] = [at(result, 'multiAgentMode')];
    const steps = [
      {},
      { multiAgentMode: { custom: 'OWN' } },
      { effort: 'ultra', multiAgentMode: 'explicitRequestOnly' },
      { effort: 'ultra' },
      { effort: 'low', multiAgentMode: 'proactive' },
    ];
    for (const step of steps) {
      const { told } = await turn(threadId, { input: textInput('Hello'), ...step });
      const news = (told as Frame[]).filter(({ method }) => method === 'thread/settings/updated');
      const modes = news.map(({ params }) => at(params, 'threadSettings', 'multiAgentMode'));
      outcomes.push([modes, modesTold(backend.requests.at(-1)?.body)]);
    }
    const forked = await target.request('thread/fork', { threadId });
    const strange = await target.request('thread/settings/update', { threadId, multiAgentMode: 'strange' });
    return [...outcomes, at(forked, 'result', 'multiAgentMode'), strange.error];
  });
});

describe('the folders of a workspace', () => {
  compared(
    'are open in place of the working folder, and go where the thread goes',
    async ({ target, turn }) => {
      const { cwd, home } = target;
      const rooted = (...names: string[]): Frame => ({
        runtimeWorkspaceRoots: names.map((name) => join(home, name)),
      });
      const moved = join(home, 'c');
      for (const name of ['a', 'b', 'c']) mkdirSync(join(home, name), { recursive: true });
      const writes = { sandbox: 'workspace-write', approvalPolicy: 'never', cwd };
      const further = { 'sandbox_workspace_write.writable_roots': [join(home, 'b')] };
      const starts: Frame[] = [
        { ...writes, ...rooted('a', 'b') },
        { ...writes, ...rooted() },
        { ...writes, ...rooted('a', 'a/', 'work/../a', 'work') },
        { ...writes, ...rooted('a'), config: further },
        { ...writes, sandbox: 'read-only', ...rooted('a') },
        { ...writes, sandbox: 'danger-full-access', ...rooted('a') },
        { cwd, approvalPolicy: 'never', permissions: ':workspace', ...rooted('a') },
        { ...writes, ...rooted('a'), environments: [{ environmentId: 'local', cwd, ...rooted('b') }] },
        { ...writes, runtimeWorkspaceRoots: ['a'] },
      ];
      const outcomes: unknown[] = [];
      for (const params of starts) outcomes.push(shownOf(await target.request('thread/start', params)));
      const threadId = await startThread(target, { ...writes, ...rooted('a', 'b') });
      const steps: Frame[] = [
        {},
        rooted('c'),
        rooted('work'),
        { sandboxPolicy: { ...workspace, writableRoots: [join(home, 'b')] } },
        rooted('a'),
        { cwd: moved },
        { cwd, ...rooted('b') },
        { sandboxPolicy: readOnly },
        { sandboxPolicy: workspace },
      ];
      for (const step of steps) {
        const { told } = await turn(threadId, { input: textInput('Hello'), ...step });
        const news = (told as Frame[]).filter(({ method }) => method === 'thread/settings/updated');
        outcomes.push(news.map(({ params }) => placedOf(at(params, 'threadSettings'))));
      }
      for (const more of [{}, rooted('a'), { cwd: moved }])
        outcomes.push(shownOf(await target.request('thread/fork', { threadId, ...more })));
      for (const more of [{}, { cwd: moved }, { cwd, ...rooted('a') }]) {
        await target.request('thread/archive', { threadId });
        await target.request('thread/unarchive', { threadId });
        outcomes.push(shownOf(await target.request('thread/resume', { threadId, ...more })));
      }
      return outcomes;
    },
  );

  compared('are those of the configuration, too, where no profile is named', async ({ target, turn }) => {
    const { cwd, home } = target;
    const [a = '', b = '', c = ''] = ['a', 'b', 'c'].map((name) => join(home, name));
    const config = {
      'sandbox_workspace_write.writable_roots': [a],
      'sandbox_workspace_write.network_access': true,
    };
    const rooted = { config, runtimeWorkspaceRoots: [b] };
    const outcomes: unknown[] = [];
    for (const more of [{}, { sandbox: 'danger-full-access' }, { permissions: ':workspace' }, rooted])
      outcomes.push(shownOf(await target.request('thread/start', { cwd, config, ...more })));
    const threadId = await startThread(target, { config });
    const part = { type: 'workspaceWrite' };
    const steps: Frame[] = [
      { sandboxPolicy: part },
      { sandboxPolicy: { ...part, writableRoots: [] } },
      { sandboxPolicy: { ...part, writableRoots: [b, a] } },
      { cwd: c },
      { sandboxPolicy: { ...part, excludeSlashTmp: true, networkAccess: true }, cwd },
      { sandboxPolicy: { type: 'readOnly' } },
      { permissions: ':workspace' },
      { sandboxPolicy: { type: 'externalSandbox' } },
    ];
    for (const step of steps) {
      const { told } = await turn(threadId, { input: textInput('Hello'), ...step });
      const news = (told as Frame[]).filter(({ method }) => method === 'thread/settings/updated');
      outcomes.push(news.map(({ params }) => placedOf(at(params, 'threadSettings'))));
    }
    for (const more of [{}, { config }, { config, sandbox: 'workspace-write' }])
      outcomes.push(shownOf(await target.request('thread/fork', { threadId, ...more })));
    for (const more of [{}, { config }, { cwd: c }]) {
      await target.request('thread/archive', { threadId });
      await target.request('thread/unarchive', { threadId });
      outcomes.push(shownOf(await target.request('thread/resume', { threadId, ...more })));
    }
    return outcomes;
  });

  /** Which of the files a turn comes to write. */
  async function written({ target, turn }: World, thread: Frame, params: Frame): Promise<string[]> {
    for (const name of ['a', 'b']) mkdirSync(join(target.home, name, '.git'), { recursive: true });
    const threadId = await startThread(target, { approvalPolicy: 'never', ...thread });
    await turn(threadId, { input: textInput('WRITE'), ...params });
    const files = FILES.filter((file) => existsSync(join(target.cwd, file)));
    for (const file of FILES) rmSync(join(target.cwd, file), { force: true });
    return files;
  }

  compared('are what commands may write', (world) => {
    const roots = ['a', 'b'].map((name) => join(world.target.home, name));
    return written(world, { sandbox: 'workspace-write', runtimeWorkspaceRoots: roots }, {});
  });

  compared('are open to commands beside the working folder where they are configured', (world) => {
    const config = { 'sandbox_workspace_write.writable_roots': [join(world.target.home, 'a')] };
    return written(world, { config }, { sandboxPolicy: { type: 'workspaceWrite' } });
  });
});

/** What may be written where, in the words of each answer. */
function shownOf({ result, error }: Frame): unknown {
  if (error !== undefined) return error;
  const { runtimeWorkspaceRoots, sandbox, activePermissionProfile: profile } = result as Frame;
  return { cwd: at(result, 'cwd'), runtimeWorkspaceRoots, sandbox, profile };
}

function placedOf(settings: unknown): unknown {
  const { cwd, environments, sandboxPolicy } = settings as Frame;
  return { cwd, environments, sandboxPolicy };
}
