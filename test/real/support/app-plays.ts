// Plays with the tools of an account's apps, ours and the real server's side by side: what a client and a model see of
// them. One server plays them all.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import type { Backend, Login, Reply } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { startThread, textInput } from './compare.js';
import { type LoginTarget, withLoginTarget } from './login-target.js';
import { answering, withoutIds } from './mcp-plays.js';
import { scriptedApps as apps } from './scripted-apps.js';
import type { Frame, Side, Target, Version } from './target.js';

interface Call {
  /** Inside its group. */
  readonly tool: string;
  readonly app?: string;
  readonly args?: string;
  /** What a person says when asked. */
  readonly answer?: Frame;
}

const SLOW: Call = { tool: '_slow' };

const accept: Frame = { action: 'accept', content: {} };
const keep = (persist: string): Frame => ({ ...accept, _meta: { persist } });

const CALLS: readonly Call[] = [
  { tool: '_find', args: '{"word":"x"}' },
  { tool: '_plain', args: '{"b":2,"a":{"c":1}}' },
  { tool: '_plain', answer: { action: 'decline', content: null } },
  { tool: '_plain', answer: { action: 'cancel', content: null } },
  { tool: '_plain', answer: keep('session') },
  { tool: '_plain', answer: { action: 'decline', content: null } },
  { tool: '_drop', answer: keep('always') },
  { tool: '_drop', answer: { action: 'decline', content: null } },
  { tool: '_refuse' },
  { tool: '_bad' },
  { tool: 'other' },
  { tool: '_send', app: 'mail' },
  { tool: '_find', args: '"words"' },
  { tool: '_find', args: '{' },
  { tool: '_nobody' },
  ...['_page', '_act', '_old', '_odd', '_hidden', '_nobody', '_worded'].map((tool) => ({
    tool,
    app: 'links',
  })),
];

/** Overrides of a thread, and the tools that are then called. */
const CONFIGS: readonly Frame[] = [
  { 'apps.notes.enabled': false },
  { 'apps.notes.default_tools_approval_mode': 'approve' },
  {
    'apps.connector_mail.default_tools_approval_mode': 'prompt',
    'apps.notes.tools.notes_plain.approval_mode': 'approve',
    'apps.notes.tools.notes_find.enabled': false,
  },
  { 'apps.notes.destructive_enabled': false },
  { 'apps.notes.open_world_enabled': false },
  { 'apps._default.destructive_enabled': false, 'apps._default.open_world_enabled': false },
  { 'apps._default.destructive_enabled': false, 'apps.notes.destructive_enabled': true },
  { 'apps.notes.default_tools_enabled': false, 'apps.notes.tools.notes_drop.enabled': true },
  { 'apps.notes.destructive_enabled': false, 'apps.notes.default_tools_enabled': true },
  { 'apps.notes.tools.Drop.enabled': false, 'apps.notes.tools._plain.enabled': false },
  { 'apps._default.default_tools_approval_mode': 'approve' },
  { 'apps._default.enabled': false },
  { 'apps._default': { enabled: false }, 'apps.notes.enabled': true },
];
const CALLED_THEN: readonly Call[] = [{ tool: '_find' }, { tool: '_plain' }, { tool: '_send', app: 'mail' }];

const POLICIES: readonly Frame[] = [
  { approvalPolicy: 'never' },
  { approvalPolicy: 'never', sandbox: 'danger-full-access' },
];

export type AppPlays = Readonly<
  Record<
    | 'calls'
    | 'beside'
    | 'kept'
    | 'policies'
    | 'configs'
    | 'off'
    | 'known'
    | 'interrupted'
    | 'clients'
    | 'files',
    unknown
  >
>;

