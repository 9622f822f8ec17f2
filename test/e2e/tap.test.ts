import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/recording/reader.js';
import { ASTC, World } from './binary.js';

const CODEX = path.join(path.dirname(ASTC), 'astc-codex.js');
const SERVER = path.join(import.meta.dirname, 'fixtures', 'tapped-server.mjs');
const FLOODING = path.join(import.meta.dirname, 'fixtures', 'flooding-server.mjs');
const MEBIBYTE = 1024 * 1024;
/** Of the flooding server, at least. */
const LINE_BYTES = 1000;
/** A file system of its own takes root, and a kernel that lets root mount. */
const canMount = spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;

/** How many bytes the server says it has got. */
const passedBytes = ({ stdout }: Raw): number =>
  [...stdout.matchAll(/"bytes":(\d+)/g)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);

/** A process whose stdin is written as it is, and whose output is kept chunk by chunk. */
class Raw {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  readonly #looks = new Set<() => void>();

  constructor(args: readonly string[], env: Record<string, string> = {}, command = process.execPath) {
    this.child = spawn(command, [...args], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.on('error', () => {});
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString('latin1');
      for (const look of this.#looks) look();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString('latin1');
      for (const look of this.#looks) look();
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  say(text: string): void {
    this.child.stdin?.write(text);
  }

  until(fits: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!fits()) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
      void this.ended.then(() => reject(new Error(`ended early:\n${this.stdout}\n${this.stderr}`)));
    });
  }
}

describe('astc-codex tap', () => {
  let world: World;
  let file: string;
  const raws: Raw[] = [];
  const start = (args: readonly string[], env: Record<string, string> = {}): Raw => {
    const raw = new Raw(args, { HOME: world.dir, ...env });
    raws.push(raw);
    return raw;
  };
  const tapped = (...more: string[]): Raw =>
    start([CODEX, 'tap', '--real', SERVER, '--out', file, ...more, 'app-server']);
  const recording = (name = file) => parseRecording(readFileSync(name, 'utf8'));

  beforeEach(() => {
    world = new World();
    file = path.join(world.dir, 'session.jsonl');
  });
  afterEach(() => {
    for (const raw of raws.splice(0)) raw.child.kill('SIGKILL');
    world.destroy();
  });

  it('passes the same bytes, stderr and exit code as without it', async () => {
    const talk = async (raw: Raw) => {
      raw.say('{"method":"fragments"}\n');
      await raw.until(() => raw.stderr.includes('two') && raw.stdout.includes('1.0'));
      raw.say('{"method":"exit"}\n');
      const end = await raw.ended;
      return { end, stdout: raw.stdout, stderr: raw.stderr };
    };
    const direct = await talk(start([SERVER]));
    expect(direct.end).toEqual({ code: 7, signal: null });
    expect(await talk(tapped())).toEqual(direct);
  });

  it('hands a part of a line on before the rest is there', async () => {
    const raw = tapped();
    raw.say('{"method":"frag');
    await raw.until(() => raw.stdout.includes('"bytes":15'));
    raw.say('ments"}\n');
    await raw.until(() => raw.stdout.includes('"re'));
    expect(raw.stdout).not.toContain('1.0');
    await raw.until(() => raw.stdout.includes('1.0'));
  });

  it('records frames to the last digit, lines that are no JSON, and stderr', async () => {
    const raw = tapped();
    raw.say('{"method":"fragments"}\n');
    await raw.until(() => raw.stderr.includes('two') && raw.stdout.includes('1.0'));
    raw.child.stdin?.end();
    expect(await raw.ended).toEqual({ code: 3, signal: null });
    const { frames, entries, isComplete, header, tornLines } = recording();
    expect(frames.map(({ dir, text }) => `${dir} ${text}`)).toEqual([
      'out {"method":"fragments"}',
      'in {"method":"chunk","params":{"bytes":23}}',
      'in {"id":1,"result":"Grüße 9007199254740993"}',
      'in ',
      'in not json',
      'in {"id":9007199254740993,"result":1.0}',
      'in {"method":"sawEnd"}',
    ]);
    expect(entries.flatMap((entry) => (entry.kind === 'stderr' ? [entry.text] : [])).join('')).toBe(
      'warn: one and two\n',
    );
    expect(isComplete).toBe(true);
    expect(tornLines).toEqual([]);
    expect(header).toMatchObject({ version: 1, transport: 'stdio', redaction: { secrets: true } });
    expect(entries.at(-1)).toMatchObject({ kind: 'end', exitCode: 3, signal: null });
  });

  it('keeps secrets, addresses and the home folder out of the file, not out of the session', async () => {
    const raw = tapped();
    raw.say('{"method":"secrets"}\n');
    await raw.until(() => raw.stdout.includes('inner-secret'));
    expect(raw.stdout).toContain('abc-secret-abc');
    raw.child.stdin?.end();
    await raw.ended;
    const text = readFileSync(file, 'utf8');
    for (const secret of ['abc-secret-abc', 'bob@corp', 'inner-secret', world.dir])
      expect(text).not.toContain(secret);
    const answer = recording().frames.find(({ text }) => text.startsWith('{"id":2'));
    expect(JSON.parse(answer?.text ?? '')).toMatchObject({ result: { cwd: '/home/user/proj' } });
  });

  it('passes signals on and ends as the server ends', async () => {
    const raw = tapped();
    raw.say('{"method":"hello"}\n');
    await raw.until(() => raw.stdout.includes('chunk'));
    raw.child.kill('SIGUSR2');
    await raw.until(() => raw.stdout.includes('gotUsr2'));
    raw.child.kill('SIGTERM');
    expect(await raw.ended).toEqual({ code: 9, signal: null });
    expect(raw.stdout).toContain('gotTerm');
  });

  it('ends by the signal that ended the server', async () => {
    const raw = tapped();
    raw.say('{"method":"die"}\n');
    expect(await raw.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('leaves a recording that is readable to the last frame when it is killed', async () => {
    const raw = tapped();
    raw.say('{"method":"fragments"}\n');
    await raw.until(() => raw.stdout.includes('1.0'));
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('1.0');
    raw.child.kill('SIGKILL');
    await raw.ended;
    const { frames, isComplete, tornLines } = recording();
    expect(frames.at(-1)?.text).toBe('{"id":9007199254740993,"result":1.0}');
    expect({ isComplete, tornLines }).toEqual({ isComplete: false, tornLines: [] });
  });

  it('loses no more than it promises when it is killed in a flood', async () => {
    const raw = start([CODEX, 'tap', '--real', FLOODING, '--out', file, 'app-server']);
    raw.say('{"method":"go"}\n');
    await raw.until(() => raw.stdout.length > 48 * MEBIBYTE);
    raw.child.kill('SIGKILL');
    await raw.ended;
    const { frames, isComplete, tornLines } = recording();
    const [asked, ...flood] = frames.map(({ text }) => JSON.parse(text));
    expect(asked).toEqual({ method: 'go' });
    // Whole and in order, up to where it was killed.
    expect(flood.findIndex(({ params }, index) => params.n !== index + 1)).toBe(-1);
    expect(tornLines.length).toBeLessThanOrEqual(1);
    expect(isComplete).toBe(false);
    const passed = raw.stdout.lastIndexOf('{"method":"flood"');
    const { n } = JSON.parse(`${raw.stdout.slice(passed).split(',"filler"')[0]}}}`).params;
    expect((n - flood.length) * LINE_BYTES).toBeLessThanOrEqual(16 * MEBIBYTE);
  }, 60_000);

  it.each([
    ['a device that is full', ['/dev/full'], ''],
    ['a file that must not grow', [], 'ulimit -f 8; '],
  ])('serves on when the recording goes to %s', async (_what, [device], limit) => {
    const command = [process.execPath, CODEX, 'tap', '--real', SERVER, '--out', device ?? file, 'app-server'];
    const raw = new Raw(
      ['-c', `${limit}exec "$0" "$@"`, ...command],
      { HOME: world.dir, ASTC_DEBUG: '1' },
      'bash',
    );
    raws.push(raw);
    const asked = `{"method":"long","params":"${'x'.repeat(12_000)}"}\n`;
    for (let count = 1; count <= 3; count += 1) {
      raw.say(asked);
      await raw.until(() => passedBytes(raw) >= count * asked.length);
    }
    await raw.until(() => raw.stderr.includes('Recording'));
    raw.child.stdin?.end();
    expect(await raw.ended).toEqual({ code: 3, signal: null });
    expect(raw.stdout).toContain('sawEnd');
    expect(raw.stderr.match(/Recording .* has stopped: .*The session goes on\./g)).toHaveLength(1);
    if (device === undefined) expect(recording().frames).toHaveLength(0);
  });

  it.skipIf(!canMount)(
    'serves on when the disk is full, and what was written before is readable',
    async () => {
      const disk = path.join(world.dir, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
      try {
        file = path.join(disk, 'session.jsonl');
        const raw = tapped();
        raw.say('{"method":"first"}\n');
        await expect.poll(() => readFileSync(file, 'utf8')).toContain('chunk');
        raw.say(`{"method":"long","params":"${'x'.repeat(100_000)}"}\n`);
        await raw.until(() => passedBytes(raw) >= 100_000);
        raw.say('{"method":"exit"}\n');
        expect(await raw.ended).toEqual({ code: 7, signal: null });
        const { frames, isComplete } = recording();
        expect(frames.slice(0, 2).map(({ dir, text }) => `${dir} ${text}`)).toEqual([
          'out {"method":"first"}',
          'in {"method":"chunk","params":{"bytes":19}}',
        ]);
        expect(isComplete).toBe(false);
      } finally {
        execFileSync('umount', [disk]);
      }
    },
  );

  it('serves on when a recording cannot even be begun', async () => {
    const raw = start([CODEX, 'tap', '--real', SERVER, '--out', '/nowhere/at/all.jsonl', 'app-server']);
    raw.say('{"method":"secrets"}\n');
    await raw.until(() => raw.stdout.includes('inner-secret'));
    raw.child.stdin?.end();
    expect(await raw.ended).toEqual({ code: 3, signal: null });
    expect(raw.stderr).toBe('');
  });

  it('takes no existing file away, and needs nothing but a path and the environment', async () => {
    const env = { ASTC_TAP_REAL: SERVER, ASTC_TAP_OUT: file };
    for (let count = 0; count < 2; count += 1) {
      const raw = start([CODEX, 'app-server'], env);
      raw.child.stdin?.end();
      expect(await raw.ended).toEqual({ code: 3, signal: null });
    }
    const other = start([CODEX, '--version'], env);
    other.child.stdin?.end();
    await other.ended;
    expect(readdirSync(world.dir).filter((name) => name.endsWith('.jsonl'))).toEqual([
      'session-2.jsonl',
      'session.jsonl',
    ]);
  });

  it('makes no tap of a real one that is ours too', async () => {
    const raw = start([CODEX, '--version'], { ASTC_TAP_REAL: CODEX, ASTC_TAP_OUT: file });
    raw.child.stdin?.end();
    expect(await raw.ended).toEqual({ code: 0, signal: null });
    expect(raw.stdout).toMatch(/^codex-cli \d/);
  });

  it('says what is missing', async () => {
    const raw = start([CODEX, 'tap', '--out', file]);
    expect(await raw.ended).toEqual({ code: 2, signal: null });
    expect(raw.stderr).toContain('--real <PATH>');
  });

  it('leaves no recording of what could not be started', async () => {
    const raw = start([ASTC, 'record', file, '--', '/no/such/server']);
    expect((await raw.ended).code).toBe(4);
    expect(existsSync(file)).toBe(false);
  });

  it('records a client with the codex that it finds, and nothing in its place', async () => {
    const client = [
      process.execPath,
      '-e',
      "require('child_process').spawn(process.env.CODEX_BIN,['app-server'])",
    ];
    const none = start([ASTC, 'record', file, '--client', '--', ...client], { PATH: world.dir });
    expect((await none.ended).code).toBe(4);
    expect(none.stderr).toContain('There is no codex on the PATH to record.');
    const raw = start([ASTC, 'record', file, '--client', '--codex-bin', SERVER, '--', ...client]);
    await expect.poll(() => existsSync(file)).toBe(true);
    raw.child.kill('SIGTERM');
    await raw.ended;
    expect(recording().header?.target).toEqual([SERVER, 'app-server']);
  });

  it('does the same as astc record', async () => {
    const raw = start([ASTC, 'record', file, '--', SERVER, '--flag']);
    raw.say('{"method":"hello"}\n');
    await raw.until(() => raw.stdout.includes('chunk'));
    raw.child.kill('SIGTERM');
    expect(await raw.ended).toEqual({ code: 9, signal: null });
    expect(recording().header?.target.slice(-1)).toEqual(['--flag']);
    expect(raw.stderr).toBe('');
  });
});
