import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../harness.js';

describe('drift', () => {
  it('exits 10 and says how much breaks between two versions', async () => {
    const ran = await run(['drift', '0.118.0', '0.169.0']);
    expect(ran.code).toBe(10);
    expect(ran.stdout).toContain(
      '  FsWatchParams.watchId  is new and must be sent (string)\n    in fs/watch params\n',
    );
    expect(ran.stderr).toMatch(/From 0\.118\.0 to 0\.169\.0: \d+ changes, \d+ breaking for clients/);
  });

  it('exits 0 where nothing breaks', async () => {
    const ran = await run(['drift', '0.169.0', '0.169.0']);
    expect(ran).toMatchObject({ code: 0, stdout: 'Nothing changed from 0.169.0 to 0.169.0 here.\n' });
  });

  it('gives scripts every change with whom it breaks', async () => {
    const ran = await run(['drift', '0.118.0', '0.169.0', '--json']);
    const verdict = ran.json().at(-1);
    expect(verdict).toMatchObject({ kind: 'verdict', code: 10, result: { from: '0.118.0', to: '0.169.0' } });
    expect(JSON.stringify(verdict)).toContain('"place":"FsWatchParams.watchId"');
  });

  it('limits itself to what a source tree uses', async () => {
    const tree = mkdtempSync(path.join(tmpdir(), 'drift-'));
    mkdirSync(path.join(tree, 'src'));
    writeFileSync(path.join(tree, 'src', 'client.py'), 'send("fs/watch", path=p)\n');
    const ran = await run(['drift', '0.118.0', '0.169.0', '--used-by', tree, '--markdown']);
    expect(ran.stdout).toContain('`FsWatchParams.watchId`');
    expect(ran.stdout).not.toContain('thread/rollback');
  });

  it('also plays what the source tree uses on both, and says what they do otherwise', async () => {
    const base = path.resolve('.cache', 'drift');
    mkdirSync(base, { recursive: true });
    const tree = mkdtempSync(path.join(base, 'tree-'));
    try {
      writeFileSync(path.join(tree, 'client.py'), 'send("thread/compact/start"); on("thread/compacted")\n');
      const env = { HOME: tree, XDG_STATE_HOME: tree };
      const argv = ['drift', '0.118.0', '0.169.0', '--behaviour', '--timeout', '4', '--used-by', tree];
      const told = await run([...argv, '--markdown'], { env });
      expect(told.code).toBe(10);
      expect(told.stdout).toContain('## Behaviour: breaking for clients written for 0.118.0');
      expect(told.stdout).toContain(
        '- `thread/compacted` is not sent any more where it was (compaction/start, ',
      );
      const verdict = (await run([...argv, '--json'], { env })).json().at(-1);
      expect(verdict).toMatchObject({
        result: {
          behaviour: {
            breaking: 2,
            changes: expect.arrayContaining([
              expect.objectContaining({ kind: 'scenario', place: 'compaction/legacy-notice', breaks: true }),
              expect.objectContaining({
                kind: 'told',
                place: 'thread/compacted',
                is: 'not sent',
                breaks: true,
              }),
            ]),
          },
        },
      });
      const same = await run(
        ['drift', '0.169.0', '0.169.0', '--behaviour', '--timeout', '4', '--used-by', tree],
        { env },
      );
      expect(same.code).toBe(0);
    } finally {
      rmSync(tree, { recursive: true, force: true, maxRetries: 5 });
    }
  }, 120_000);

  it.each([
    [['drift', '0.118.0'], /Drift is between two: .*, not 1 of them/],
    [['drift', '0.118.0', '0.169.0', '--codex-bin', '/codex'], /not 3 of them/],
    [['drift', '0.118.0', '0.119.0'], /no profile of 0\.119\.0, only of 0\.169\.0 and 0\.118\.0/],
    [
      ['drift', '0.118.0', '0.169.0', '--used-by', '/no/such/file'],
      /--used-by \/no\/such\/file cannot be read/,
    ],
  ])('refuses %j with a sentence', async (argv, message) => {
    const ran = await run(argv);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toMatch(message);
  });

  it('limits itself to what the messages of a recording carry, and refuses one without any', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'drift-'));
    try {
      const file = path.join(folder, 'session.jsonl');
      const header = {
        kind: 'recording',
        version: 1,
        startedAt: '2026-01-01T00:00:00.000Z',
        transport: 'stdio',
      };
      const frame = (dir: string, frame: object): object => ({ t: 1, conn: 1, kind: 'frame', dir, frame });
      const lines = [
        header,
        frame('out', { id: 1, method: 'thread/start', params: {} }),
        frame('in', { id: 1, result: { serviceTier: 'fast', sandbox: { type: 'dangerFullAccess' } } }),
      ];
      writeFileSync(file, lines.map((line) => JSON.stringify(line)).join('\n'));
      const { stdout } = await run(['drift', '0.118.0', '0.169.0', '--used-by', file]);
      // What answers carry is known by the request they answer.
      expect(stdout).toContain('ThreadStartResponse.serviceTier  was "fast" or "flex", is string');
      expect(stdout).not.toMatch(/SandboxPolicy|ThreadStartParams\.serviceTier|DynamicToolSpec/);
      writeFileSync(file, JSON.stringify(header));
      expect(await run(['drift', '0.118.0', '0.169.0', '--used-by', file])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('it holds no messages'),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('says so when the other side is no codex', async () => {
    const ran = await run(['drift', '0.118.0', '/no/such/codex']);
    expect(ran.code).toBe(4);
    expect(ran.stderr).toContain('/no/such/codex');
  });
});
