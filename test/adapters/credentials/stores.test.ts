import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CredentialError } from '../../../src/adapters/credentials/errors.js';
import { type Keyring, loadKeyring } from '../../../src/adapters/credentials/keyring.js';
import { keyringAccountOf } from '../../../src/adapters/credentials/keyring-store.js';
import { apiKeyRecord } from '../../../src/adapters/credentials/new-record.js';
import { openStore, type StoreMode } from '../../../src/adapters/credentials/open-store.js';
import { systemClock } from '../../../src/util/clock.js';
import { authJson, recordOf, temporaryHome } from './support.js';

interface FakeKeyring extends Keyring {
  readonly secrets: Map<string, string>;
  refuses: boolean;
}

function fakeKeyring(): FakeKeyring {
  const secrets = new Map<string, string>();
  const asked = (service: string, account: string): string => {
    if (ring.refuses) throw new Error('locked');
    return `${service}/${account}`;
  };
  const ring: FakeKeyring = {
    secrets,
    refuses: false,
    read: async (service, account) => secrets.get(asked(service, account)) ?? null,
    write: async (service, account, secret) => void secrets.set(asked(service, account), secret),
    remove: async (service, account) => secrets.delete(asked(service, account)),
  };
  return ring;
}

function open(codexHome: string, mode: StoreMode, ring: Keyring | Error = new Error('no keyring')) {
  const warnings: string[] = [];
  const store = openStore({
    mode,
    codexHome,
    clock: systemClock,
    onWarning: (message) => warnings.push(message),
    keyring: () => (ring instanceof Error ? Promise.reject(ring) : Promise.resolve(ring)),
  });
  return { store, warnings };
}

const noKeyring = new CredentialError('keyring_missing', 'there is no keyring');
const key = apiKeyRecord('sk-test', null);

