// Ctrl-C wherever it hits: the command ends with its code, and nothing it started goes on.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../src/cli/serve/process-table.js';
import { FAKE_CODEX, freePort, World } from './binary.js';

const HELLO = [
  ['out', { id: 1, method: 'initialize', params: { clientInfo: { name: 'a', title: null, version: '1' } } }],
  ['in', { id: 1, result: { userAgent: 'x/0.169.0' } }],
  ['out', { method: 'initialized' }],
  ['out', { id: 2, method: 'model/list', params: {} }],
  ['in', { id: 2, result: { data: [] } }],
  ['in', { method: 'turn/completed', params: {} }],
] as const;

describe('a stop by the user', () => {
  let world: World;
  let recording: string;
  beforeEach(() => {
    world = new World();
    recording = path.join(world.dir, 'session.jsonl');
    const lines = HELLO.map(([dir, frame], t) => JSON.stringify({ t, conn: 1, kind: 'frame', dir, frame }));
    writeFileSync(recording, `${lines.join('\n')}\n`);
  });
  afterEach(() => world.destroy());

  it.each([
    ['watch', ['watch']],
    ['call', ['call', 'turn/start', '{"threadId":"x","input":[]}']],
    ['send-message', ['send-message', 'hi']],
    ['thread-resume', ['thread-resume', 'x']],
    ['test-login', ['test-login']],
    ['replay', ['replay', 'session.jsonl', '--as', 'client']],
  ])(
    'ends %s with exit code 130, and what it started',
    async (_name, args) => {
      const running = world.start([...args, '--codex-bin', FAKE_CODEX], { FAKE_MODE: 'hang' });
      await expect.poll(() => world.fakePids().length, { timeout: 20_000 }).toBeGreaterThan(0);
      await expect.poll(() => world.fakeLog().join('\n'), { timeout: 20_000 }).toContain('initialize');
      running.child.kill('SIGINT');
      expect((await running.ended).code).toBe(130);
      await expect.poll(() => world.fakePids().some(isAlive)).toBe(false);
    },
    60_000,
  );

  it('ends a tap with every server it started for its clients, and the recording in order', async () => {
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}`;
    const tap = world.start(['tap', '--listen', url, '--codex-bin', FAKE_CODEX, '--out', 'tapped.jsonl']);
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await expect.poll(isReady, { timeout: 20_000 }).toBe(true);
    const watching = world.start(['watch', '--url', url]);
    await watching.until('userAgent');
    await expect.poll(() => world.fakePids().length, { timeout: 20_000 }).toBeGreaterThan(0);
    tap.child.kill('SIGINT');
    expect((await tap.ended).code).toBe(0);
    expect((await watching.ended).code).toBe(4);
    await expect.poll(() => world.fakePids().some(isAlive)).toBe(false);
    const shown = await world.run(['show', 'tapped.jsonl']);
    expect(shown.code).toBe(0);
    expect(shown.stderr).not.toContain('did not come to its end');
  }, 60_000);
});
