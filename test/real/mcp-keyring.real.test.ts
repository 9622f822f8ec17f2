// Logins to MCP servers in a real keyring (Secret Service), kept and used in turns by our server and the real ones.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createBackend } from '../../src/backend/index.js';
import { at, listAt } from '../../src/util/peek.js';
import { handshake } from './support/compare.js';
import { hasKeyringSession, startKeyringSession } from './support/keyring-session.js';
import { freshFolder, type Side, startTarget, type Target, type Version } from './support/target.js';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function bench(version: Version) {
  const home = freshFolder('mcp-keyring');
  mkdirSync(join(home, 'codex'), { recursive: true });
  cleanups.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const session = await startKeyringSession(home);
  cleanups.push(() => session.end());
  const backend = await createBackend({ script: { replies: [] } }).listen();
  cleanups.push(() => backend.close());
  const open = async (side: Side, mode: 'keyring' | 'auto', env = session.env): Promise<Target> => {
    const config = `mcp_oauth_credentials_store = "${mode}"\n${backend.codexConfig({ codexVersion: version })}[mcp_servers.prot]\nurl = "${backend.url}/mcp"\n`;
    const target = await startTarget({ side, version, config, home, env });
    cleanups.push(() => target.close());
    await handshake(target);
    return target;
  };
  return { open, file: join(home, 'codex', '.credentials.json') };
}

/** Resolves with what is told of the end. */
async function signIn(target: Target): Promise<unknown> {
  const { result } = await target.request('mcpServer/oauth/login', { name: 'prot' });
  await fetch(String(at(result, 'authorizationUrl')));
  const ended = await target.waitFor('the end', ({ method }) => method === 'mcpServer/oauthLogin/completed');
  return ended.params;
}

async function statusOf(target: Target): Promise<unknown> {
  const [status] = listAt(await target.request('mcpServerStatus/list', {}), 'result', 'data');
  return [at(status, 'authStatus'), Object.keys(at(status, 'tools') as object)];
}

const NO_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent' };

describe.skipIf(!hasKeyringSession()).each(['0.118.0', '0.169.0'] as const)(
  'logins to MCP servers in a keyring shared with the real %s',
  (version) => {
    it.each([
      ['ours', 'real', 'keyring'],
      ['real', 'ours', 'keyring'],
      ['ours', 'real', 'auto'],
      ['real', 'ours', 'auto'],
    ] as const)('kept by %s and used by %s in mode %s', async (writer, reader, mode) => {
      const { open, file } = await bench(version);
      const first = await open(writer, mode);
      expect(await signIn(first)).toMatchObject({ success: true });
      expect(await statusOf(first)).toEqual(['oAuth', ['hello']]);
      await first.close();
      expect(existsSync(file)).toBe(false);
      expect(await statusOf(await open(reader, mode))).toEqual(['oAuth', ['hello']]);
    });

    it('are kept in the file in mode auto where there is none, and found there later', async () => {
      const { open, file } = await bench(version);
      const ours = await open('ours', 'auto', NO_BUS);
      expect(await signIn(ours)).toMatchObject({ success: true });
      await ours.close();
      expect(existsSync(file)).toBe(true);
      expect(await statusOf(await open('ours', 'auto'))).toEqual(['oAuth', ['hello']]);
    });

    it('cannot be kept in mode keyring where there is none', async () => {
      const { open, file } = await bench(version);
      const ours = await open('ours', 'keyring', NO_BUS);
      expect(await signIn(ours)).toMatchObject({
        success: false,
        error: expect.stringContaining("Couldn't access platform storage"),
      });
      expect(existsSync(file)).toBe(false);
    });
  },
);
