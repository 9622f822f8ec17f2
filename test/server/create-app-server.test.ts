import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Backend, createBackend } from '../../src/backend/index.js';
import { loadProfile } from '../../src/protocol/index.js';
import {
  type AppServer,
  type AppServerOptions,
  createAppServer,
  lineLogger,
} from '../../src/server/index.js';
import { connectTransport, createMemoryPair } from '../../src/transport/index.js';
import { loadChecks, TestClient } from './support/test-client.js';
import { text } from './support/test-server.js';

let home: string;
let servers: AppServer[];
let backend: Backend;
beforeAll(async () => {
  backend = await createBackend({ script: { replies: [], otherwise: { text: 'Hi.' } } }).listen();
});
afterAll(() => backend.close());
beforeEach(() => {
  backend.clearRequests();
  home = mkdtempSync(path.join(tmpdir(), 'astc-app-'));
  servers = [];
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(home, { recursive: true, force: true });
});

const create = (options: AppServerOptions = {}): AppServer => {
  const own = { codexHome: path.join(home, 'codex'), cwd: home, env: {}, backendUrl: backend.baseUrl };
  const server = createAppServer({ ...own, ...options });
  servers.push(server);
  return server;
};

const clientOf = async (server: AppServer, url?: string): Promise<TestClient> => {
  const checks = await loadChecks(loadProfile(server.version));
  if (url !== undefined) return new TestClient(await connectTransport(url), checks);
  const [near, far] = createMemoryPair();
  server.connect(far);
  return new TestClient(near, checks);
};

/** A whole turn with the built-in script. */
async function runTurn(client: TestClient): Promise<string> {
  await client.initialize();
  const { thread } = await client.call('thread/start');
  await client.call('turn/start', { threadId: thread.id, input: text('hello') });
  await client.notification('turn/completed');
  return thread.id;
}

describe('an app-server as a value', () => {
  test('with no provider configured has a scripted one of its own', async () => {
    const client = await clientOf(create({ backendUrl: undefined }));
    const threadId = await runTurn(client);
    const { thread } = await client.call('thread/read', { threadId, includeTurns: true });
    expect(thread.modelProvider).toBe('astc');
    expect(thread.turns[0].items.at(-1).text).toContain('hello');
    expect((await client.call('account/read')).requiresOpenaiAuth).toBe(false);
  });

  test('sends its requests to the backend it is given, in the name of the client', async () => {
    await runTurn(await clientOf(create()));
    expect(backend.requests[0]?.headers).toMatchObject({ originator: 'test' });
  });

  test('uses the provider of config.toml, and of overrides above it', async () => {
    const codexHome = path.join(home, 'configured');
    mkdirSync(codexHome);
    writeFileSync(path.join(codexHome, 'config.toml'), backend.codexConfig());
    const client = await clientOf(
      create({ codexHome, config: ['model="from-flag"'], backendUrl: undefined }),
    );
    await runTurn(client);
    expect(backend.requests[0]?.body).toMatchObject({ model: 'from-flag' });
    const { config, layers } = await client.call('config/read', { includeLayers: true });
    expect(config.model).toBe('from-flag');
    expect(layers.map(({ name }: { name: { type: string } }) => name.type)).toContain('sessionFlags');
  });

  test('makes its home for its owner alone, and leaves one that is there as it is', () => {
    create();
    expect(statSync(path.join(home, 'codex')).mode & 0o777).toBe(0o700);
    const open = path.join(home, 'open');
    mkdirSync(open, { mode: 0o755 });
    create({ codexHome: open });
    expect(statSync(open).mode & 0o777).toBe(0o755);
  });

  test('never takes a person’s own home unasked', () => {
    const env = { HOME: home };
    expect(createAppServer({ env }).codexHome).toBe(
      path.join(home, '.local', 'state', 'app-server-test-client', 'codex-home'),
    );
    expect(createAppServer({ env: { ...env, XDG_STATE_HOME: path.join(home, 'state') } }).codexHome).toBe(
      path.join(home, 'state', 'app-server-test-client', 'codex-home'),
    );
    expect(createAppServer({ env: { ...env, CODEX_HOME: path.join(home, 'mine') } }).codexHome).toBe(
      path.join(home, 'mine'),
    );
    expect(existsSync(path.join(home, '.codex'))).toBe(false);
  });

  test('tells a client about a broken config.toml, and threads what is wrong', async () => {
    const codexHome = path.join(home, 'broken');
    mkdirSync(codexHome);
    writeFileSync(path.join(codexHome, 'config.toml'), 'model = \n');
    const client = await clientOf(create({ codexHome, backendUrl: undefined }));
    await client.initialize();
    const warning = await client.notification('configWarning');
    expect(warning.params).toMatchObject({
      path: path.join(codexHome, 'config.toml'),
      range: { start: { line: 1 } },
    });
    expect((await client.ask('config/read', {})).error?.code).toBe(-32603);
    expect((await client.ask('thread/start', {})).error).toMatchObject({
      code: -32600,
      message: expect.stringMatching(/^failed to load configuration: /),
    });
  });

  test('says after the handshake that nobody controls it, under an id that stays', async () => {
    const client = await clientOf(create());
    await client.initialize();
    const { params } = await client.notification('remoteControl/status/changed');
    expect(params).toMatchObject({ status: 'disabled', environmentId: null });
    expect(readFileSync(path.join(home, 'codex', 'installation_id'), 'utf8')).toBe(params.installationId);
    const again = await clientOf(create());
    await again.initialize();
    expect((await again.notification('remoteControl/status/changed')).params).toEqual(params);
  });

  test('refuses a version it has no profile of', () => {
    expect(() => create({ profile: '0.1.0' })).toThrow(/no profile 0\.1\.0/);
  });

  test.each([
    ['oops', "Invalid override (missing '='): oops"],
    ['=x', 'Empty key in override: =x'],
  ])('refuses the override %s when it begins to listen', async (override, message) => {
    await expect(create({ config: [override] }).listen('off')).rejects.toThrow(message);
  });

  test('drains: resolves when no turn runs, and serves until then', async () => {
    const server = create();
    const client = await clientOf(server);
    await client.initialize();
    await server.drain();
    const { thread } = await client.call('thread/start');
    await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    expect(server.runningTurns).toBe(1);
    const drained = server.drain();
    expect((await client.call('thread/loaded/list')).data).toEqual([thread.id]);
    await drained;
    expect(client.log).toContain('turn/completed');
    expect(server.runningTurns).toBe(0);
  });
});

