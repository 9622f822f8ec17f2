// One auth.json, written and read in turns by our credentials and by the real clients.
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCredentialService, openStore } from '../../src/adapters/credentials/index.js';
import { createBackend } from '../../src/backend/index.js';
import { awaitDeviceTokens, requestDeviceCode } from '../../src/oauth/device-login.js';
import { oauthDialectOf } from '../../src/oauth/dialect.js';
import { createPost } from '../../src/oauth/http.js';
import { systemClock } from '../../src/util/clock.js';
import { runCodex } from './support/run-codex.js';
import { freshFolder, startTarget, type Target, type Version } from './support/target.js';

const versions = ['0.118.0', '0.169.0'] as const;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function bench() {
  const home = freshFolder('credentials');
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome, { recursive: true });
  const backend = await createBackend({
    script: { logins: Array.from({ length: 4 }, () => ({ approve: { afterPolls: 1 } })) },
  }).listen();
  cleanups.push(
    () => rmSync(home, { recursive: true, force: true }),
    () => backend.close(),
  );
  return { home, codexHome, issuer: backend.url, file: join(codexHome, 'auth.json') };
}

type Bench = Awaited<ReturnType<typeof bench>>;

const service = ({ codexHome, issuer }: Bench, version: Version) =>
  openCredentialService({
    store: openStore({ mode: 'file', codexHome, clock: systemClock, onWarning: unexpected }),
    issuer,
    dialect: oauthDialectOf(version),
    post: createPost(),
    clock: systemClock,
    env: {},
    onWarning: unexpected,
  });

function unexpected(message: string): void {
  throw new Error(message);
}

/** What the real client says. */
async function codex(at: Bench, version: Version, args: string[], input?: string): Promise<string> {
  return (await runCodex(at, version, { args, ...(input === undefined ? {} : { input }) })).said;
}

async function signIn(at: Bench, version: Version): Promise<void> {
  const deps = {
    post: createPost(),
    clock: systemClock,
    issuer: at.issuer,
    dialect: oauthDialectOf(version),
  };
  const tokens = await awaitDeviceTokens(deps, await requestDeviceCode(deps));
  await (await service(at, version)).saveTokens(tokens, null);
}

async function realServer(at: Bench, version: Version): Promise<Target> {
  const config = `chatgpt_base_url = "${at.issuer}/backend-api"\n`;
  const env = { CODEX_REFRESH_TOKEN_URL_OVERRIDE: `${at.issuer}/oauth/token` };
  const real = await startTarget({ side: 'real', version, config, home: at.home, env });
  cleanups.push(() => real.close());
  const clientInfo = { name: 'interop', title: null, version: '1' };
  await real.request('initialize', { clientInfo, capabilities: { experimentalApi: true } });
  real.send({ method: 'initialized' });
  return real;
}

function refreshTokenIn({ file }: Bench): string {
  const { tokens } = JSON.parse(readFileSync(file, 'utf8')) as { tokens: { refresh_token: string } };
  return tokens.refresh_token;
}

/** The text with everything that differs from login to login blacked out. */
function shape(text: string): string {
  return text
    .replace(/"(id_token|access_token|refresh_token|login_owner_id)": "[^"]+"/g, '"$1": "…"')
    .replace(/"last_refresh": "[^"]+Z"/, '"last_refresh": "…Z"');
}

const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe.each(versions)('auth.json and the real %s', (version) => {
  it('reads the key that we saved', async () => {
    const at = await bench();
    await (await service(at, version)).saveApiKey('sk-0123456789-abcdef');
    expect(await codex(at, version, ['login', 'status'])).toContain('sk-01234***bcdef');
  });

  it('reads the login that we saved, also in the file of the other version', async () => {
    for (const ours of versions) {
      const at = await bench();
      await signIn(at, ours);
      expect(await codex(at, version, ['login', 'status'])).toContain('Logged in using ChatGPT');
    }
  });

  it('saves a key that we read, byte for byte like ours', async () => {
    const at = await bench();
    await codex(at, version, ['login', '--with-api-key'], 'sk-0123456789-abcdef\n');
    const theirs = readFileSync(at.file, 'utf8');
    const read = await service(at, version);
    expect([read.current(), read.token()]).toEqual([{ mode: 'apikey' }, 'sk-0123456789-abcdef']);
    await read.saveApiKey('sk-0123456789-abcdef');
    expect(readFileSync(at.file, 'utf8')).toBe(theirs);
  });

  it('saves a login that we read, of the same shape as ours', async () => {
    const at = await bench();
    await codex(at, version, ['login', '--device-auth', '--experimental_issuer', at.issuer]);
    const theirs = readFileSync(at.file, 'utf8');
    const read = await service(at, version);
    expect(read.current()).toMatchObject({ mode: 'chatgpt', planType: 'plus' });
    await signIn(at, version);
    expect(shape(readFileSync(at.file, 'utf8'))).toBe(shape(theirs));
    expect(modeOf(at.file)).toBe(0o600);
  });

  it('goes on with the tokens that we renewed, and we with those that it renewed', async () => {
    const at = await bench();
    await codex(at, version, ['login', '--device-auth', '--experimental_issuer', at.issuer]);
    chmodSync(at.file, 0o644);
    const ours = await service(at, version);
    const refreshToken = (): string => refreshTokenIn(at);
    const seen = [refreshToken()];
    await ours.refresh();
    seen.push(refreshToken());
    expect(modeOf(at.file)).toBe(0o600);

    const real = await realServer(at, version);
    await real.request('account/read', { refreshToken: true });
    seen.push(refreshToken());

    // Taken over without asking anybody: the token we hold is used up by now.
    await ours.refresh();
    expect(refreshToken()).toBe(seen[2]);
    await ours.refresh();
    seen.push(refreshToken());
    expect(new Set(seen).size).toBe(4);
    expect(ours.refusal()).toBeNull();
  });

  it('sees nobody signed in after our logout', async () => {
    const at = await bench();
    await signIn(at, version);
    await (await service(at, version)).logout();
    expect(await codex(at, version, ['login', 'status'])).toContain('Not logged in');
  });

  it('signs nobody in with a file that we do not understand either', async () => {
    const at = await bench();
    writeFileSync(at.file, '{"OPENAI_API_KEY":5}');
    expect(await codex(at, version, ['login', 'status'])).not.toContain('Logged in using');
  });
});

describe('the lock of credentials', () => {
  // 0.118.0 takes none.
  it('keeps the real 0.169.0 from renewing while we do', async () => {
    const at = await bench();
    await signIn(at, '0.169.0');
    const real = await realServer(at, '0.169.0');
    await real.request('account/read', {});
    const before = refreshTokenIn(at);
    const store = openStore({
      mode: 'file',
      codexHome: at.codexHome,
      clock: systemClock,
      onWarning: unexpected,
    });
    const renewed = await store.exclusively(async () => {
      const asked = real.request('account/read', { refreshToken: true });
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(refreshTokenIn(at)).toBe(before);
      return { asked };
    });
    await renewed.asked;
    expect(refreshTokenIn(at)).not.toBe(before);
  });
});
