// Connections to a real (scripted) MCP server: over HTTP with headers and tokens, and what is left of a process.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMcpConnector } from '../../src/adapters/mcp/mcp-connector.js';
import { NO_ENVIRONMENTS } from '../../src/domain/environments/environment-ports.js';
import type { McpConnection, McpServerConfig } from '../../src/domain/mcp/mcp-ports.js';

const SERVER = fileURLToPath(new URL('../util/scripted-mcp-server.mjs', import.meta.url));

let folder: string;
let journal: string;
const children: ChildProcess[] = [];
const connections: McpConnection[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'astc-mcp-'));
  journal = join(folder, 'journal');
});

afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.close();
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function config(
  transport: McpServerConfig['transport'],
  more: Partial<McpServerConfig> = {},
): McpServerConfig {
  return {
    name: 'scripted',
    transport,
    isEnabled: true,
    isRequired: false,
    startupTimeoutMs: 20_000,
    toolTimeoutMs: 20_000,
    enabledTools: null,
    disabledTools: [],
    approvalModes: {},
    defaultApprovalMode: 'auto',
    ...more,
  };
}

const stdio = (env: Record<string, string> = {}): McpServerConfig['transport'] => ({
  kind: 'stdio',
  command: process.execPath,
  args: [SERVER],
  env: { MCP_JOURNAL: journal, ...env },
  envVars: ['HANDED_ON'],
  remoteEnvVars: [],
  cwd: null,
});

async function connect(server: McpServerConfig, env: Record<string, string> = {}): Promise<McpConnection> {
  const connector = createMcpConnector({
    version: '0.169.0',
    env: { PATH: process.env.PATH, ...env },
    places: NO_ENVIRONMENTS,
    oauth: { token: () => Promise.resolve(null), renewed: () => Promise.resolve(null) },
    promisesElicitations: true,
    readsAllToolPages: true,
    repeatsHandshakeCause: false,
  });
  const connection = await connector.connect(server, {
    cwd: folder,
    signal: new AbortController().signal,
    onElicitation: () => Promise.resolve({ action: 'decline', content: null }),
  });
  connections.push(connection);
  return connection;
}

/** Starts the scripted server behind an address of its own. */
async function serve(env: Record<string, string> = {}): Promise<string> {
  const child = spawn(process.execPath, [SERVER, '--http'], {
    env: { PATH: process.env.PATH, MCP_JOURNAL: journal, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve) =>
    child.stdout.once('data', (data: Buffer) => resolve(data.toString().trim())),
  );
}

const entries = (): Record<string, unknown>[] =>
  readFileSync(journal, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const call = (
  connection: McpConnection,
  tool: string,
  args: unknown = {},
  signal = new AbortController().signal,
) => connection.call({ tool, arguments: args, meta: {}, signal });

describe('an MCP server over streamable HTTP', () => {
  it('is reached with its headers and the token its variable holds', async () => {
    const url = await serve({ MCP_BEARER: 'sesame' });
    const server = config({
      kind: 'http',
      url,
      bearerTokenEnvVar: 'TOKEN',
      headers: { 'x-fixed': 'one' },
      envHeaders: { 'x-from-env': 'SOME', 'x-absent': 'NOT_THERE' },
    });
    const connection = await connect(server, { TOKEN: 'sesame', SOME: 'two' });
    expect(await call(connection, 'echo', { text: 'over http' })).toMatchObject({
      content: [{ text: 'over http' }],
    });
    const { headers } = entries().find((entry) => entry.http === 'POST') as {
      headers: Record<string, string>;
    };
    expect(headers).toMatchObject({ 'x-fixed': 'one', 'x-from-env': 'two', authorization: 'Bearer sesame' });
    expect(headers).not.toHaveProperty('x-absent');
  });

  it.each([
    ['is not set', {}],
    ['is empty', { TOKEN: '' }],
  ])('is not even tried when the variable of its token %s', async (what, env) => {
    const transport = {
      kind: 'http',
      url: 'http://127.0.0.1:9/mcp',
      bearerTokenEnvVar: 'TOKEN',
      headers: {},
      envHeaders: {},
    } as const;
    await expect(connect(config(transport), env)).rejects.toThrow(
      `Environment variable TOKEN for MCP server 'scripted' ${what}`,
    );
  });
});

describe('an MCP server of its own process', () => {
  it('gets the variables it is given by name, and no others', async () => {
    const connection = await connect(config(stdio({ OWN: 'mine' })), { HANDED_ON: 'yes', SECRET: 'no' });
    const value = async (name: string) => (await call(connection, 'env', { name })).content;
    expect(await value('OWN')).toEqual([{ type: 'text', text: 'mine' }]);
    expect(await value('HANDED_ON')).toEqual([{ type: 'text', text: 'yes' }]);
    expect(await value('SECRET')).toEqual([{ type: 'text', text: '(unset)' }]);
  });

  it('ends with the connection', async () => {
    const connection = await connect(config(stdio()));
    const { pid } = entries()[0] as { pid: number };
    await connection.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('ends when it takes too long to start', async () => {
    const late = config(stdio({ MCP_START_DELAY_MS: '60000' }), { startupTimeoutMs: 1500 });
    await expect(connect(late)).rejects.toMatchObject({ kind: { type: 'startTimeout', seconds: 1.5 } });
    const { pid } = entries()[0] as { pid: number };
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('hears that nobody waits for a call any more', async () => {
    const connection = await connect(config(stdio()));
    const stop = new AbortController();
    const running = call(connection, 'sleep', { ms: 60_000 }, stop.signal);
    await expect.poll(() => entries().some((entry) => entry.called === 'sleep')).toBe(true);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect.poll(() => entries().some((entry) => entry.cancelled === 'sleep')).toBe(true);
  });

  it('fails the calls of a server that is gone', async () => {
    const connection = await connect(config(stdio()));
    const { pid } = entries()[0] as { pid: number };
    expect(connection.isClosed).toBe(false);
    process.kill(pid, 'SIGKILL');
    const gone = { name: 'McpFailure', message: 'Transport closed' };
    await expect(call(connection, 'sleep', { ms: 60_000 })).rejects.toMatchObject(gone);
    await expect(call(connection, 'echo')).rejects.toMatchObject(gone);
    expect(connection.isClosed).toBe(true);
  });
});
