import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keyring } from '../../../src/adapters/credentials/keyring.js';
import type { McpCredential } from '../../../src/adapters/mcp/mcp-credentials.js';
import { createMcpOAuth } from '../../../src/adapters/mcp/mcp-oauth.js';
import {
  exclusivelyRenewing,
  type McpStoreMode,
  openMcpCredentials,
} from '../../../src/adapters/mcp/open-mcp-credentials.js';
import { systemClock as clock } from '../../../src/util/clock.js';
import { type OAuthMcpServer, startOAuthMcpServer } from '../../util/oauth-mcp-server.js';

let codexHome: string;
beforeEach(() => {
  codexHome = mkdtempSync(join(tmpdir(), 'mcp-credentials-'));
});
afterEach(() => rmSync(codexHome, { recursive: true, force: true }));

const credential = (more: Partial<McpCredential> = {}): McpCredential => ({
  serverName: 's',
  serverUrl: 'http://127.0.0.1/mcp',
  issuer: 'http://127.0.0.1',
  clientId: 'client',
  accessToken: 'access',
  expiresAt: 1,
  refreshToken: 'refresh',
  scopes: ['a', 'b'],
  ...more,
});

function fakeKeyring(isBroken = false): Keyring & { readonly secrets: Map<string, string> } {
  const secrets = new Map<string, string>();
  const work = <T>(run: () => T): Promise<T> =>
    isBroken ? Promise.reject(new Error('no keyring')) : Promise.resolve(run());
  const key = (service: string, account: string): string => `${service}/${account}`;
  return {
    secrets,
    read: (service, account) => work(() => secrets.get(key(service, account)) ?? null),
    write: (service, account, secret) => work(() => void secrets.set(key(service, account), secret)),
    remove: (service, account) => work(() => secrets.delete(key(service, account))),
  };
}

describe('tokens of MCP servers', () => {
  const file = (): string => join(codexHome, '.credentials.json');
  const open = (mode: McpStoreMode, ring = fakeKeyring()) =>
    openMcpCredentials({ codexHome, clock, mode: () => mode, keyring: () => Promise.resolve(ring) });
  const load = (store: ReturnType<typeof open>) => store.load('s', 'http://127.0.0.1/mcp');

  it.each<McpStoreMode>(['file', 'keyring', 'auto'])(
    'come back as they were saved in mode %s',
    async (mode) => {
      const store = open(mode);
      expect(await load(store)).toBeNull();
      await store.save(credential());
      expect(await load(store)).toEqual(credential());
      await store.save(credential({ refreshToken: null, expiresAt: null, issuer: null, scopes: [] }));
      expect(await load(store)).toMatchObject({
        refreshToken: null,
        expiresAt: null,
        issuer: null,
        scopes: [],
      });
      expect(existsSync(file())).toBe(mode === 'file');
      if (mode === 'file') expect(statSync(file()).mode & 0o777).toBe(0o600);
    },
  );

  it('move from the file into the keyring when they are saved again', async () => {
    await open('file').save(credential());
    const ring = fakeKeyring();
    const store = open('auto', ring);
    expect(await load(store)).toEqual(credential());
    await store.save(credential({ accessToken: 'next' }));
    expect([...ring.secrets.keys()]).toEqual([
      expect.stringMatching(/^Codex MCP Credentials\/s\|[0-9a-f]{16}$/),
    ]);
    expect(await load(open('file'))).toBeNull();
  });

  it('go into the file where the keyring refuses, in mode auto alone', async () => {
    const store = open('auto', fakeKeyring(true));
    await store.save(credential());
    expect(await load(store)).toEqual(credential());
    await expect(open('keyring', fakeKeyring(true)).save(credential())).rejects.toThrow('no keyring');
  });
});

describe('a token that has ended', () => {
  let server: OAuthMcpServer;
  beforeEach(async () => {
    server = await startOAuthMcpServer();
  });
  afterEach(() => server.close());

  async function oauthWith(more: Partial<McpCredential>) {
    const credentials = openMcpCredentials({ codexHome, clock, mode: () => 'file' });
    await credentials.save(credential({ serverUrl: server.url, issuer: server.issuer, ...more }));
    const exclusively = exclusivelyRenewing({ codexHome, clock });
    const open = () =>
      createMcpOAuth({
        credentials,
        exclusively,
        clock,
        asking: () => fetch,
        bindsToServer: true,
        returnWishes: () => ({ port: null, url: null }),
      });
    return { open, about: { name: 's', url: server.url } };
  }

  it('is renewed once, however many ask, from however many processes', async () => {
    const { open, about } = await oauthWith({});
    const [one, other] = [open(), open()];
    const tokens = await Promise.all([one.token(about), one.token(about), other.token(about)]);
    expect(tokens).toEqual(['fresh-1', 'fresh-1', 'fresh-1']);
    expect(server.asked).toHaveLength(1);
    expect(await one.status(about)).toBe('oAuth');
  });

  it('is no login any more once the issuer does not know it', async () => {
    server.renewal = 'invalid_grant';
    const { open, about } = await oauthWith({});
    await expect(open().token(about)).rejects.toThrow('OAuth authorization required');
    await expect(open().token(about)).rejects.toThrow('Token expired');
    expect(server.asked).toHaveLength(1);
    expect(await open().status(about)).toBe('notLoggedIn');
  });

  it('is not given up for a failure of the issuer', async () => {
    server.renewal = 'server_error';
    const { open, about } = await oauthWith({});
    await expect(open().token(about)).rejects.toThrow(
      'OAuth token refresh failed: Server returned error response: server_error',
    );
    expect(await open().status(about)).toBe('oAuth');
    server.renewal = 'new tokens';
    expect(await open().token(about)).toBe('fresh-1');
  });

  it('is renewed when it is refused before its end, unless another has taken its place', async () => {
    const { open, about } = await oauthWith({ expiresAt: Date.now() + 3_600_000 });
    const oauth = open();
    expect(await oauth.token(about)).toBe('access');
    expect(await oauth.renewed(about, 'older')).toBe('access');
    expect(await oauth.renewed(about, 'access')).toBe('fresh-1');
  });
});
