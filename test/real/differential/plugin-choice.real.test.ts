// Threads that do without some plug-ins: what is left of skills, hooks and servers, from turn to turn, in forks, in
// agents and after another server has taken over; ours beside the real 0.169.0.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, textInput } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import {
  fillMarketplace,
  manifestOf,
  OFFLINE_ENV,
  putFiles,
  WITH_PLUGINS,
} from '../support/plugin-market.js';
import { type Frame, freshFolder, type Side, startTarget, type Target } from '../support/target.js';
import { TEAM_CONFIG } from '../support/team-plays.js';

const SPAWN = {
  call: {
    name: 'spawn_agent',
    namespace: 'collaboration',
    arguments: '{"message":"go","task_name":"kid","fork_turns":"none"}',
  },
};

function prepare(home: string): void {
  fillMarketplace(join(home, 'mk'));
  const server = { type: 'stdio', command: process.execPath, args: [MCP_SERVER], cwd: '.' };
  const hooks = (plugin: string, events: readonly string[]) =>
    Object.fromEntries(
      events.map((event) => {
        const command = `cat >/dev/null; echo ${plugin}:${event} >> ${home}/ran`;
        return [event, [{ hooks: [{ type: 'command', command, timeout: 9 }] }]];
      }),
    );
  putFiles(join(home, 'mk/plugins/full'), {
    '.mcp.json': { mcpServers: { tell: server } },
    'hooks/hooks.json': {
      hooks: hooks('full', ['SessionStart', 'UserPromptSubmit', 'Stop', 'SessionEnd']),
    },
  });
  putFiles(join(home, 'mk/plugins/bare'), {
    '.mcp.json': { other: server },
    'hooks/hooks.json': { hooks: hooks('bare', ['Stop']) },
  });
}

