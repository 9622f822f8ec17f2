// Logins to MCP servers, ours beside the real servers, against the same issuer: the answers, the address people go to,
// how the end is told, what is kept, and that the other server can use it.
import { once } from 'node:events';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../../src/backend/index.js';
import { handshake } from '../support/compare.js';
import {
  type Frame,
  freshFolder,
  type Side,
  startTarget,
  type Target,
  type Version,
} from '../support/target.js';

async function served(use: (backend: Backend) => Promise<void>): Promise<void> {
  const backend = await createBackend({ script: { replies: [] } }).listen();
  try {
    await use(backend);
  } finally {
    await backend.close();
  }
}

async function started(side: Side, version: Version, backend: Backend, home: string): Promise<Target> {
  const servers = `[mcp_servers.prot]\nurl = "${backend.url}/mcp"\n[mcp_servers.local]\ncommand = "true"\n`;
  const config = `mcp_oauth_credentials_store = "file"\n${backend.codexConfig({ codexVersion: version })}${servers}`;
  const target = await startTarget({ side, version, home, config });
  await handshake(target);
  return target;
}

const COMPLETED = 'mcpServer/oauthLogin/completed';

/** Logs in as a person would who agrees, or does not. */
async function login(target: Target, agrees: boolean): Promise<Frame[]> {
  const from = target.frames.length;
  const answer = await target.request('mcpServer/oauth/login', { name: 'prot' });
  const { authorizationUrl } = answer.result as { authorizationUrl: string };
  const url = new URL(authorizationUrl);
  const back = new URL(url.searchParams.get('redirect_uri') ?? '');
  back.searchParams.set('error', 'access_denied');
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  const page = await fetch(agrees ? url : back);
  const said = { status: page.status, text: await page.text() };
  const completed = await target.waitFor('the end', ({ method }) => method === COMPLETED, from);
  const asked = [...url.searchParams.keys()].sort();
  const steady = { ...(completed.params as Frame) };
  if ('loginId' in steady) steady.loginId = typeof steady.loginId;
  return [{ asked, scope: url.searchParams.get('scope') }, said, steady];
}

async function statuses(target: Target): Promise<Frame> {
  const { result } = await target.request('mcpServerStatus/list', {});
  const { data } = result as { data: { name: string; authStatus: string; tools: Frame }[] };
  return Object.fromEntries(
    data.map(({ name, authStatus, tools }) => [name, [authStatus, Object.keys(tools)]]),
  );
}

async function played(side: Side, version: Version): Promise<unknown> {
  const home = freshFolder(`${side}-${version}`);
  let seen: unknown;
  await served(async (backend) => {
    const target = await started(side, version, backend, home);
    try {
      const refused = [];
      for (const name of ['nobody', 'local']) {
        refused.push((await target.request('mcpServer/oauth/login', { name })).error);
      }
      const before = await statuses(target);
      const denied = await login(target, false);
      const agreed = await login(target, true);
      const file = join(home, 'codex', '.credentials.json');
      const kept = Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Frame>);
      const mode = (statSync(file).mode & 0o777).toString(8);
      const after = await statuses(target);
      seen = {
        refused,
        before,
        denied,
        agreed,
        members: kept.map((entry) => Object.keys(entry)),
        mode,
        after,
      };
    } finally {
      await target.close();
      rmSync(home, { recursive: true, force: true });
    }
  });
  return seen;
}

/** Ways back as the configuration wants them. `{port}`: a free one; `{taken}`: the backend's own. */
const WAYS: readonly string[] = [
  'mcp_oauth_callback_port = {port}',
  'mcp_oauth_callback_port = {taken}',
  'mcp_oauth_callback_port = 0',
  'mcp_oauth_callback_port = {port}\nmcp_oauth_callback_url = "https://elsewhere.example/back/"',
  'mcp_oauth_callback_port = {port}\nmcp_oauth_callback_url = "https://elsewhere.example"',
  'mcp_oauth_callback_port = {port}\nmcp_oauth_callback_url = "http://localhost:7/some/where?x=1"',
  'mcp_oauth_callback_url = "no address"',
  'mcp_oauth_callback_url = ""',
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  server.close();
  return port;
}

/** The configuration counts as it is when a login begins, so that one server is enough. */
async function waysBack(side: Side, version: Version): Promise<unknown> {
  const home = freshFolder(`${side}-${version}`);
  const seen: Record<string, unknown> = {};
  await served(async (backend) => {
    const target = await started(side, version, backend, home);
    const file = join(home, 'codex', 'config.toml');
    const usual = readFileSync(file, 'utf8');
    try {
      for (const way of WAYS) {
        const { port: taken } = new URL(backend.url);
        const port = String(await freePort());
        const filled = way.replace('{port}', port).replace('{taken}', taken);
        writeFileSync(file, `${filled}\n${usual}`);
        const told = await wayBack(target, port);
        const plain = JSON.stringify(told).replaceAll(port, '<port>');
        seen[way] = JSON.parse(plain.replaceAll(/(?<=\/)[\w-]{12}(?=[?"])/g, '<own>'));
      }
    } finally {
      await target.close();
      rmSync(home, { recursive: true, force: true });
    }
  });
  return seen;
}

async function wayBack(target: Target, port: string): Promise<unknown> {
  const from = target.frames.length;
  const { result, error } = await target.request('mcpServer/oauth/login', { name: 'prot' });
  if (error !== undefined) return error;
  const url = new URL((result as { authorizationUrl: string }).authorizationUrl);
  const redirect = url.searchParams.get('redirect_uri') ?? '';
  // One port is for one login.
  const again = (await target.request('mcpServer/oauth/login', { name: 'prot' })).error;
  const back = new URL(new URL(redirect).pathname, `http://127.0.0.1:${port}`);
  back.searchParams.set('error', 'denied');
  back.searchParams.set('state', url.searchParams.get('state') ?? '');
  const page = await fetch(back, { headers: { connection: 'close' } });
  await target.waitFor('the end', ({ method }) => method === COMPLETED, from);
  return { redirect, again, status: page.status };
}

describe.each<Version>(['0.169.0', '0.118.0'])(
  'logins to MCP servers, ours beside the real %s',
  (version) => {
    it('go the same way', async () => {
      expect(await played('ours', version)).toEqual(await played('real', version));
    });

    it('lead back where the configuration wants them to', async () => {
      expect(await waysBack('ours', version)).toEqual(await waysBack('real', version));
    });

    it('are good for the other server too', async () => {
      for (const [first, second] of [['real', 'ours'] as const, ['ours', 'real'] as const]) {
        const home = freshFolder(`shared-${version}`);
        await served(async (backend) => {
          const one = await started(first, version, backend, home);
          await login(one, true);
          await one.close();
          const other = await started(second, version, backend, home);
          try {
            expect(await statuses(other)).toMatchObject({ prot: ['oAuth', ['hello']] });
          } finally {
            await other.close();
            rmSync(home, { recursive: true, force: true });
          }
        });
      }
    });
  },
);
