import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../src/backend/index.js';
import { loadProfile } from '../../src/protocol/index.js';
import { type AppServer, type AppServerOptions, createAppServer } from '../../src/server/index.js';
import { createMemoryPair } from '../../src/transport/index.js';
import { textAt } from '../../src/util/peek.js';
import { loadChecks, TestClient } from './support/test-client.js';
import { VERSIONS } from './support/test-server.js';

let home: string;
let backend: Backend;
let server: AppServer | undefined;

beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'astc-secrets-'));
  backend = await createBackend({ script: { logins: [{ approve: { afterPolls: 1 } }] } }).listen();
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  await backend.close();
  rmSync(home, { recursive: true, force: true });
});

async function start(version: string, options: Partial<AppServerOptions>): Promise<TestClient> {
  server = createAppServer({
    codexHome: home,
    profile: version,
    config: backend.configOverrides({ codexVersion: version, requiresLogin: true }),
    env: { PATH: process.env.PATH },
    ...options,
  });
  const [near, far] = createMemoryPair();
  server.connect(far);
  const client = new TestClient(near, await loadChecks(loadProfile(version)));
  await client.initialize();
  return client;
}

const deviceLogin = (client: TestClient) => client.ask('account/login/start', { type: 'chatgptDeviceCode' });

describe.each(VERSIONS)('the issuer of codex %s', (version) => {
  const variable = (url: string) => ({ env: { PATH: process.env.PATH, CODEX_APP_SERVER_LOGIN_ISSUER: url } });

  it('is the one that the environment names', async () => {
    const client = await start(version, variable(backend.url));
    expect(textAt(await deviceLogin(client), 'result', 'verificationUrl')).toContain(backend.url);
  });

  it('is the one that was given, whatever the environment says', async () => {
    const client = await start(version, { ...variable('http://127.0.0.1:9'), loginIssuer: backend.url });
    expect(textAt(await deviceLogin(client), 'result', 'verificationUrl')).toContain(backend.url);
  });
});

describe.each(VERSIONS)('the secrets of a login to codex %s', (version) => {
  it('reach no log and no client, through a login, a turn, a refusal and a logout', async () => {
    const logged: string[] = [];
    const client = await start(version, {
      loginIssuer: backend.url,
      logger: { log: (...entry) => void logged.push(JSON.stringify(entry)) },
    });
    await deviceLogin(client);
    await client.notification('account/login/completed');
    const auth: unknown = JSON.parse(readFileSync(path.join(home, 'auth.json'), 'utf8'));
    const secrets = ['access_token', 'refresh_token', 'id_token'].map(
      (name) => textAt(auth, 'tokens', name) ?? '',
    );
    expect(secrets.every((secret) => secret.length > 8)).toBe(true);

    const answer = await client.ask('thread/start', {});
    const threadId = textAt(answer, 'result', 'thread', 'id');
    backend.setScript({ replies: [{ error: { status: 401 }, times: 'always' }] });
    await client.ask('turn/start', { threadId, input: [{ type: 'text', text: 'x', text_elements: [] }] });
    await client.notification('turn/completed');
    await client.ask('account/rateLimits/read');
    await client.ask('account/read', { refreshToken: true });
    await client.ask('account/logout');

    const used = backend.requests.map(({ headers }) => headers.authorization ?? '');
    expect(used.some((header) => header.startsWith('Bearer'))).toBe(true);
    const told = [
      ...logged,
      ...[...client.frames, ...backend.requests].map((one) => JSON.stringify(one)),
    ].join('\n');
    for (const secret of secrets) expect(told).not.toContain(secret);
  });
});