/** What a request to the model offers, and what was told before its last words of a user. */
function seen(body: unknown): unknown {
  const input = listAt(body, 'input');
  const texts = (item: unknown): string =>
    listAt(item, 'content')
      .map((part) => textAt(part, 'text') ?? '')
      .join('\n');
  const said = input.findLastIndex((item) => at(item, 'role') === 'assistant');
  const news = input.slice(said + 1).map(texts);
  const told = news.findLast((text) => /<skills_instructions>(?!\n## Skills update)/.test(text));
  return {
    servers: listAt(body, 'tools')
      .map((tool) => textAt(tool, 'name') ?? '')
      .filter((name) => name.startsWith('mcp__')),
    skills: told?.match(/(?<=^- )\w+:\w+(?=: )/gm)?.join() ?? (told === undefined ? null : 'none'),
    named: news.flatMap((text) => text.match(/(?<=<name>)[^<]+|The user named[^.]*|plugin `\w+`/) ?? []),
  };
}

class Stage {
  readonly steps: Frame[] = [];
  readonly #target: Target;
  readonly #requests: readonly unknown[];
  #frames = 0;
  #asked: number;
  #ran = 0;

  constructor(target: Target, requests: readonly unknown[]) {
    this.#target = target;
    this.#requests = requests;
    this.#asked = requests.length;
  }

  async ask(method: string, params: Frame): Promise<unknown> {
    const { result, error } = await this.#target.request(method, params);
    const threadId = textAt(result, 'thread', 'id');
    if (threadId !== undefined) await this.#started(threadId);
    const settings = at(result, 'disabledPluginIds');
    const names = listAt(result, 'data').map((one) => at(one, 'name'));
    this.steps.push({ method, error, settings, names });
    return result;
  }

  async turn(threadId: string, text: string, params: Frame = {}): Promise<void> {
    await this.#target.request('turn/start', { threadId, input: textInput(text), ...params });
    const isEnd = (frame: Frame, isMine: boolean): boolean =>
      frame.method === 'turn/completed' && (at(frame.params, 'threadId') === threadId) === isMine;
    await this.#target.waitFor('the end of the turn', (frame) => isEnd(frame, true), this.#frames);
    if (text === 'spawn')
      await this.#target.waitFor('the end of the agent', (frame) => isEnd(frame, false), this.#frames);
    await this.#started(threadId);
    const frames = this.#target.frames
      .slice(this.#frames)
      .filter((one) => at(one.params, 'threadId') === threadId);
    const told = (method: string): unknown[] =>
      frames.filter((one) => one.method === method).map(({ params }) => params);
    this.#frames = this.#target.frames.length;
    this.steps.push({
      turn: text,
      settings: told('thread/settings/updated').map((one) => at(one, 'threadSettings', 'disabledPluginIds')),
      starting: told('mcpServer/startupStatus/updated')
        .filter((one) => at(one, 'status') === 'starting')
        .map((one) => textAt(one, 'name') ?? '')
        .toSorted(),
      hooks: told('hook/started').map((one) => [at(one, 'run', 'eventName'), at(one, 'run', 'displayOrder')]),
      warnings: told('warning').map((one) => textAt(one, 'message')?.replaceAll(this.#target.home, '')),
      ran: this.ran(),
      // An agent asks the model when it comes to it.
      seen: this.#requests
        .slice(this.#asked)
        .map((request) => JSON.stringify(seen(at(request, 'body'))))
        .toSorted(),
    });
    this.#asked = this.#requests.length;
  }

  /** The hooks that ran since. */
  ran(): string[] {
    const file = join(this.#target.home, 'ran');
    const all = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
    const since = all.slice(this.#ran).toSorted();
    this.#ran = all.length;
    return since;
  }

  /** Resolves when every server of the thread that was starting is ready. */
  async #started(threadId: string): Promise<void> {
    const about = (name: string | undefined, status: string) => (one: Frame) =>
      one.method === 'mcpServer/startupStatus/updated' &&
      at(one.params, 'threadId') === threadId &&
      (name === undefined || at(one.params, 'name') === name) &&
      at(one.params, 'status') === status;
    const { frames } = this.#target;
    for (const frame of frames.filter(about(undefined, 'starting')))
      await this.#target.waitFor(
        'a server',
        about(textAt(frame.params, 'name'), 'ready'),
        frames.indexOf(frame),
      );
  }
}

async function withStage(
  {
    side,
    home,
    config,
    requests,
  }: { side: Side; home: string; config: string; requests: readonly unknown[] },
  use: (stage: Stage, target: Target) => Promise<void>,
): Promise<Frame[]> {
  const target = await startTarget({
    side,
    version: '0.169.0',
    home,
    config,
    args: WITH_PLUGINS,
    env: OFFLINE_ENV,
  });
  const stage = new Stage(target, requests);
  try {
    await handshake(target);
    await use(stage, target);
  } finally {
    await target.close();
  }
  return [...stage.steps, { ran: stage.ran() }];
}

async function installAll(target: Target): Promise<void> {
  const marketplacePath = manifestOf(join(target.home, 'mk'));
  for (const pluginName of ['full', 'bare'])
    await target.request('plugin/install', { marketplacePath, pluginName });
  const { result } = await target.request('hooks/list', {});
  const value = Object.fromEntries(
    listAt(result, 'data', 0, 'hooks').map((hook) => [
      textAt(hook, 'key'),
      { trusted_hash: textAt(hook, 'currentHash') },
    ]),
  );
  const edits = [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }];
  await target.request('config/batchWrite', { edits, reloadUserConfig: true });
}

/** The first server does without plug-ins in several ways, the second goes on where it left off. */
async function play(first: Side, second: Side): Promise<unknown> {
  const backend = createBackend({
    script: {
      replies: [
        { when: { matches: '^spawn$', toolOutput: false }, ...SPAWN },
        { when: { kind: 'turn' }, times: 'always', text: 'hello' },
      ],
    },
  });
  await backend.listen();
  const home = freshFolder(`${first}-choice`);
  prepare(home);
  const config = backend.codexConfig().replace(/^model = .*$/m, 'model = "unheard-of"') + TEAM_CONFIG;
  const { requests } = backend;
  let threadId = '';
  try {
    const before = await withStage({ side: first, home, config, requests }, async (stage, target) => {
      await installAll(target);
      threadId = textAt(await stage.ask('thread/start', {}), 'thread', 'id') ?? '';
      await stage.turn(threadId, 'all of them');
      const disabledPluginIds = ['full@local', 'nobody@x', 'full@local'];
      await stage.turn(threadId, 'less', { disabledPluginIds });
      await stage.turn(threadId, 'use $full:alpha, [@it](plugin://full@local) and $bare:gamma');
      await stage.turn(threadId, 'null', { disabledPluginIds: null });
      await stage.turn(threadId, 'spawn');
      for (const one of [{ threadId }, {}]) await stage.ask('mcpServerStatus/list', one);
      const fork = textAt(await stage.ask('thread/fork', { threadId }), 'thread', 'id') ?? '';
      await stage.turn(fork, 'all in the fork', { disabledPluginIds: [] });
      await stage.ask('thread/settings/update', { threadId, disabledPluginIds: [] });
      await stage.ask('mcpServerStatus/list', { threadId });
      await stage.turn(threadId, 'all again');
      await stage.turn(threadId, 'none', { disabledPluginIds: ['bare@local', 'full@local'] });
      await stage.turn(threadId, 'the bare one', { disabledPluginIds: ['full@local'] });
      // No turn has these any more.
      await stage.ask('thread/settings/update', { threadId, disabledPluginIds: ['bare@local'] });
      await stage.ask('thread/start', { disabledPluginIds: ['bare@local'] });
      await stage.ask('turn/start', { threadId, input: [], disabledPluginIds: [1] });
    });
    const kept = readFileSync(join(home, 'codex/config.toml'), 'utf8');
    const after = await withStage({ side: second, home, config: kept, requests }, async (stage) => {
      await stage.ask('thread/resume', { threadId });
      await stage.turn(threadId, 'the full one');
      await stage.turn(threadId, 'nothing new');
    });
    return { before, after };
  } finally {
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

describe('threads without some plug-ins, ours beside the real 0.169.0', () => {
  it('lose what those bring, and what is left is told', async () => {
    const ours = await play('ours', 'ours');
    const real = await play('real', 'ours');
    expect(ours).toEqual(real);
    expect(JSON.stringify(ours)).toContain('"settings":["full@local","nobody@x","full@local"]');
  });

  it('keep their choice when a real server takes over', async () => {
    expect(await play('ours', 'real')).toEqual(await play('ours', 'ours'));
  });
});
