import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Keyring } from '../../../src/adapters/credentials/keyring.js';
import { openGatewayTokens } from '../../../src/adapters/gateway/index.js';
import type { GatewaySettings } from '../../../src/domain/gateway/gateway-ports.js';
import { systemClock } from '../../../src/util/clock.js';

let codexHome: string;
let ring: Map<string, string>;

beforeEach(() => {
  codexHome = mkdtempSync(join(tmpdir(), 'gateway-'));
  ring = new Map();
});
afterEach(() => rmSync(codexHome, { recursive: true, force: true }));

const keyring: Keyring = {
  read: (service, account) => Promise.resolve(ring.get(`${service} ${account}`) ?? null),
  write(service, account, secret) {
    ring.set(`${service} ${account}`, secret);
    return Promise.resolve();
  },
  remove: (service, account) => Promise.resolve(ring.delete(`${service} ${account}`)),
};

const SETTINGS: GatewaySettings = {
  authorizationUrl: 'https://gateway.example/authorize',
  deviceAuthorizationUrl: null,
  tokenUrl: 'https://gateway.example/token',
  clientId: 'codex',
  resource: null,
  scopes: [],
  redirectPort: null,
  store: 'keyring',
};
const TOKEN = { accessToken: 'a', authorizationId: 'i', refreshToken: 'r', expiresAt: 5 };

const store = (more: Partial<GatewaySettings> = {}, with_ = keyring) =>
  openGatewayTokens({ ...SETTINGS, ...more }, { codexHome, clock: systemClock, keyring: async () => with_ });

describe('tokens of gateways behind a passphrase in the keyring', () => {
  test('are kept for each client, and read by others that know the passphrase', async () => {
    expect(await store().load()).toBeNull();
    await store().save(TOKEN);
    await store({ clientId: 'other' }).save({ ...TOKEN, accessToken: 'b', expiresAt: null });
    expect([...ring.keys()]).toEqual([expect.stringMatching(/^codex secrets\|[0-9a-f]{16}\|gateway-oauth$/)]);
    expect(await store().load()).toEqual(TOKEN);
    expect(await store({ clientId: 'other' }).load()).toMatchObject({ accessToken: 'b', expiresAt: null });
    expect(await store({ store: 'file' }).load()).toBeNull();
  });

  test('cannot be read without it, nor where the file is none', async () => {
    await store().save(TOKEN);
    ring.clear();
    await expect(store().load()).rejects.toThrow('stored provider OAuth credentials are invalid');
    ring.set('any', 'other');
    for (const key of ring.keys()) ring.set(key, 'another passphrase');
    writeFileSync(join(codexHome, 'secrets', 'gateway_oauth.age'), 'no such file');
    await expect(store().load()).rejects.toThrow('stored provider OAuth credentials are invalid');
  });

  test('are not kept where the keyring refuses', async () => {
    const refusing = { ...keyring, read: () => Promise.reject(new Error('locked')) };
    expect(await store({}, refusing).load()).toBeNull();
    await expect(store({}, refusing).save(TOKEN)).rejects.toThrow('locked');
  });
});
