import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../src/backend/index.js';
import { diffSessions } from '../../src/recording/compare/diff.js';
import type { RecordedFrame } from '../../src/recording/format.js';
import { readRecording } from '../../src/recording/reader.js';
import { run } from '../cli/harness.js';
import { type RawRun, rawSession } from './support/raw-client.js';
import { freshFolder, realBinary } from './support/target.js';

const dist = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli');
const ASTC = [process.execPath, path.join(dist, 'main.js')];
const CODEX = [process.execPath, path.join(dist, 'astc-codex.js')];

/** Prompts name folders, so their length varies from run to run. */
const COUNTS = ['thread/tokenUsage/updated:tokenUsage.*Tokens'];
/** What the real server itself says now this way, now that: 0.118.0 may know no preview yet when a turn has just ended. */
const RACES = { '0.169.0': [], '0.118.0': ['thread/read:result.thread.preview'] } as const;
/** What our server says otherwise in this session: its prompts are shorter, its notices in words of its own. */
const KNOWN = {
  '0.169.0': [...COUNTS, 'deprecationNotice:summary'],
  // Items that were read back from the log keep their ids with ours.
  '0.118.0': [...COUNTS, 'thread/read:result.thread.turns[0].items[*].id'],
} as const;
const MODELS = { '0.169.0': 'gpt-5.5', '0.118.0': 'gpt-5.4' } as const;
const ignoring = (patterns: readonly string[]): string[] => patterns.flatMap((one) => ['--ignore', one]);

describe.each(['0.169.0', '0.118.0'] as const)('a session of a raw client with the real %s', (version) => {
  let folder: string;
  let backend: Backend;
  let file: string;
  let first: RawRun;
  let env: NodeJS.ProcessEnv;
  let cwd: string;

  beforeAll(async () => {
    folder = freshFolder(`recording-${version}`);
    backend = await createBackend().listen();
    [cwd, file] = [path.join(folder, 'work'), path.join(folder, 'session.jsonl')];
    const codexHome = path.join(folder, 'codex');
    for (const made of [cwd, codexHome, path.join(folder, 'user')]) mkdirSync(made);
    writeFileSync(path.join(codexHome, 'config.toml'), backend.codexConfig({ codexVersion: version }));
    env = { PATH: process.env.PATH, HOME: path.join(folder, 'user'), CODEX_HOME: codexHome };
    first = await rawSession([...CODEX, 'tap', '--real', realBinary(version), '--out', file, 'app-server'], {
      env,
      cwd,
    });
  });
  afterAll(async () => {
    await backend.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it('is recorded whole', () => {
    const { frames, isComplete, tornLines } = readRecording(file);
    const inbound = frames.filter(({ dir }) => dir === 'in').map(({ text }) => JSON.parse(text));
    expect(inbound).toEqual(first.received);
    expect({ isComplete, tornLines }).toEqual({ isComplete: true, tornLines: [] });
  });

  it('is played back to the same client, which sees the same', async () => {
    const again = await rawSession([...ASTC, 'replay', file, '--as', 'server'], { env, cwd });
    expect(again).toEqual({ received: first.received, code: 0 });
  });

  it('goes the same way when the recorded client meets the real server again', async () => {
    const ran = await run(
      [
        ...['replay', file, '--as', 'client', '--codex-bin', realBinary(version), '--offline'],
        ...['--map', `${cwd}=${folder}`, ...ignoring([...COUNTS, ...RACES[version]])],
      ],
      { env: { HOME: folder, XDG_STATE_HOME: folder } },
    );
    expect(ran.stdout).toContain('The server said the same');
    expect(ran.code).toBe(0);
  });

  it('goes the same way when the recorded client meets our server', async () => {
    const ran = await run(
      [
        ...['replay', file, '--as', 'client', '--embedded', '--profile', version],
        ...['-c', `model="${MODELS[version]}"`, ...ignoring([...KNOWN[version], ...RACES[version]])],
      ],
      { env: { HOME: folder, CODEX_HOME: path.join(folder, 'ours') } },
    );
    expect(ran.stdout + ran.stderr).toContain('The server said the same');
    expect(ran.code).toBe(0);
  });

  it('differs from a session in which something else was said', () => {
    const { frames } = readRecording(file);
    const other = frames.map(
      (frame): RecordedFrame => ({ ...frame, text: frame.text.replaceAll('"hello"', '"goodbye"') }),
    );
    expect(diffSessions(frames, other)).not.toEqual([]);
    expect(diffSessions(frames, frames)).toEqual([]);
  });
});