export async function playApps(side: Side, version: Version): Promise<AppPlays> {
  return withLoginTarget(targetFor(side, version), async (target, backend) => {
    await signIn(target);
    const stage = new Stage(target, backend, version);
    return placeless({
      calls: await stage.turnsOf(CALLS, { model: 'unheard-of' }),
      beside: stage.besideCalls(),
      kept: appsInConfig(target),
      policies: await stage.each(POLICIES, (one) => stage.turnsOf([{ tool: '_drop' }], one)),
      configs: await stage.each(CONFIGS, (config) =>
        stage.turnsOf(CALLED_THEN, { config, model: 'unheard-of' }),
      ),
      off: await stage.turnsOf([], { config: { 'features.apps': false } }),
      known: await stage.search(),
      interrupted: await stage.interrupted(),
      clients: await stage.clientCalls(),
      files: await stage.configured({ _default: { enabled: false }, connector_mail: { enabled: true } }),
    });
  });
}

/** From nobody to an account and back, in one thread and in new ones. */
export async function playAccounts(side: Side, version: Version): Promise<unknown> {
  return withLoginTarget(targetFor(side, version), async (target, backend) => {
    const stage = new Stage(target, backend, version);
    await target.request('account/login/start', { type: 'apiKey', apiKey: 'sk-x' });
    const listed = [at(await target.request('mcpServerStatus/list', {}), 'result', 'data')];
    const threadId = await startThread(target, { model: 'unheard-of' });
    const turn = (id = threadId) => stage.offeredIn(id);
    const seen = [await turn()];
    await signIn(target);
    // The newer version starts the server in threads that are loaded.
    if (version === '0.169.0') await stage.appsAre('ready');
    seen.push(await turn());
    const later = await startThread(target, { model: 'unheard-of' });
    await stage.appsAre('ready', later);
    seen.push(await turn(later));
    await target.request('account/logout');
    seen.push(await turn(), await turn(later));
    listed.push(at(await target.request('mcpServerStatus/list', {}), 'result', 'data'));
    await target.request('config/mcpServer/reload');
    seen.push(await turn(later));
    return placeless({ seen, listed });
  });
}

class Stage {
  readonly #target: Target;
  readonly #backend: Backend;
  readonly #version: Version;

  constructor(target: Target, backend: Backend, version: Version) {
    this.#target = target;
    this.#backend = backend;
    this.#version = version;
  }

  async each<T>(list: readonly T[], play: (one: T) => Promise<unknown>): Promise<unknown[]> {
    const seen: unknown[] = [];
    for (const one of list) seen.push([one, await play(one)]);
    return seen;
  }

  /** A thread of its own: what is told of its start, what is offered, and what becomes of the calls. */
  async turnsOf(calls: readonly Call[], thread: Frame): Promise<unknown> {
    const from = this.#target.frames.length;
    const threadId = await startThread(this.#target, thread);
    const offered = await this.offeredIn(threadId);
    const startup = this.#startupSince(from);
    const turns: unknown[] = [];
    for (const call of calls) turns.push(await this.#turn(threadId, call));
    return { startup, offered, turns };
  }

  /** What the server of the apps is told beside calls of apps that have links; ids as what they are of. */
  besideCalls(): unknown {
    const calls = this.#backend.requests.map(({ body }) => at(body, 'params'));
    return calls.flatMap((params) => {
      if (!textAt(params, 'name')?.startsWith('links_')) return [];
      const {
        call_id: call,
        root_turn_id: turn,
        ...own
      } = (at(params, '_meta', '_codex_apps') ?? {}) as Frame;
      const ofCall = call === at(params, '_meta', 'callId');
      const ofTurn = turn === at(params, '_meta', 'x-codex-turn-metadata', 'turn_id');
      return [[at(params, 'name'), own, call !== undefined && ofCall, turn !== undefined && ofTurn]];
    });
  }

  async offeredIn(threadId: string): Promise<unknown> {
    const [request] = await this.#requestsOf(() => this.#run(threadId, 'hello', accept));
    const tools = listAt(request, 'tools');
    return {
      ofApps: tools.filter((tool) => textAt(tool, 'name')?.includes('codex_apps')),
      ofResources: tools.flatMap((tool) => /\w+_mcp_resource\w*/.exec(textAt(tool, 'name') ?? '')?.[0] ?? []),
    };
  }

  async appsAre(status: string, threadId?: string): Promise<void> {
    await this.#target.waitFor(`apps that are ${status}`, ({ method, params }) => {
      const isTheirs = this.#version === '0.118.0' || !threadId || at(params, 'threadId') === threadId;
      return method === 'mcpServer/startupStatus/updated' && at(params, 'status') === status && isTheirs;
    });
  }

