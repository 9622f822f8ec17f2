// Credentials in a real keyring (Secret Service), written and read in turns by our server and the real ones.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { handshake } from './support/compare.js';
import { hasKeyringSession, startKeyringSession } from './support/keyring-session.js';
import { freshFolder, type Side, startTarget, type Target, type Version } from './support/target.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function bench(version: Version, mode: 'keyring' | 'auto') {
  const home = freshFolder('keyring');
  mkdirSync(join(home, 'codex'), { recursive: true });
  cleanups.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const session = await startKeyringSession(home);
  cleanups.push(() => session.end());
  const open = async (side: Side, env = session.env): Promise<Target> => {
    const config = `model_provider = "openai"\ncli_auth_credentials_store = "${mode}"\n`;
    const target = await startTarget({ side, version, config, home, env });
    cleanups.push(() => target.close());
    await handshake(target);
    return target;
  };
  return { open, file: join(home, 'codex', 'auth.json') };
}

const KEY = 'sk-0123456789-abcdef';
const signIn = (target: Target) => target.request('account/login/start', { type: 'apiKey', apiKey: KEY });
const whoIsThere = async (target: Target): Promise<unknown> => {
  const { result } = (await target.request('getAuthStatus', { includeToken: true })) as { result?: object };
  return result;
};

describe.skipIf(!hasKeyringSession()).each(['0.118.0', '0.169.0'] as const)(
  'a keyring shared with the real %s',
  (version) => {
    it.each([
      ['ours', 'real'],
      ['real', 'ours'],
    ] as const)('holds what %s saved, and %s reads it', async (writer, reader) => {
      const { open, file } = await bench(version, 'keyring');
      const first = await open(writer);
      expect(await signIn(first)).toMatchObject({ result: { type: 'apiKey' } });
      await first.close();
      expect(existsSync(file)).toBe(false);
      expect(await whoIsThere(await open(reader))).toMatchObject({ authMethod: 'apikey', authToken: KEY });
    });

    it('is empty for both after our logout', async () => {
      const { open } = await bench(version, 'keyring');
      const ours = await open('ours');
      await signIn(ours);
      expect(await ours.request('account/logout')).toMatchObject({ result: {} });
      await ours.close();
      expect(await whoIsThere(await open('real'))).toMatchObject({ authMethod: null, authToken: null });
    });

    it('is done without in mode auto where there is none', async () => {
      const { open, file } = await bench(version, 'auto');
      const ours = await open('ours', { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' });
      expect(await signIn(ours)).toMatchObject({ result: { type: 'apiKey' } });
      expect(existsSync(file)).toBe(true);
    });
  },
);