describe('listening', () => {
  test('on a port of its own, several clients share one server', async () => {
    const server = create();
    const { url } = await server.listen('ws://127.0.0.1:0');
    expect(url).toMatch(/^ws:\/\/127\.0\.0\.1:[1-9]\d*$/);
    const [one, two] = [await clientOf(server, url), await clientOf(server, url)];
    await two.initialize();
    const threadId = await runTurn(one);
    expect((await two.notification('thread/started')).params.thread.id).toBe(threadId);
    one.check();
    two.check();
  });

  test('on a unix socket, which is gone afterwards', async () => {
    const file = path.join(home, 's.sock');
    const server = create();
    const listening = await server.listen(`unix://${file}`);
    const client = await clientOf(server, listening.url);
    await client.initialize();
    await client.close();
    await listening.close();
    expect(existsSync(file)).toBe(false);
  });

  test('a client that leaves takes nothing with it', async () => {
    const server = create();
    const { url } = await server.listen('ws://127.0.0.1:0');
    const first = await clientOf(server, url);
    await first.initialize();
    const { thread } = await first.call('thread/start');
    await first.call('turn/start', { threadId: thread.id, input: text('hello') });
    first.transport.terminate();
    await server.drain();
    const second = await clientOf(server, url);
    await second.initialize();
    const { thread: joined } = await second.call('thread/resume', { threadId: thread.id });
    expect(joined.turns[0]).toMatchObject({ status: 'completed' });
  });

  test('a token is wanted where one was asked for', async () => {
    const tokenFile = path.join(home, 'token');
    writeFileSync(tokenFile, 'sesame\n');
    const lines: string[] = [];
    const server = create({ logger: lineLogger({ write: (line) => lines.push(line) }) });
    const { url } = await server.listen('ws://127.0.0.1:0', {
      auth: { mode: 'capability-token', tokenFile },
    });
    await expect(connectTransport(url)).rejects.toMatchObject({ code: 'refused', status: 401 });
    const transport = await connectTransport(url, { bearerToken: 'sesame' });
    await transport.close();
    expect(lines.join('')).toContain('HTTP 401');
    expect(lines.join('')).not.toContain('sesame');
  });

  test('for other machines, 0.169.0 refuses to do so without a token', async () => {
    await expect(create({ profile: '0.169.0' }).listen('ws://0.0.0.0:0')).rejects.toThrow(
      /^refusing to start non-loopback websocket listener 0\.0\.0\.0:0/,
    );
  });

  test('for other machines, 0.118.0 does so without a token', async () => {
    const listening = await create({ profile: '0.118.0' }).listen('ws://0.0.0.0:0');
    expect(listening.url).toMatch(/^ws:\/\/0\.0\.0\.0:/);
    await listening.close();
  });

  test.each([
    [
      '0.169.0',
      'ws://localhost:0',
      'invalid websocket --listen URL `ws://localhost:0`; expected `ws://IP:PORT`',
    ],
    [
      '0.169.0',
      'tcp://x',
      'unsupported --listen URL `tcp://x`; expected `stdio://`, `unix://`, `unix://PATH`, `ws://IP:PORT`, or `off`',
    ],
    ['0.118.0', 'off', 'unsupported --listen URL `off`; expected `stdio://` or `ws://IP:PORT`'],
  ])('%s refuses %s in the real words', async (profile, url, message) => {
    await expect(create({ profile }).listen(url)).rejects.toThrow(message);
  });

  test('a port that is taken is refused', async () => {
    const { url } = await create().listen('ws://127.0.0.1:0');
    await expect(create().listen(url)).rejects.toMatchObject({ code: 'address_in_use' });
  });

  test('off listens nowhere', async () => {
    const listening = await create().listen('off');
    expect(listening.url).toBe('off');
    await listening.close();
  });
});
