// What plug-ins bring into threads, ours beside the real servers: servers with their tools and consents, hooks, what
// the model is told; and homes that one server fills and the other goes on with.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readToml } from '../../../src/adapters/config/toml-text.js';
import { createBackend } from '../../../src/backend/index.js';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { MCP_SERVER } from '../support/mcp-server-file.js';
import { normaliser } from '../support/normalise.js';
import {
  fillMarketplace,
  folderOf,
  manifestOf,
  OFFLINE_ENV,
  putFiles,
  WITH_PLUGINS,
} from '../support/plugin-market.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

function prepare(home: string): void {
  fillMarketplace(join(home, 'mk'));
  const own = folderOf('CLAUDE_PLUGIN_ROOT');
  putFiles(join(home, 'mk/plugins/full'), {
    '.mcp.json': {
      mcpServers: { tell: { type: 'stdio', command: process.execPath, args: [MCP_SERVER], cwd: '.' } },
    },
    'hooks/hooks.json': {
      hooks: {
        SessionStart: [
          {
            hooks: [
              {
                type: 'command',
                command: `env | grep PLUGIN_ | sort > ${home}/env; echo ${own}`,
                timeout: 5,
              },
            ],
          },
        ],
      },
    },
  });
  putFiles(join(home, 'mk/plugins/bare'), {
    '.mcp.json': { tell: { command: 'false' }, off: { command: 'false', enabled: false } },
  });
}

async function withTarget<T>(
  { side, version, home, config }: { side: Side; version: Version; home: string; config: string },
  use: (target: Target) => Promise<T>,
): Promise<T> {
  const target = await startTarget({ side, version, home, config, args: WITH_PLUGINS, env: OFFLINE_ENV });
  try {
    await handshake(target);
    return await use(target);
  } finally {
    await target.close();
  }
}

async function install(target: Target, ...names: string[]): Promise<void> {
  const marketplacePath = manifestOf(join(target.home, 'mk'));
  for (const pluginName of names) {
    const answer = await target.request('plugin/install', { marketplacePath, pluginName });
    if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
  }
}

/** Only newer versions have hooks of plug-ins, and want them to be trusted. */
async function trustHooks(target: Target): Promise<void> {
  const { result } = await target.request('hooks/list', {});
  const hooks = listAt(result, 'data', 0, 'hooks');
  const value = Object.fromEntries(
    hooks.map((hook) => [textAt(hook, 'key'), { trusted_hash: textAt(hook, 'currentHash') }]),
  );
  const edits = [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }];
  await target.request('config/batchWrite', { edits, reloadUserConfig: true });
}

const messagesOf = (body: unknown): { role: string; text: string }[] =>
  listAt(body, 'input')
    .filter((item) => at(item, 'type') === 'message')
    .map((item) => ({
      role: textAt(item, 'role') ?? '',
      text: listAt(item, 'content')
        .map((part) => textAt(part, 'text') ?? '')
        .join('\n'),
    }));

const TOLD = /^(mcpServer\/elicitation\/request|hook\/(started|completed)|item\/(started|completed))$/;

