import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../support/temp-folder.js';
import { run } from '../harness.js';

function fileOf(text: string): string {
  const file = path.join(tempFolder('lint'), 'run.jsonl');
  writeFileSync(file, text);
  return file;
}

describe('lint', () => {
  it('finds nothing in what a command prints of our own server, in both versions', async () => {
    for (const profile of ['0.169.0', '0.118.0']) {
      const home = tempFolder('lint-home');
      const sent = await run(['send-message', 'hello', '--embedded', '--json', '--profile', profile], {
        env: { CODEX_HOME: home },
      });
      expect(sent.code).toBe(0);
      const ran = await run(['lint', fileOf(sent.stdout)]);
      expect(ran).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^\d+ frames, 12 rules, nothing broken\.\n$/),
      });
    }
  });

  it('exits 9 and names frame, rule and breach', async () => {
    const ran = await run(['lint', fileOf('{"dir":"in","kind":"notification","method":"warning"}\n{"torn')]);
    expect(ran.code).toBe(9);
    expect(ran.stdout).toBe(
      'frame 1  handshake-first  The server sent warning before it answered initialize.\n',
    );
  });

  it('exits 0 for what real servers under load do too, and notes it', async () => {
    const frames = [
      { dir: 'out', kind: 'request', id: 1, method: 'initialize', params: {} },
      { dir: 'in', kind: 'success', id: 1, result: {} },
      { dir: 'out', kind: 'request', id: 2, method: 'turn/start', params: {} },
      { dir: 'in', kind: 'notification', method: 'turn/started', params: { turn: { id: 't' } } },
      { dir: 'in', kind: 'success', id: 2, result: { turn: { id: 't' } } },
      { dir: 'in', kind: 'notification', method: 'turn/completed', params: { turn: { id: 't' } } },
    ];
    const ran = await run(['lint', fileOf(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(''))]);
    expect(ran).toMatchObject({
      code: 0,
      stdout:
        'frame 4  note: answer-before-turn  turn/started of t came before the answer to turn/start.\n' +
        '6 frames, 12 rules, nothing broken.\n',
    });
  });

  it('checks what comes through standard input line by line', async () => {
    const shown: string[] = [];
    const ran = await run(['lint', '-'], {
      lines: ['{"dir":"in","kind":"notification","method":"warning"}', 'no frame', '{"kind":"verdict"}'],
      onOutput: (stdout) => shown.push(stdout),
    });
    expect(ran.code).toBe(9);
    expect(shown[0]).toBe(
      'frame 1  handshake-first  The server sent warning before it answered initialize.\n',
    );
  });

  it('refuses a recording of a newer format also where it comes line by line', async () => {
    const ran = await run(['lint', '-'], {
      lines: ['{"kind":"recording","version":2}', '{"dir":"in","kind":"notification","method":"warning"}'],
    });
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('Standard input is a recording of version 2; this build reads version 1.');
  });

  it('lists its rules with their sources', async () => {
    const ran = await run(['lint', '--rules']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('turns-end-once  Every turn that started completes exactly once');
  });

  it.each([
    [[], /Check what\?/],
    [['/no/such/file'], /cannot be read/],
    [[fileURLToPath(import.meta.url)], /is no recording/],
  ])('refuses %j with a sentence', async (files, message) => {
    const ran = await run(['lint', ...files]);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
  });
});
