// Gateways that sign people in (0.169.0), ours beside the real server against the same issuer: browsers and codes,
// what clients are told, what is kept, what requests bring, and what configurations are refused.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { brought, type GatewayWorld, kept, pause, tokensOf, world } from '../support/gateway-world.js';
import { type Frame, freshFolder } from '../support/target.js';

/** Configured beside the usual one. */
const otherProviders = (config: string, { url }: Backend): string => `${config}
[model_providers.two]
name = "Two"
base_url = "${url}/gateway"
[model_providers.two.gateway_oauth]
authorization_url = "${url}/gateway/authorize"
token_url = "${url}/gateway/token"
client_id = "two"
credentials_store = "file"
scopes = ["read", "and write"]
resource = "https://gateway.example"
[model_providers.plain]
name = "Plain"
base_url = "${url}/v1"
`;

async function amongOthers(world: GatewayWorld): Promise<void> {
  for (const modelProvider of ['two', 'plain', 'none', 'openai', null]) {
    await world.ask('account/gatewayOAuth/read', { modelProvider });
  }
  await world.ask('account/gatewayOAuth/login', { modelProvider: 'plain' });
  await world.ask('account/gatewayOAuth/login', { modelProvider: 'none' });
  const login = world.target.request('account/gatewayOAuth/login', {});
  await world.authUrl();
  await world.ask('account/gatewayOAuth/login', { modelProvider: 'two' });
  await world.ask('account/gatewayOAuth/read', { modelProvider: 'two' });
  await world.ask('account/gatewayOAuth/cancel');
  await world.note('login', (await login).error);
  await world.signIn({ modelProvider: 'two' });
  await world.note('kept', kept(world));
  await world.ask('account/gatewayOAuth/read', { modelProvider: 'two' });
  await world.ask('account/gatewayOAuth/read', {});
}