async function play(side: Side, version: Version): Promise<unknown> {
  const isOld = version === '0.118.0';
  const call = isOld
    ? { name: 'mcp__tell__env', arguments: '{"name":"X"}' }
    : { namespace: 'mcp__tell', name: 'env', arguments: '{"name":"X"}' };
  const backend = createBackend({
    script: {
      replies: [
        { when: { toolOutput: true }, text: 'done' },
        { when: { matches: '^call$' }, call },
        { when: { kind: 'turn' }, times: 'always', text: 'hello' },
      ],
    },
  });
  await backend.listen();
  const home = freshFolder(`${side}-${version}`);
  prepare(home);
  // Models that 0.169.0 knows have tools put away until they search for them.
  const config = backend.codexConfig().replace(/^model = .*$/m, 'model = "unheard-of"');
  try {
    return await withTarget({ side, version, home, config }, async (target) => {
      await install(target, 'full');
      if (!isOld) await trustHooks(target);
      const threadId = await startThread(target, { approvalPolicy: 'untrusted' });
      await target.waitFor(
        'the start of the server',
        ({ method, params }) =>
          method === 'mcpServer/startupStatus/updated' && at(params, 'status') === 'ready',
      );
      const turn = async (input: Frame[]): Promise<void> => {
        const from = target.frames.length;
        await target.request('turn/start', { threadId, input });
        for (let next = from; ; ) {
          const frame = await target.waitFor(
            'a question or the end',
            (one) => one.method === 'turn/completed' || (one.id !== undefined && one.method !== undefined),
            next,
          );
          if (frame.method === 'turn/completed') return;
          next = target.frames.indexOf(frame) + 1;
          const result = { action: 'accept', content: {}, _meta: { persist: 'always' } };
          target.send({ id: frame.id, result });
        }
      };
      const mention = { type: 'mention', name: 'x', path: 'plugin://full@local' };
      const inputs = [
        textInput('call'),
        textInput('use [@it](plugin://full@local) and $full:alpha'),
        textInput('not @full, plugin://full@local or [$x](plugin://full@local)'),
        [...textInput('this'), mention],
        [...textInput('nobody'), { ...mention, path: 'plugin://nobody@local' }],
      ];
      for (const input of inputs) await turn(input);
      const bodies = backend.requests.map((request) => at(request, 'body'));
      const first = messagesOf(bodies[0]);
      const normalise = normaliser(home);
      const file = join(home, 'codex/config.toml');
      const env = join(home, 'env');
      return normalise({
        status: listAt(await target.request('mcpServerStatus/list', {}), 'result', 'data').map((one) => ({
          name: at(one, 'name'),
          pluginId: at(one, 'pluginId'),
          tool: at(one, 'tools', 'env', 'description'),
        })),
        // 0.169.0 may tell twice that a server is ready.
        started: [
          ...new Set(
            target.frames
              .filter(({ method }) => method === 'mcpServer/startupStatus/updated')
              .map(({ params }) => `${textAt(params, 'name')} ${textAt(params, 'status')}`),
          ),
        ],
        told: target.frames
          .filter(
            ({ method, params }) =>
              TOLD.test(String(method)) &&
              !/^(userMessage|agentMessage)$/.test(textAt(params, 'item', 'type') ?? ''),
          )
          .map(({ method, params }) => ({ method, params: withoutCallId(params) })),
        offered: /<plugins_instructions>/.test(JSON.stringify(first)),
        names: isOld && /- `Full`: All there is\./.test(JSON.stringify(first)),
        tool: JSON.stringify(listAt(bodies[0], 'tools')).match(/A variable of this process\.[^"]*/)?.[0],
        // Of each turn, what follows the words of the user.
        named: bodies.slice(2).map((body) => {
          const messages = messagesOf(body);
          const own = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant') + 1);
          return own.map(({ role, text }) => [
            role,
            ...['`Full`', 'full:', 'Full:', '`tell`', '<skill>'].filter((word) => text.includes(word)),
          ]);
        }),
        config: readToml(readFileSync(file, 'utf8'), file).plugins,
        env: existsSync(env) ? readFileSync(env, 'utf8') : null,
      } as Frame);
    });
  } finally {
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function withoutCallId(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replace(/call_[0-9a-f]+_\d+_\d+/g, 'call'));
}

/** What a server finds in a home, without what the other one writes as well but in words of its own. */
async function found(target: Target, version: Version): Promise<unknown> {
  const answers: Record<string, unknown> = {};
  const ask = async (method: string, params: object): Promise<void> => {
    answers[method] = (await target.request(method, params)).result;
  };
  await ask('plugin/list', { cwds: [join(target.home, 'mk')] });
  await ask('plugin/read', { marketplacePath: manifestOf(join(target.home, 'mk')), pluginName: 'full' });
  await ask('skills/list', { forceReload: true });
  if (version === '0.169.0') {
    await ask('plugin/installed', {});
    await ask('hooks/list', {});
    await ask('marketplace/add', { source: join(target.home, 'mk') });
  }
  const servers = (await target.request('mcpServerStatus/list', {})).result;
  answers.servers = listAt(servers, 'data').map((one) => [at(one, 'name'), at(one, 'pluginId')]);
  return normaliser(target.home)(answers as Frame);
}

describe.each<Version>(['0.169.0', '0.118.0'])('plug-ins in threads, ours beside the real %s', (version) => {
  it('bring servers, hooks, skills and words for the model', async () => {
    const ours = await play('ours', version);
    const real = await play('real', version);
    expect(ours).toEqual(real);
    expect(JSON.stringify(ours)).toContain('This tool is part of plugin `Full`.');
  });

  it.each<[Side, Side]>([
    ['real', 'ours'],
    ['ours', 'real'],
  ])('a home that the %s server filled is as good for %s', async (first, second) => {
    const home = freshFolder(`${first}-${version}`);
    prepare(home);
    const backend = createBackend({ script: { replies: [] } });
    await backend.listen();
    try {
      const config = backend.codexConfig();
      const before = await withTarget({ side: first, version, home, config }, async (target) => {
        await install(target, 'full', 'bare');
        if (version === '0.169.0') {
          await trustHooks(target);
          await target.request('marketplace/add', { source: join(home, 'mk') });
        }
        return found(target, version);
      });
      const kept = readFileSync(join(home, 'codex/config.toml'), 'utf8');
      const after = await withTarget({ side: second, version, home, config: kept }, async (target) => {
        const same = await found(target, version);
        expect((await target.request('plugin/uninstall', { pluginId: 'bare@local' })).result).toEqual({});
        return same;
      });
      expect(after).toEqual(before);
      if (version === '0.169.0') expect(JSON.stringify(after)).toContain('"trustStatus":"trusted"');
      expect(existsSync(join(home, 'codex/plugins/cache/local/bare'))).toBe(false);
    } finally {
      await backend.close();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
