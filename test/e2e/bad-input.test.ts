import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../src/cli/serve/process-table.js';
import { FAKE_CODEX, freePort, World } from './binary.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.destroy());

/** One sentence for a person: no stack trace, no silence. */
function expectSentence(stderr: string, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  // What a turn took stands before it.
  const said = stderr.replace(/^turn (not ended|interrupted)[^\n]*\n/, '');
  expect(said.trim().split('\n')).toHaveLength(1);
}

describe('what bad input gets', () => {
  it('an unreachable server: exit 4, the url, and how to start one', async () => {
    const port = await freePort();
    const { code, stdout, stderr } = await world.run(['model-list', '--url', `ws://127.0.0.1:${port}`]);
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expectSentence(
      stderr,
      new RegExp(`ws://127\\.0\\.0\\.1:${port}: nothing listens there\\. Start one with: astc serve`),
    );
  });

  it('a missing codex binary: exit 4', async () => {
    const { code, stderr } = await world.run(['model-list', '--codex-bin', '/no/such/codex']);
    expect(code).toBe(4);
    expectSentence(stderr, /\/no\/such\/codex cannot be started: there is no such file\./);
  });

  it('a codex binary that is not executable: exit 4', async () => {
    const file = path.join(world.dir, 'codex');
    writeFileSync(file, 'text', { mode: 0o644 });
    const { code, stderr } = await world.run(['model-list', '--codex-bin', file]);
    expect(code).toBe(4);
    expectSentence(stderr, /it is not executable/);
  });

  it('a codex binary that serve cannot start: exit 4, and no server is remembered', async () => {
    const port = await freePort();
    const listen = `ws://127.0.0.1:${port}`;
    const { code, stderr } = await world.run(['serve', '--listen', listen, '--codex-bin', '/no/such/codex']);
    expect(code).toBe(4);
    expectSentence(stderr, /cannot be started: there is no such file/);
  });

  it('a malformed -c: exit 2', async () => {
    const { code, stderr } = await world.run(['model-list', '--codex-bin', FAKE_CODEX, '-c', 'oops']);
    expect(code).toBe(2);
    expectSentence(stderr, /-c oops has no "="/);
    expect(world.fakeLog()).toEqual([]);
  });

  it('-c for a server that is running already: exit 2', async () => {
    const { code, stderr } = await world.run(['model-list', '-c', 'model=x']);
    expect(code).toBe(2);
    expectSentence(stderr, /-c cannot configure the server at ws:/);
  });

  it('two endpoints: exit 2', async () => {
    const { code, stderr } = await world.run([
      '--codex-bin',
      FAKE_CODEX,
      '--url',
      'ws://127.0.0.1:1',
      'model-list',
    ]);
    expect(code).toBe(2);
    expectSentence(stderr, /--codex-bin and --url name different servers/);
  });

  it('a server that dies in the middle of a turn: exit 4, with its last words, and no process left', async () => {
    const env = { FAKE_MODE: 'die' };
    const { code, stdout, stderr } = await world.run(['--codex-bin', FAKE_CODEX, 'send-message', 'hi'], env);
    expect(code).toBe(4);
    expect(stdout).toContain('so far so good\n');
    expect(stderr).toMatch(
      /panicked: out of luck\nturn not ended.*\nThe connection was lost: .* exited with code 101\.\n$/,
    );
    expect(world.fakePids().some(isAlive)).toBe(false);
  });

  it('a turn that never completes: exit 7, the turn interrupted, and no process left', async () => {
    const env = { FAKE_MODE: 'hang' };
    const args = ['--codex-bin', FAKE_CODEX, 'send-message', 'hi', '--timeout', '1'];
    const { code, stderr } = await world.run(args, env);
    expect(code).toBe(7);
    expectSentence(stderr, /The turn did not end within 1 s\./);
    expect(world.fakeLog()).toContain('turn/interrupt');
    expect(world.fakePids().some(isAlive)).toBe(false);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: the turn interrupted, exit 130, and no process left',
    async (signal) => {
      const running = world.start(['--codex-bin', FAKE_CODEX, 'send-message', 'hi'], { FAKE_MODE: 'hang' });
      await running.until('so far so good');
      running.child.kill(signal);
      const { code } = await running.ended;
      expect(code).toBe(130);
      expect(world.fakeLog()).toContain('turn/interrupt');
      expect(world.fakePids().some(isAlive)).toBe(false);
    },
  );

  it('a reader that goes away: the command ends, and no process is left', async () => {
    const running = world.start(['--codex-bin', FAKE_CODEX, 'watch'], { FAKE_MODE: 'chatty' });
    await running.until('skills/changed');
    running.child.stdout?.destroy();
    expect((await running.ended).code).toBe(130);
    expect(world.fakePids().some(isAlive)).toBe(false);
  });
});

describe('--codex-bin over stdio', () => {
  it('hands -c over before app-server, and keeps the child for one command only', async () => {
    const args = ['send-message', 'hi', '--codex-bin', FAKE_CODEX, '-c', 'model=x', '-c', 'a.b=1'];
    expect(await world.run(args)).toMatchObject({ code: 0 });
    expect(world.fakeLog()).toContain('argv -c model=x -c a.b=1 app-server');
    expect(world.fakePids().some(isAlive)).toBe(false);
  });

  it('reads CODEX_BIN, and lives in a fresh home with --offline that is gone afterwards', async () => {
    const ended = await world.run(['send-message', 'hi', '--offline'], {
      CODEX_BIN: FAKE_CODEX,
      CODEX_HOME: '/mine',
    });
    expect(ended).toMatchObject({ code: 0 });
    const [, home = '', codexHome = ''] =
      world
        .fakeLog()
        .findLast((line) => line.startsWith('home '))
        ?.split(' ') ?? [];
    for (const dir of [home, codexHome]) expect(dir.startsWith(world.dir)).toBe(true);
    expect(home).not.toBe(codexHome);
  });
});
