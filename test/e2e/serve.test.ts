import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../src/cli/serve/process-table.js';
import { FAKE_CODEX, freePort, World } from './binary.js';

let world: World;
let port: number;
let listen: string;
beforeEach(async () => {
  world = new World();
  port = await freePort();
  listen = `ws://127.0.0.1:${port}`;
});
afterEach(() => world.destroy());

const serve = (...args: string[]): string[] => [
  'serve',
  '--codex-bin',
  FAKE_CODEX,
  '--listen',
  listen,
  ...args,
];

function resultOf(stdout: string): { url: string; pid: number; log: string; backendPid: number | null } {
  const verdict = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
    result: ReturnType<typeof resultOf>;
  };
  return verdict.result;
}

async function untilGone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pid); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return !isAlive(pid);
}

describe('serve', () => {
  it('starts a server that lives on, and prints what a person needs, in four lines', async () => {
    const { code, stdout } = await world.run(serve());
    expect(code).toBe(0);
    const [started, url, pid, log] = stdout.trim().split('\n');
    expect([started, url]).toEqual(['started codex 0.169.0', `listen: ${listen}`]);
    expect(isAlive(Number(pid?.replace('pid: ', '')))).toBe(true);
    expect(await fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status)).toBe(200);
    expect(statSync(log?.replace('log: ', '') ?? '').mode & 0o777).toBe(0o600);
  });

  it('takes a free port for port 0', async () => {
    const { stdout } = await world.run([
      'serve',
      '--codex-bin',
      FAKE_CODEX,
      '--listen',
      'ws://127.0.0.1:0',
      '--json',
    ]);
    expect(resultOf(stdout).url).toMatch(/^ws:\/\/127\.0\.0\.1:[1-9]\d+$/);
  });

  it('hands -c over to the server', async () => {
    await world.run(serve('-c', 'model=x'));
    expect(world.fakeLog()).toContain(`argv -c model=x app-server --listen ${listen}`);
  });

  it('tells the pid of the server itself when the binary is only a launcher', async () => {
    const { stdout } = await world.run(serve('--json'), { FAKE_MODE: 'launcher' });
    const pids = world.fakePids();
    // --version, launcher, server
    expect(pids).toHaveLength(3);
    expect(resultOf(stdout).pid).toBe(pids.at(-1));
  });

  it('refuses a port that is in use, and says by whom', async () => {
    const first = resultOf((await world.run(serve('--json'))).stdout);
    const { code, stdout, stderr } = await world.run(serve());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      new RegExp(`^Port ${port} is in use by pid ${first.pid} \\(.*\\); add --kill to stop it first`),
    );
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each(['', 'launcher', 'stubborn'])('stops a server of kind "%s" first with --kill', async (mode) => {
    const first = resultOf((await world.run(serve('--json'), { FAKE_MODE: mode })).stdout);
    const { code, stdout } = await world.run(serve('--json', '--kill'));
    expect(code).toBe(0);
    expect(resultOf(stdout).pid).not.toBe(first.pid);
    expect(isAlive(first.pid)).toBe(false);
    expect(world.fakePids().filter(isAlive)).toHaveLength(1);
  });

  it('stops nothing with --kill when the new server cannot be started', async () => {
    const first = resultOf((await world.run(serve('--json'))).stdout);
    const { code } = await world.run([
      'serve',
      '--codex-bin',
      '/no/such/codex',
      '--listen',
      listen,
      '--kill',
    ]);
    expect(code).toBe(4);
    expect(isAlive(first.pid)).toBe(true);
  });

  it('finds with --kill what another user of the port has started, without a record of it', async () => {
    const first = resultOf((await world.run(serve('--json'))).stdout);
    const { code } = await world.run(serve('--kill'), { XDG_STATE_HOME: path.join(world.dir, 'elsewhere') });
    expect(code).toBe(0);
    expect(isAlive(first.pid)).toBe(false);
  });

  it('says why a server did not start, with the end of its log, and leaves nothing behind', async () => {
    const { code, stderr } = await world.run(serve(), { FAKE_MODE: 'broken' });
    expect(code).toBe(4);
    expect(stderr).toMatch(
      /^The server exited with code 1 before it was ready\..*\nError: the configuration is broken\n$/s,
    );
    expect(world.fakePids().some(isAlive)).toBe(false);
  });

  it('gives up on a server that is never ready, and ends it', async () => {
    const { code, stderr } = await world.run(serve('--timeout', '0.5'), { FAKE_MODE: 'never-ready' });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^The server was not ready within 0\.5 s\./);
    expect(world.fakePids().some(isAlive)).toBe(false);
  });

  it('keeps the log of the run before, and only that', async () => {
    const { log } = resultOf((await world.run(serve('--json'))).stdout);
    await world.run(serve('--kill'));
    await world.run(serve('--kill'));
    expect(statSync(`${log}.1`).isFile()).toBe(true);
  });
});

describe('serve --offline', () => {
  it('gives the server a fresh home that points to a backend, which ends with the server', async () => {
    const { pid, backendPid, log } = resultOf((await world.run(serve('--json', '--offline'))).stdout);
    const [, home = '', codexHome = ''] =
      world
        .fakeLog()
        .findLast((line) => line.startsWith('home '))
        ?.split(' ') ?? [];
    expect(home.startsWith(path.dirname(log))).toBe(true);
    const config = readFileSync(path.join(codexHome, 'config.toml'), 'utf8');
    const baseUrl = /base_url = "(http:\/\/127\.0\.0\.1:\d+\/v1)"/.exec(config)?.[1];
    expect(await fetch(`${baseUrl}/models`).then(({ status }) => status)).toBe(200);
    process.kill(pid, 'SIGTERM');
    expect(await untilGone(pid)).toBe(true);
    expect(await untilGone(backendPid ?? 0)).toBe(true);
  });

  it('ends the backend when no server comes of it', async () => {
    const { code } = await world.run(serve('--offline'), { FAKE_MODE: 'broken' });
    expect(code).toBe(4);
    // The home is left for a look at what went wrong; the backend behind it must not answer any more.
    const config = readFileSync(
      path.join(
        world.dir,
        'app-server-test-client',
        'serve',
        String(port),
        'offline',
        'codex-home',
        'config.toml',
      ),
      'utf8',
    );
    const baseUrl = /base_url = "(.+)"/.exec(config)?.[1];
    await expect(untilRefused(`${baseUrl}/models`)).resolves.toBe(true);
  });

  it('stops server and backend together with the next --kill', async () => {
    const first = resultOf((await world.run(serve('--json', '--offline'))).stdout);
    await world.run(serve('--kill'));
    expect([first.pid, first.backendPid ?? 0].some(isAlive)).toBe(false);
  });
});

async function untilRefused(url: string): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answered = await fetch(url).then(
      () => true,
      () => false,
    );
    if (!answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
