import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHookRunner } from '../../../src/adapters/hooks/hook-runner.js';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'hooks-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const never = new AbortController().signal;
const runner = createHookRunner('/bin/sh', { PATH: process.env.PATH, MARK: 'here' });
const run = (command: string, more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  runner.run(
    { command, cwd, input: '{"a":1}', timeoutMs: more.timeoutMs ?? 60_000, variables: { OWN: 'own' } },
    more.signal ?? never,
  );

describe('a hook as a process', () => {
  test('reads its input in the folder and environment it is given, and says what it has to say', async () => {
    expect(await run('cat; echo " $MARK $OWN"; pwd -P >&2; exit 3')).toMatchObject({
      type: 'exited',
      code: 3,
      stdout: '{"a":1} here own\n',
      stderr: expect.stringContaining('hooks-'),
    });
  });

  test('may leave its input unread', async () => {
    expect(await run('exec 0<&-; exit 0')).toMatchObject({ type: 'exited', code: 0 });
  });

  test('ends with its children when its time is over', async () => {
    expect(await run('sleep 60 & sleep 60', { timeoutMs: 50 })).toEqual({ type: 'timedOut' });
  });

  test('ends when nobody needs it any more', async () => {
    const stop = new AbortController();
    const ended = run(`touch begun; sleep 60; touch late`, { signal: stop.signal });
    while (!existsSync(join(cwd, 'begun'))) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await ended).toEqual({ type: 'killed' });
  });

  test('does not start where there is no shell', async () => {
    const exit = await createHookRunner('/no/such/shell', {}).run(
      { command: 'x', cwd, input: '', timeoutMs: 1000, variables: {} },
      never,
    );
    expect(exit).toEqual({ type: 'failed', message: 'No such file or directory (os error 2)' });
  });

  test('has what it says kept below the folder for such files, and nothing where that cannot be', async () => {
    const keeper = createHookRunner('/bin/sh', { TMPDIR: cwd });
    const file = await keeper.keep('thread', 'text');
    expect(file).toMatch(new RegExp(`^${cwd}/hook_outputs/thread/[0-9a-f-]{36}\\.txt$`));
    expect(readFileSync(file ?? '', 'utf8')).toBe('text');
    expect(await createHookRunner('/bin/sh', { TMPDIR: file ?? '' }).keep('thread', 'text')).toBeNull();
  });
});