  /** A model that is known: it is told of apps, and finds their tools where they are put away. */
  async search(): Promise<unknown> {
    const threadId = await startThread(this.#target);
    const text = this.#version === '0.118.0' ? 'hello' : 'search';
    const [first, second] = await this.#requestsOf(() => this.#run(threadId, text, accept));
    const output = listAt(second, 'input').find((item) => at(item, 'type') === 'tool_search_output');
    return {
      isTold: listAt(first, 'input').some((item) =>
        listAt(item, 'content').some((part) => textAt(part, 'text')?.startsWith('<apps_instructions>')),
      ),
      found: listAt(output, 'tools')
        .map((group) => ({ ...(group as Frame), tools: listAt(group, 'tools').map(named).sort(byName) }))
        .sort(byName),
    };
  }

  /** A call that takes too long for whoever waits. */
  async interrupted(): Promise<unknown> {
    const target = this.#target;
    const threadId = await startThread(target, { model: 'unheard-of' });
    const from = target.frames.length;
    const input = textInput(`call ${JSON.stringify(SLOW)}`);
    const begun = await target.request('turn/start', { threadId, input });
    await target.waitFor('the call', (frame) => isCall(frame, 'item/started'), from);
    await called(this.#backend, 'notes_slow');
    await target.request('turn/interrupt', { threadId, turnId: at(begun, 'result', 'turn', 'id') });
    const ended = await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
    const status = at(ended.params, 'turn', 'status');
    // The real 0.118.0 calls nothing there before the answer nobody waits for has come.
    return this.#version === '0.118.0' ? [status] : [status, await this.#turn(threadId, { tool: '_find' })];
  }

  /** Apps as configured for everybody: threads that are loaded keep what they have, be servers reloaded or not. */
  async configured(value: Frame): Promise<unknown> {
    const target = this.#target;
    const before = await startThread(target, { model: 'unheard-of' });
    const seen = [await this.offeredIn(before)];
    await target.request('config/value/write', { keyPath: 'apps', value, mergeStrategy: 'replace' });
    seen.push(await this.offeredIn(before));
    await target.request('config/mcpServer/reload');
    seen.push(await this.offeredIn(before));
    const after = await startThread(target, { model: 'unheard-of' });
    return [...seen, await this.offeredIn(after)];
  }

  /** What clients ask for themselves. */
  async clientCalls(): Promise<unknown> {
    const target = this.#target;
    const answers: unknown[] = [];
    const ask = async (method: string, params: Frame): Promise<void> => {
      const { result, error } = await target.request(method, params);
      answers.push([method, withoutIds(wordless(result ?? error))]);
    };
    await ask('mcpServerStatus/list', {});
    await ask('mcpServer/oauth/login', { name: 'codex_apps' });
    if (this.#version === '0.118.0') return answers;
    const threadId = await startThread(target);
    await this.appsAre('ready', threadId);
    await ask('mcpServerStatus/list', { threadId, detail: 'toolsAndAuthOnly' });
    const server = 'codex_apps';
    for (const tool of [
      'notes_find',
      '_find',
      'notes_drop',
      'notes_plain',
      'notes_refuse',
      'notes_bad',
      'links_hidden',
    ])
      await ask('mcpServer/tool/call', { threadId, server, tool, arguments: {} });
    await ask('mcpServer/resource/read', { threadId, server, uri: 'x://y' });
    return answers;
  }

  async #turn(threadId: string, call: Call): Promise<unknown> {
    const from = this.#target.frames.length;
    const { answer = accept, ...wish } = call;
    const requests = await this.#requestsOf(() =>
      this.#run(threadId, `call ${JSON.stringify(wish)}`, answer),
    );
    const told = this.#target.frames
      .slice(from)
      .filter(
        (frame) =>
          frame.method === 'mcpServer/elicitation/request' ||
          isCall(frame, 'item/started') ||
          isCall(frame, 'item/completed'),
      );
    const output = listAt(requests.at(-1), 'input').at(-1);
    return { call, told: told.map(withoutIds), output: withoutIds(at(output, 'output')) };
  }

  async #run(threadId: string, text: string, answer: Frame): Promise<void> {
    const from = this.#target.frames.length;
    await this.#target.request('turn/start', { threadId, input: textInput(text) });
    await answering(this.#target, from, answer, ({ method }) => method === 'turn/completed');
  }

  async #requestsOf(run: () => Promise<void>): Promise<unknown[]> {
    const from = this.#backend.requests.length;
    await run();
    return this.#backend.requests
      .slice(from)
      .filter(({ method, path }) => method === 'POST' && path.endsWith('/responses'))
      .map(({ body }) => body);
  }