const PLAYS: Readonly<Record<string, (world: GatewayWorld) => Promise<void>>> = {
  async 'with a browser'(world) {
    const { target } = world;
    await world.ask('account/gatewayOAuth/read');
    await world.ask('account/gatewayOAuth/cancel');
    const thread = await world.startThread();
    await world.turn(thread);
    world.gateway({ person: 'deny' });
    await world.signIn();
    await world.ask('account/gatewayOAuth/read', { modelProvider: 'astc' });
    world.gateway({ tokenError: {} });
    await world.signIn();
    world.gateway({});
    const login = target.request('account/gatewayOAuth/login', {});
    const url = await world.authUrl();
    await world.ask('account/gatewayOAuth/login', {});
    await world.ask('account/gatewayOAuth/login', { deviceAuth: true });
    await world.ask('account/gatewayOAuth/read');
    await world.turn(thread);
    const back = url.searchParams.get('redirect_uri') ?? '';
    const state = url.searchParams.get('state') ?? '';
    for (const place of [`${back}?state=x&code=y`, back, new URL('/other', back)]) {
      const page = await fetch(place);
      await world.note('page', [
        page.status,
        page.headers.get('content-type')?.toLowerCase(),
        await page.text(),
      ]);
    }
    await world.ask('account/gatewayOAuth/cancel');
    await world.note('login', (await login).error);
    const second = target.request('account/gatewayOAuth/login', null);
    const other = await world.authUrl();
    const page = await fetch(
      `${other.searchParams.get('redirect_uri')}?state=${other.searchParams.get('state')}`,
    );
    await world.note('page', [page.status, await page.text(), (await second).error, state.length]);
    await world.signIn();
    await world.note('kept', kept(world));
    await world.ask('account/gatewayOAuth/read');
    world.backend.clearRequests();
    await world.turn(thread);
    await world.note('requests', brought(world));
    await world.ask('account/logout');
    await world.ask('account/gatewayOAuth/read');
    world.gateway({ refusesTokens: true });
    await world.turn(thread);
  },

  async 'with a code'(world) {
    world.gateway({ device: { polls: 2 } });
    await world.ask('account/gatewayOAuth/login', { deviceAuth: true });
    await world.ask('account/gatewayOAuth/login', {});
    await pause(3_500);
    await world.note('later', kept(world));
    await world.note('requests', brought(world));
    for (const device of [
      { answer: 'deny' },
      { answer: 'expire' },
      { answer: 'never', expiresIn: 2 },
    ] as const) {
      world.gateway({ device });
      await world.ask('account/gatewayOAuth/login', { deviceAuth: true });
      await pause(3_000);
      await world.ask('account/gatewayOAuth/read');
    }
    world.gateway({ device: { answer: 'never' } });
    await world.ask('account/gatewayOAuth/login', { deviceAuth: true });
    await world.ask('account/gatewayOAuth/cancel');
    await world.ask('account/gatewayOAuth/read');
    world.gateway({ tokenError: { status: 500 } });
    await world.ask('account/gatewayOAuth/login', { deviceAuth: true });
    await pause(1_000);
    await world.ask('account/gatewayOAuth/read');
    world.configure(world.config.replace(/device_authorization_url.*\n/, ''));
    await world.ask('account/gatewayOAuth/read');
    await world.ask('account/gatewayOAuth/login', { deviceAuth: true });
  },

  async 'whose tokens end'(world) {
    const thread = await world.startThread();
    // A token is renewed when it lasts no longer than half a minute.
    world.gateway({ expiresIn: 32 });
    await world.signIn();
    await world.turn(thread);
    await pause(2_200);
    await world.ask('account/gatewayOAuth/read');
    await world.turn(thread);
    await world.note('kept', kept(world));
    await world.note('requests', brought(world));
    await pause(2_200);
    world.gateway({ tokenError: { status: 500 } });
    await world.turn(thread);
    world.gateway({ tokenError: { status: 401, error: 'invalid_grant' } });
    await world.turn(thread);
    world.gateway({ refresh: 'refuse' });
    await world.turn(thread);
    await world.ask('account/gatewayOAuth/read');
    world.backend.clearRequests();
    await world.turn(thread);
    await world.note('requests', brought(world));
    world.gateway({ expiresIn: 5, refresh: 'none' });
    await world.signIn();
    await world.ask('account/gatewayOAuth/read');
    await world.turn(thread);
    world.gateway({ expiresIn: 0, refresh: 'none' });
    await world.signIn();
    await world.note('kept', kept(world));
    await world.turn(thread);
  },

  async 'whose tokens others change'(world) {
    const thread = await world.startThread();
    await world.signIn();
    const file = tokensOf(world);
    const text = readFileSync(file, 'utf8');
    const entries = JSON.parse(text) as Record<string, Frame>;
    rmSync(file);
    await world.ask('account/gatewayOAuth/read');
    await world.turn(thread);
    writeFileSync(file, text);
    await world.ask('account/gatewayOAuth/read');
    await world.turn(thread);
    for (const broken of ['no json', '[]', JSON.stringify({ [Object.keys(entries)[0] ?? '']: {} })]) {
      writeFileSync(file, broken);
      await world.ask('account/gatewayOAuth/read');
      await world.turn(thread);
      await world.signIn();
    }
    rmSync(file);
    await world.signIn();
    await world.turn(thread);
  },

  async 'by other ways'(world) {
    const with_ = (more: string): void =>
      world.configure(world.config.replace('credentials_store', `${more}\ncredentials_store`));
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const { port } = blocker.address() as AddressInfo;
    with_(`redirect_port = ${port}`);
    await world.signIn();
    await new Promise((resolve) => blocker.close(resolve));
    const login = world.target.request('account/gatewayOAuth/login', {});
    const back = new URL((await world.authUrl()).searchParams.get('redirect_uri') ?? '');
    expect(back.port).toBe(String(port));
    await world.ask('account/gatewayOAuth/cancel');
    await login;
    await world.note('canceled', null);
    for (const delivery of [
      'kind = "cookie", name = "gateway_session"',
      'kind = "header", name = "X-Gateway-Token"',
      'kind = "header", name = "X-Gateway-Token", scheme = "Token"',
    ]) {
      with_(`delivery = { ${delivery} }`);
      await world.signIn();
      world.backend.clearRequests();
      await world.turn(await world.startThread());
      await world.note('requests', brought(world));
    }
    with_('');
    world.configure(
      world.config
        .replace('requires_openai_auth = false', 'requires_openai_auth = true')
        .replace(
          'credentials_store',
          'delivery = { kind = "header", name = "X-Gateway-Token" }\ncredentials_store',
        ),
    );
    await world.ask('account/gatewayOAuth/login');
    await world.ask('account/login/start', { type: 'apiKey', apiKey: 'sk-x' });
    await world.signIn();
    world.backend.clearRequests();
    await world.turn(await world.startThread());
    await world.note('requests', brought(world));
  },

  async 'that are configured wrongly'(world) {
    const { config, configure } = world;
    const change = (from: RegExp | string, to: string): string => config.replace(from, to);
    const more = (line: string): string => change('credentials_store', `${line}\ncredentials_store`);
    const exporting = (text: string): string =>
      config.replace(
        /\[model_providers.astc.gateway_oauth\][\s\S]*?\n\n/,
        `[model_providers.astc.gateway_oauth]\n${text}\n\n`,
      );
    const withAuth = (auth: string): string =>
      config.replace(
        /\[model_providers.astc.gateway_oauth\][\s\S]*?\n\n/,
        `[model_providers.astc.auth]\n${auth}\n\n`,
      );
    const configs = [
      more(
        'delivery = { kind = "cookie", name = "a" }\n[model_providers.astc.http_headers]\ncookie = "b"\n[more]',
      ),
      ...['x-codex-foo', 'host', 'cookie', 'chatgpt-account-id'].map((name) =>
        more(`delivery = { kind = "header", name = "${name}" }`),
      ),
      ...[
        'kind = "header", name = "x-y", scheme = "a b"',
        'kind = "cookie", name = "a b"',
        'kind = "query", name = "a"',
        'kind = "cookie", name = "a", scheme = "b"',
        'kind = "header"',
      ].map((delivery) => more(`delivery = { ${delivery} }`)),
      ...[
        'redirect_port = 0',
        'redirect_port = 70000',
        'redirect_port = "x"',
        'nothing = 1',
        'scopes = "a"',
      ].map(more),
      change(/authorization_url = .*/, 'authorization_url = "http://example.com/a"'),
      change(/\ntoken_url = .*/, '\ntoken_url = "https://a:b@example.com/"'),
      change(/device_authorization_url = .*/, 'device_authorization_url = "http://example.com"'),
      change(/token_url = .*\n/, ''),
      change(/client_id = .*/, 'client_id = " "'),
      change(/credentials_store = .*/, 'credentials_store = "auto"'),
      change(/base_url = .*/, 'base_url = "http://example.com"'),
      change(/base_url = .*\n/, ''),
      change('wire_api', 'experimental_bearer_token = "abc"\nwire_api'),
      change('wire_api', 'env_key = "ABC"\nwire_api'),
      change('requires_openai_auth = false', 'requires_openai_auth = true'),
      ...['{ args = [] }', '{ command = " " }', '{ command = "a", timeout_ms = 0 }'].map((command) =>
        exporting(`credential_export = ${command}`),
      ),
      exporting('credential_export = { command = "a" }\ncredentials_store = "file"'),
      ...['command = " "', 'args = []', 'command = 5', 'command = "a"\ntimeout_ms = 0'].map((auth) =>
        withAuth(auth),
      ),
      ...['env_key = "A"', 'experimental_bearer_token = "A"'].map((other) =>
        withAuth('command = "a"').replace('wire_api', `${other}\nwire_api`),
      ),
      withAuth('command = "a"').replace('requires_openai_auth = false', 'requires_openai_auth = true'),
    ];
    for (const text of configs) {
      configure(text);
      const { error, result } = await world.target.request('account/gatewayOAuth/read');
      await world.note('read', error ?? (result as Frame).status);
    }
    await world.ask('account/gatewayOAuth/login');
    await world.startThread();
    configure(config);
    await world.ask('account/gatewayOAuth/read');
  },

  async 'whose tokens commands print'(world) {
    const exporting = (command: string): string =>
      world.config.replace(
        /\[model_providers.astc.gateway_oauth\][\s\S]*?\n\n/,
        `[model_providers.astc.gateway_oauth]\ncredential_export = { command = "sh", args = ["-c", ${JSON.stringify(command)}], timeout_ms = 2000 }\n\n`,
      );
    for (const command of [
      'echo x >> $HOME/count; echo token',
      'true',
      'echo a b',
      'exit 3',
      'sleep 9',
      'head -c 100000 /dev/zero | tr "\\\\0" a',
    ]) {
      world.configure(exporting(command));
      await world.turn(await world.startThread());
      await world.note('requests', brought(world));
    }
    world.configure(exporting('unused').replace('"sh"', '"/nowhere/x"'));
    await world.turn(await world.startThread());
    const counted = readFileSync(join(world.target.home, 'user', 'count'), 'utf8');
    await world.ask('account/gatewayOAuth/read');
    await world.note('runs', counted.length / 2);
  },
};

