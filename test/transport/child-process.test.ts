import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { spawnTransport } from '../../src/transport/child-process.js';
import { closed, collector } from './transport-contract.js';

const fixtures = path.join(import.meta.dirname, 'fixtures');
const folder = mkdtempSync(path.join(tmpdir(), 'child-'));
afterAll(() => rmSync(folder, { recursive: true }));

function start(fixture: string, options: Partial<Parameters<typeof spawnTransport>[0]> = {}) {
  return spawnTransport({ command: path.join(fixtures, fixture), ...options });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('frames go to the child and come back, thousands in a row', async () => {
  const child = await start('echo.mjs');
  const { seen } = collector(child);
  const sent = Array.from({ length: 10_000 }, (_, index) => `{"n":${index},"x":"é漢"}`);
  for (const frame of sent) child.send(frame);
  expect(await seen(sent.length)).toEqual(sent);
  expect(child.label).toBe(`echo.mjs (pid ${child.pid})`);
  await child.close();
});

test('close ends the input, and a child that heeds it exits with code 0', async () => {
  const child = await start('echo.mjs');
  const { frames } = collector(child);
  const ended = closed(child);
  child.send('"last"');
  await child.close('done here');
  expect(await ended).toEqual({ cause: 'local', message: 'done here', exitCode: 0, signal: undefined });
  expect(frames).toEqual(['"last"']);
  expect(isAlive(child.pid)).toBe(false);
});

test('a child that ignores the end of its input and TERM is killed', async () => {
  const child = await start('stubborn.mjs', { closeTimeoutMs: 50 });
  const { frames, seen } = collector(child);
  await seen(1);
  const ended = closed(child);
  await child.close();
  expect(await ended).toMatchObject({ cause: 'local', signal: 'SIGKILL' });
  expect(frames).toContain('got TERM');
  expect(isAlive(child.pid)).toBe(false);
});

test('terminate kills at once', async () => {
  const child = await start('stubborn.mjs');
  const { seen } = collector(child);
  await seen(1);
  const ended = closed(child);
  child.terminate('enough');
  expect(await ended).toMatchObject({ cause: 'local', message: 'enough', signal: 'SIGKILL' });
  expect(isAlive(child.pid)).toBe(false);
});

test('a child that exits by itself is told with code, last words and stderr', async () => {
  const heard: string[] = [];
  const child = await start('dies.mjs', { env: {}, onStderr: (text) => heard.push(text) });
  const { frames } = collector(child);
  const ended = closed(child);
  child.send('"hello"');
  expect(await ended).toEqual({
    cause: 'exit',
    message: `dies.mjs (pid ${child.pid}) exited with code 3.`,
    exitCode: 3,
    signal: undefined,
  });
  expect(frames).toEqual(['{"method":"last words"}']);
  expect(child.stderrTail).toBe('something is wrong: été\n');
  expect(heard.join('')).toBe(child.stderrTail);
});

test('a child that is killed from outside is told with its signal', async () => {
  const child = await start('dies.mjs', { args: ['kill'] });
  collector(child);
  const ended = closed(child);
  child.send('"hello"');
  expect(await ended).toMatchObject({
    cause: 'exit',
    message: `dies.mjs (pid ${child.pid}) was ended by SIGKILL.`,
    signal: 'SIGKILL',
  });
});

test('frames sent to a dead child, and its close, are harmless', async () => {
  const child = await start('dies.mjs');
  collector(child);
  const ended = closed(child);
  child.send('"hello"');
  for (let count = 0; count < 100; count += 1) child.send('x'.repeat(10_000));
  await ended;
  expect(child.send('"too late"')).toBe(true);
  await child.close();
  child.terminate();
});

test('a child that closes its stdout is ended: nothing can come from it any more', async () => {
  const child = await start('mute.mjs', { closeTimeoutMs: 50 });
  collector(child);
  expect(await closed(child)).toMatchObject({
    cause: 'remote',
    message: `mute.mjs (pid ${child.pid}) closed its stdout.`,
  });
  expect(isAlive(child.pid)).toBe(false);
});

test('a line above the ceiling ends the child with a clear reason', async () => {
  const child = await start('echo.mjs', { maxFrameBytes: 100 });
  collector(child);
  const ended = closed(child);
  child.send(`"${'x'.repeat(1000)}"`);
  expect(await ended).toMatchObject({ cause: 'oversized', error: { code: 'oversized' } });
  expect(isAlive(child.pid)).toBe(false);
});

test('the child gets the environment and the folder it was given', async () => {
  const file = path.join(folder, 'env.mjs');
  writeFileSync(
    file,
    'console.log(JSON.stringify([process.env.ONE, process.env.HOME ?? null, process.cwd()]));',
  );
  const child = await spawnTransport({ command: file, cwd: folder, env: { ONE: 'é', HOME: undefined } });
  const { seen } = collector(child);
  expect(JSON.parse((await seen(1))[0] ?? '')).toEqual(['é', null, folder]);
  await child.close();
});

test('frames of a child that has exited wait for a paused receiver', async () => {
  const child = await start('dies.mjs');
  const { frames } = collector(child);
  child.pause();
  child.send('"hello"');
  const order: string[] = [];
  child.onClose(() => order.push(`closed after ${frames.length}`));
  while (isAlive(child.pid)) await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([]);
  const ended = closed(child);
  child.resume();
  await ended;
  expect(order).toEqual(['closed after 1']);
});

const notExecutable = path.join(folder, 'plain.txt');
writeFileSync(notExecutable, 'text');
const noInterpreter = path.join(folder, 'script');
writeFileSync(noInterpreter, '#!/no/such/interpreter\n');
chmodSync(noInterpreter, 0o755);

test.each([
  [
    'a name that is nowhere',
    'no-such-command-here',
    undefined,
    'not_found',
    /^no-such-command-here cannot be started: it is not on the PATH\.$/,
  ],
  [
    'a path that is nowhere',
    '/no/such/codex',
    undefined,
    'not_found',
    /^\/no\/such\/codex cannot be started: there is no such file\.$/,
  ],
  [
    'a file that is not executable',
    notExecutable,
    undefined,
    'not_executable',
    /plain\.txt cannot be started: it is not executable\.$/,
  ],
  ['a folder', folder, undefined, 'not_executable', /it is not executable\.$/],
  [
    'a script without its interpreter',
    noInterpreter,
    undefined,
    'not_executable',
    /the interpreter in its first line does not exist\.$/,
  ],
  [
    'a working folder that is missing',
    process.execPath,
    '/no/such/folder',
    'spawn_failed',
    /cannot be started in \/no\/such\/folder: there is no such folder\.$/,
  ],
  ['a name with a zero byte', 'a\0b', undefined, 'spawn_failed', /cannot be started: /],
])('%s is refused with one clear sentence', async (_name, command, cwd, code, message) => {
  await expect(spawnTransport({ command, cwd })).rejects.toMatchObject({
    name: 'TransportError',
    code,
    message: expect.stringMatching(message),
  });
});