describe('the file store', () => {
  it('reads back what it saved', async () => {
    using home = temporaryHome();
    const { store } = open(home.path, 'file');
    expect(await store.load()).toBeNull();
    await store.save(recordOf());
    expect(await store.load()).toEqual(recordOf());
    await store.save(key);
    expect(await store.load()).toEqual(key);
  });

  it('makes the home, and a file for its owner alone, also in place of an open one', async () => {
    using home = temporaryHome();
    const codexHome = join(home.path, 'new', 'home');
    const { store } = open(codexHome, 'file');
    const path = join(codexHome, 'auth.json');
    await store.save(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    await store.save(key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe('{\n  "auth_mode": "apikey",\n  "OPENAI_API_KEY": "sk-test"\n}');
  });

  it('leaves nothing beside the file but locks', async () => {
    using home = temporaryHome();
    const { store } = open(home.path, 'file');
    await store.exclusively(() => store.save(key));
    expect(readdirSync(home.path).sort()).toEqual(['auth.json', 'auth.json.lock', 'auth.lock']);
  });

  it('removes the file, and says whether there was one', async () => {
    using home = temporaryHome();
    const { store } = open(home.path, 'file');
    expect(await store.remove()).toBe(false);
    expect(readdirSync(home.path)).toEqual([]);
    await store.save(key);
    expect(await store.remove()).toBe(true);
    expect(existsSync(join(home.path, 'auth.json'))).toBe(false);
    expect(await store.load()).toBeNull();
  });

  it('says why it could not read or save, without what is in it', async () => {
    using home = temporaryHome();
    const { store } = open(home.path, 'file');
    writeFileSync(join(home.path, 'auth.json'), '{"OPENAI_API_KEY":"sk-hush",}');
    await expect(store.load()).rejects.toMatchObject({ code: 'unreadable' });
    await expect(store.load()).rejects.not.toThrow('hush');

    const blocked = open(join(home.path, 'blocked'), 'file').store;
    mkdirSync(join(home.path, 'blocked', 'auth.json', 'x'), { recursive: true });
    await expect(blocked.load()).rejects.toMatchObject({ code: 'storage' });
    await expect(blocked.save(key)).rejects.toMatchObject({ code: 'storage' });
  });

  it('lets one at a time read and write', async () => {
    using home = temporaryHome();
    const one = open(home.path, 'file').store;
    const other = open(home.path, 'file').store;
    const order: string[] = [];
    const turn = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    await Promise.all([one.exclusively(turn('a')), other.exclusively(turn('b')), one.exclusively(turn('c'))]);
    for (const [index, line] of order.entries()) {
      if (index % 2 === 0) expect(order[index + 1]).toBe(line.replace('begins', 'ends'));
    }
    expect(order).toHaveLength(6);
  });

  it('lets the next one in after a failure', async () => {
    using home = temporaryHome();
    const { store } = open(home.path, 'file');
    await expect(store.exclusively(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(store.exclusively(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});

describe('the keyring store', () => {
  it('keeps one line under the name of the home, and no file', async () => {
    using home = temporaryHome();
    const ring = fakeKeyring();
    const { store } = open(home.path, 'keyring', ring);
    writeFileSync(join(home.path, 'auth.json'), authJson());
    await store.save(key);
    const digest = createHash('sha256').update(home.path).digest('hex').slice(0, 16);
    expect([...ring.secrets]).toEqual([
      [`Codex Auth/cli|${digest}`, '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-test"}'],
    ]);
    expect(existsSync(join(home.path, 'auth.json'))).toBe(false);
    expect(await store.load()).toEqual(key);
  });

  it('knows a home by its real path', () => {
    using home = temporaryHome();
    mkdirSync(join(home.path, 'real'));
    symlinkSync('real', join(home.path, 'link'));
    expect(keyringAccountOf(join(home.path, 'link'))).toBe(keyringAccountOf(join(home.path, 'real')));
    expect(keyringAccountOf(join(home.path, 'not there'))).toMatch(/^cli\|[0-9a-f]{16}$/);
  });

  it('does not read the file', async () => {
    using home = temporaryHome();
    writeFileSync(join(home.path, 'auth.json'), authJson());
    expect(await open(home.path, 'keyring', fakeKeyring()).store.load()).toBeNull();
  });

  it('removes both', async () => {
    using home = temporaryHome();
    const ring = fakeKeyring();
    const { store } = open(home.path, 'keyring', ring);
    await store.save(key);
    writeFileSync(join(home.path, 'auth.json'), authJson());
    expect(await store.remove()).toBe(true);
    expect([ring.secrets.size, existsSync(join(home.path, 'auth.json'))]).toEqual([0, false]);
    expect(await store.remove()).toBe(false);
  });

  it('fails with the keyring', async () => {
    using home = temporaryHome();
    const ring = fakeKeyring();
    ring.refuses = true;
    const { store } = open(home.path, 'keyring', ring);
    for (const use of [() => store.load(), () => store.save(key), () => store.remove()]) {
      await expect(use()).rejects.toMatchObject({ code: 'storage', message: 'The keyring refused: locked' });
    }
    await expect(open(home.path, 'keyring', noKeyring).store.load()).rejects.toBe(noKeyring);
  });
});

describe('the auto store', () => {
  it('prefers the keyring', async () => {
    using home = temporaryHome();
    const ring = fakeKeyring();
    const { store, warnings } = open(home.path, 'auto', ring);
    writeFileSync(join(home.path, 'auth.json'), authJson());
    expect(await store.load()).toEqual(recordOf());
    await store.save(key);
    expect(await store.load()).toEqual(key);
    expect(existsSync(join(home.path, 'auth.json'))).toBe(false);
    expect(await store.remove()).toBe(true);
    expect([ring.secrets.size, warnings]).toEqual([0, []]);
  });

  it.each([
    ['is not there', () => noKeyring],
    ['refuses', () => Object.assign(fakeKeyring(), { refuses: true })],
  ])('uses the file where the keyring %s, and says so', async (_what, ring) => {
    using home = temporaryHome();
    const { store, warnings } = open(home.path, 'auto', ring());
    await store.save(key);
    expect(existsSync(join(home.path, 'auth.json'))).toBe(true);
    expect(await store.load()).toEqual(key);
    expect(await store.remove()).toBe(true);
    expect(existsSync(join(home.path, 'auth.json'))).toBe(false);
    expect(warnings).toHaveLength(3);
  });
});

describe('the ephemeral store', () => {
  it('touches no disk and is gone with its server', async () => {
    using home = temporaryHome();
    const { store } = open(home.path, 'ephemeral');
    await store.exclusively(() => store.save(key));
    expect(await store.load()).toEqual(key);
    expect(readdirSync(home.path)).toEqual([]);
    expect(await open(home.path, 'ephemeral').store.load()).toBeNull();
    expect(await store.remove()).toBe(true);
    expect(await store.remove()).toBe(false);
  });
});

describe('the system’s keyring', () => {
  it('says what to do where its package is missing', async () => {
    await expect(loadKeyring(() => Promise.reject(new Error('Cannot find package')))).rejects.toMatchObject({
      code: 'keyring_missing',
      message:
        'The system\'s keyring is not available: the optional package @napi-rs/keyring is not installed. Set cli_auth_credentials_store to "file" or "auto".',
    });
  });

  it.each([null, {}, { AsyncEntry: 'x' }])(
    'does not trust a package of another shape: %j',
    async (module) => {
      await expect(loadKeyring(() => Promise.resolve(module))).rejects.toMatchObject({
        code: 'keyring_missing',
      });
    },
  );

  it('speaks to the package', async () => {
    const calls: string[] = [];
    class AsyncEntry {
      readonly name: string;

      constructor(service: string, account: string) {
        this.name = `${service}/${account}`;
      }

      async getPassword(): Promise<string | undefined> {
        calls.push(`get ${this.name}`);
        return undefined;
      }

      async setPassword(password: string): Promise<void> {
        calls.push(`set ${this.name} ${password}`);
      }

      async deletePassword(): Promise<boolean> {
        calls.push(`delete ${this.name}`);
        return true;
      }
    }
    const ring = await loadKeyring(() => Promise.resolve({ AsyncEntry }));
    expect(await ring.read('s', 'a')).toBeNull();
    await ring.write('s', 'a', 'secret');
    expect(await ring.remove('s', 'a')).toBe(true);
    expect(calls).toEqual(['get s/a', 'set s/a secret', 'delete s/a']);
  });
});