describe('gateways that sign people in, ours beside the real 0.169.0', () => {
  it.each(Object.entries(PLAYS))('%s', async (_, play) => {
    const [ours, real] = await Promise.all([world('ours', play), world('real', play)]);
    expect(ours).toEqual(real);
  });

  it('among other providers', async () => {
    const sides = ['ours', 'real'] as const;
    const [ours, real] = await Promise.all(
      sides.map((side) => world(side, amongOthers, { configOf: otherProviders })),
    );
    expect(ours).toEqual(real);
  });

  it('start by themselves for clients that do not start them', async () => {
    const play = async (world: GatewayWorld): Promise<void> => {
      await world.startThread();
      const thread = await world.startThread();
      const begun = world.target.frames.length;
      await world.target.request('turn/start', { threadId: thread, input: [{ type: 'text', text: 'hi' }] });
      await world.ask('account/gatewayOAuth/read');
      const login = world.target.request('account/gatewayOAuth/login');
      await pause(300);
      await world.ask('account/gatewayOAuth/cancel');
      await world.note('login', (await login).error);
      const url = /http:\/\/\S+\/gateway\/authorize\S+/.exec(world.target.stderr())?.[0] ?? 'none';
      expect((await fetch(url)).status).toBe(200);
      const ended = await world.target.waitFor('the end', ({ method }) => method === 'turn/completed', begun);
      await world.note('turn', (ended.params as { turn: Frame }).turn.status);
    };
    const capabilities = { explicitGatewayOauth: false };
    const sides = ['ours', 'real'] as const;
    const [ours, real] = await Promise.all(
      sides.map((side) => world(side, play, { capabilities, isProcess: true })),
    );
    expect(ours).toEqual(real);
  });

  it('keep tokens that the other server takes', async () => {
    for (const [first, second] of [['real', 'ours'] as const, ['ours', 'real'] as const]) {
      const home = freshFolder('gateway-shared');
      const backend = await createBackend({ script: { otherwise: 'default' } }).listen();
      const configOf = () => backend.codexConfig({ gateway: true });
      try {
        backend.setScript({ otherwise: 'default', gateway: { expiresIn: 31 } });
        await world(first, (one) => one.signIn(), { home, configOf });
        await pause(1_200);
        // By now the token has to be renewed.
        const seen = await world(second, async (other) => other.turn(await other.startThread()), {
          home,
          configOf,
        });
        expect(JSON.stringify(seen)).toContain('"status":"completed"');
      } finally {
        await backend.close();
        rmSync(home, { recursive: true, force: true });
      }
    }
  });
});