  #startupSince(from: number): unknown {
    return this.#target.frames
      .slice(from)
      .filter(({ method }) => method === 'mcpServer/startupStatus/updated')
      .map(({ params }) => withoutIds(params));
  }
}

function targetFor(side: Side, version: Version): LoginTarget {
  const logins: Login[] = [{ approve: true, account: { plan: 'plus', apps } }];
  // For its models.
  return { side, version, logins, replies: repliesFor(version), hosts: ['chatgpt.com'] };
}

/** A tool is called as the text of the turn says. */
function repliesFor(version: Version): Reply[] {
  // How a call is answered is not for its text to say.
  const every = [...CALLS, ...CALLED_THEN, SLOW].map((call) => ({ ...call, answer: undefined }));
  const wishes = new Map(every.map((wish) => [JSON.stringify(wish), wish]));
  const exactly = (text: string) => ({ matches: `^${text.replace(/\W/g, '\\$&')}$` });
  return [
    { when: { toolOutput: true }, text: 'done' },
    ...[...wishes].map(([text, wish]) => ({ when: exactly(`call ${text}`), call: callOf(version, wish) })),
    { when: exactly('search'), parts: [{ item: SEARCH }] },
    { when: exactly('hello'), text: 'hello' },
  ];
}

const SEARCH = {
  type: 'tool_search_call',
  id: 'ts_1',
  call_id: 'call_search',
  status: 'completed',
  execution: 'client',
  arguments: { query: 'notes', limit: 20 },
};

function callOf(version: Version, { tool, app = 'notes___co', args = '{}' }: Call) {
  const group = `mcp__codex_apps__${app}`;
  return version === '0.118.0'
    ? { name: `${group}${tool}`, arguments: args }
    : { namespace: group, name: tool, arguments: args };
}

async function signIn(target: Target): Promise<void> {
  const from = target.frames.length;
  await target.request('account/login/start', { type: 'chatgptDeviceCode' });
  await target.waitFor(
    'the account',
    ({ method, params }) => method === 'account/updated' && at(params, 'authMode') === 'chatgpt',
    from,
  );
}

function appsInConfig(target: Target): unknown {
  return parse(readFileSync(join(target.home, 'codex', 'config.toml'), 'utf8')).apps;
}

async function called(backend: Backend, tool: string): Promise<void> {
  const isCalled = (): boolean =>
    backend.requests.some(
      ({ body }) => at(body, 'params', 'name') === tool && at(body, 'method') === 'tools/call',
    );
  for (let waited = 0; !isCalled(); waited += 20) {
    if (waited > 10_000) throw new Error(`nobody has called ${tool}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isCall({ method, params }: Frame, wanted: string): boolean {
  return method === wanted && at(params, 'item', 'type') === 'mcpToolCall';
}

function named(tool: unknown): Frame {
  return tool as Frame;
}

function byName(one: Frame, other: Frame): number {
  return String(one.name) < String(other.name) ? -1 : 1;
}

/** Why a login cannot begin is said in our own words. */
function wordless(answer: unknown): unknown {
  const [begin] = /^failed to login to [^:]*/.exec(textAt(answer, 'message') ?? '') ?? [];
  return begin === undefined ? answer : { ...(answer as Frame), message: begin };
}

/** Every backend has a port of its own. */
function placeless<T>(seen: T): T {
  return JSON.parse(JSON.stringify(seen).replace(/127\.0\.0\.1:\d+/g, '127.0.0.1')) as T;
}
