import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { birthOf, isAlive, portOwners } from '../../../src/cli/serve/process-table.js';

let server: Server | undefined;
afterEach(
  () => new Promise<void>((resolve) => (server === undefined ? resolve() : server.close(() => resolve()))),
);

function listen(host: string): Promise<number> {
  return new Promise((resolve) => {
    server = createServer().listen(0, host, () => {
      const address = server?.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

describe.runIf(process.platform === 'linux')('portOwners', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '0.0.0.0', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['0.0.0.0', '127.0.0.1', true],
  ])('of a listener on %s, asked for %s: %s', async (host, asked, isFound) => {
    const port = await listen(host);
    const pids = (await portOwners(asked, port)).map(({ pid }) => pid);
    expect(pids).toEqual(isFound ? [process.pid] : []);
  });

  it('names nobody for a port where nobody listens', async () => {
    const port = await listen('127.0.0.1');
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await portOwners('127.0.0.1', port)).toEqual([]);
  });
});

describe('isAlive', () => {
  it('knows a process that runs from one that has ended', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const pid = child.pid ?? 0;
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(isAlive(pid)).toBe(false);
  });

  it.runIf(process.platform === 'linux')('has a birth that stays the same', () => {
    expect(birthOf(process.pid)).toMatch(/^\d+$/);
    expect(birthOf(process.pid)).toBe(birthOf(process.pid));
  });
});
