// Commands in a network of their own: what they reach is what the proxy lets through.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withNetworkProxy } from '../../../src/adapters/network-proxy/index.js';
import type { CommandRunner, CommandSpec, RunningCommand } from '../../../src/domain/command-ports.js';
import type { NetworkLimits } from '../../../src/domain/network/network-limits.js';
import { sandboxHere } from '../../util/sandbox-here.js';
import { ended, type Fixture, fixture, spec } from '../exec/support.js';

const LIMITS: NetworkLimits = {
  allowed: ['localhost'],
  denied: [],
  allowsLocal: true,
  mode: 'full',
  hasSocks: true,
  usesUpstream: true,
  isManaged: false,
};
const readOnly = { type: 'readOnly', networkAccess: false } as const;
const proxied = (runner: CommandRunner, limits: NetworkLimits | null): CommandRunner =>
  withNetworkProxy(runner, { dialect: '0.169.0', limits: async () => limits });

describe.skipIf(!sandboxHere)('a command behind the proxy', () => {
  let run: Fixture;
  let origin: Server;
  let port: number;
  beforeEach(async () => {
    run = fixture();
    origin = createServer((_request, answer) => answer.end('reached'));
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
    port = (origin.address() as AddressInfo).port;
  });
  afterEach(async () => {
    await run.close();
    origin.closeAllConnections();
    await new Promise((resolve) => origin.close(resolve));
  });

  /** A program that asks for a page by its own means, or through the proxy. */
  const reach = (host: string, how: 'proxy' | 'directly'): string => {
    const target =
      how === 'directly'
        ? `'http://${host}:${port}/'`
        : `{ host: '127.0.0.1', port: new URL(process.env.HTTP_PROXY).port, path: 'http://${host}:${port}/' }`;
    const script = `require('node:http').get(${target}, (r) => r.setEncoding('utf8').on('data', (t) => console.log(r.statusCode, t))).on('error', (e) => console.log(e.code))`;
    return `node -e "${script}"`;
  };

  const said = async (script: string, more: Partial<CommandSpec> = {}): Promise<string> => {
    const runner = proxied(run.runner, LIMITS);
    const { stdout, stderr } = await ended(
      await runner.start(spec(run.cwd, script, { sandbox: readOnly, ...more })),
    );
    return `${stdout}${stderr}`.trim();
  };

  it('reaches what is allowed, and nothing else, whichever way it tries', async () => {
    const script = [reach('localhost', 'proxy'), reach('127.0.0.1', 'proxy'), reach('localhost', 'directly')];
    const [allowed, stopped, direct] = (await said(script.join('; '))).split('\n');
    expect([allowed, stopped?.slice(0, 3), direct]).toEqual(['200 reached', '403', 'ECONNREFUSED']);
  });

  it('gets no more by permissions to use the network', async () => {
    const permissions = { network: true, read: [], write: [] };
    expect(await said(reach('localhost', 'directly'), { permissions })).toBe('ECONNREFUSED');
  });

  it('cannot reach sockets that lie on the disk', async () => {
    const path = join(run.cwd, 's');
    const server = createTcp((socket) => socket.end('reached'));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      const script = `node -e "require('node:net').connect('${path}').on('error', (e) => console.log(e.code)).on('connect', () => console.log('in'))"`;
      expect(await said(script)).toBe('EPERM');
    } finally {
      server.close();
    }
  });

  it('has a terminal where it wants one', async () => {
    expect(await said(`test -t 0 && ${reach('localhost', 'proxy')}`, { tty: { rows: 24, cols: 80 } })).toBe(
      '200 reached',
    );
  });

  it('leaves nothing open when it has ended', async () => {
    const { readdirSync } = await import('node:fs');
    const open = (): number => readdirSync('/proc/self/fd').length;
    await said('true');
    const before = open();
    for (let i = 0; i < 3; i += 1) await said('true');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(open()).toBeLessThanOrEqual(before + 1);
  });
});

describe('the runner of commands', () => {
  const given = async (
    spec_: CommandSpec,
    limits: NetworkLimits | null,
    where: { readonly platform: string; readonly isHere?: boolean },
  ): Promise<CommandSpec> => {
    const specs: CommandSpec[] = [];
    const runner: CommandRunner = {
      sandboxProblem: async () => null,
      async start(one) {
        specs.push(one);
        return {} as RunningCommand;
      },
      close: async () => {},
    };
    await withNetworkProxy(runner, { dialect: '0.169.0', limits: async () => limits, ...where }).start(spec_);
    return specs[0] as CommandSpec;
  };
  const workspace = { type: 'workspaceWrite', networkAccess: true } as const;

  it.each([
    ['there are no limits', { sandbox: workspace }, null],
    ['they run in no sandbox', { sandbox: null }, LIMITS],
  ])('leaves commands as they are where %s', async (_why, more, limits) => {
    const one = spec('/', 'true', more);
    expect(await given(one, limits, { platform: 'linux' })).toEqual(one);
  });

  it.each([
    ['no network of their own can be made', { platform: 'darwin' }],
    ['another machine runs them', { platform: 'linux', isHere: false }],
  ])('takes the network from commands where %s', async (_why, where) => {
    const permissions = { network: true, read: [], write: [] };
    const one = spec('/', 'true', { sandbox: workspace, permissions });
    expect(await given(one, LIMITS, where)).toEqual({
      ...one,
      sandbox: { ...workspace, networkAccess: false },
      permissions: { ...permissions, network: false },
    });
  });
});
