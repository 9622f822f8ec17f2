import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JsonlThreadLog } from '../../../src/adapters/store/jsonl-thread-log.js';
import { createRolloutEncoder, dialectNamed } from '../../../src/adapters/store/rollout-encoder.js';
import { readRollout } from '../../../src/adapters/store/rollout-file.js';
import type { HistoryRecord } from '../../../src/domain/records.js';
import { metaOf, NOON, plain, temporaryHome, turn } from './support.js';

const meta = metaOf(1);
const dialects = ['0.118.0', '0.169.0'] as const;

function newLog(path: string, dialect: '0.118.0' | '0.169.0' = '0.169.0'): JsonlThreadLog {
  return new JsonlThreadLog({
    path,
    encoder: createRolloutEncoder({ dialect: dialectNamed(dialect), meta, nextOrdinal: 0, now: () => NOON }),
    tail: null,
    onAppend: () => undefined,
    onClose: () => Promise.resolve(),
  });
}

async function reopen(path: string): Promise<{ log: JsonlThreadLog; records: HistoryRecord[] }> {
  const file = await readRollout(path, () => null);
  const { dialect, tail } = file;
  const encoder = createRolloutEncoder({
    dialect: dialectNamed(dialect),
    meta: file.meta,
    nextOrdinal: tail.nextOrdinal,
    now: () => NOON,
  });
  const log = new JsonlThreadLog({
    path,
    encoder,
    tail,
    onAppend: () => undefined,
    onClose: () => Promise.resolve(),
  });
  return { log, records: file.records };
}

const started = (turnId: string): HistoryRecord => ({
  type: 'turnStarted',
  turnId,
  at: NOON,
  contextWindow: 1,
});

function ordinals(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { ordinal?: number }).ordinal);
}

describe('a thread log', () => {
  it('refuses to go on in a file that was deleted under it', () => {
    using home = temporaryHome();
    const path = join(home.path, 'rollout.jsonl');
    const log = newLog(path);
    log.append([started('a')]);
    rmSync(path);
    expect(() => log.append([started('b')])).toThrow(expect.objectContaining({ code: 'storage' }));
  });

  it('makes its file and folders at the first append only, readable by everyone', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'sessions/2026/11/20/rollout.jsonl');
    const log = newLog(path);
    log.append([]);
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
    log.append([started('t1')]);
    expect(statSync(path).mode & 0o777).toBe(0o644 & ~process.umask());
    await log.close();
    expect((await reopen(path)).records).toEqual([started('t1')]);
  });

  it.each(dialects)('loses at most the last record when %s is cut off at any byte', async (dialect) => {
    using home = temporaryHome();
    const path = join(home.path, 'rollout.jsonl');
    const log = newLog(path, dialect);
    log.append(turn('t1', 'hello', 'hi'));
    const before = statSync(path).size;
    log.append([started('t2')]);
    const after = statSync(path).size;
    await log.close();
    const whole = readFileSync(path);
    for (let length = before; length <= after; length += 1) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const { log: again, records } = await reopen(path);
      const kept = plain(turn('t1', 'hello', 'hi'));
      // A line that lacks only its newline is whole.
      const survived = length >= after - 1 ? [...kept, started('t2')] : kept;
      expect(records).toEqual(survived);
      again.append([started('t3')]);
      await again.close();
      expect((await reopen(path)).records).toEqual([...survived, started('t3')]);
      const numbers = ordinals(path);
      expect(numbers).toEqual(numbers.map((_, index) => (dialect === '0.169.0' ? index : undefined)));
    }
  });

  it('writes all records of an append at once', () => {
    using home = temporaryHome();
    const path = join(home.path, 'rollout.jsonl');
    const log = newLog(path);
    log.append([started('t1')]);
    const before = statSync(path, { bigint: true });
    log.append([started('t2'), started('t3'), started('t4')]);
    expect(statSync(path, { bigint: true }).size).toBeGreaterThan(before.size);
    expect(ordinals(path)).toEqual([0, 1, 2, 3, 4]);
    return log.close();
  });

  it('goes on after lines that another process has written, in its own numbering', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'rollout.jsonl');
    const log = newLog(path);
    log.append([started('t1')]);
    appendFileSync(
      path,
      '{"timestamp":"2026-11-20T10:00:00.000Z","ordinal":7,"type":"world_state","payload":{}}\n',
    );
    appendFileSync(path, '{"timestamp":"2026-11-20T10:00:00.000Z","ordinal":8,"type":"world_state","pay');
    log.append([started('t2')]);
    await log.close();
    expect((await reopen(path)).records).toEqual([started('t1'), started('t2')]);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').at(-1)).toContain('"ordinal":8');
  });

  it('reports a full disk as a storage failure', async () => {
    const full = new JsonlThreadLog({
      path: '/dev/full',
      encoder: createRolloutEncoder({
        dialect: dialectNamed('0.169.0'),
        meta,
        nextOrdinal: 4,
        now: () => NOON,
      }),
      tail: { goodLength: 0, needsNewline: false, nextOrdinal: 4 },
      onAppend: () => undefined,
      onClose: () => Promise.resolve(),
    });
    expect(() => full.append([started('t2')])).toThrowError(
      expect.objectContaining({ failure: { code: 'storage', message: expect.stringContaining('ENOSPC') } }),
    );
    await full.close();
  });

  it('takes back the half of a line that fitted on a full disk', async () => {
    using home = temporaryHome();
    const path = join(home.path, 'rollout.jsonl');
    const fixture = join(import.meta.dirname, 'fixtures/append-until-full.ts');
    // 16 KiB is as much as this process may write to a file.
    const said = execFileSync('bash', [
      '-c',
      'ulimit -f 16 && exec "$0" --import tsx "$1" "$2"',
      process.execPath,
      fixture,
      path,
    ]);
    const told = JSON.parse(String(said)) as { kept: string[]; failure: string; last: string };
    expect(told).toMatchObject({ failure: 'storage', last: 'appended' });
    expect(told.kept.length).toBeGreaterThan(5);
    const { records } = await reopen(path);
    expect(records.flatMap((record) => ('turnId' in record ? [record.turnId] : []))).toEqual(told.kept);
    expect(records.at(-1)).toEqual({ type: 'rolledBack', numTurns: 1 });
    expect(ordinals(path)).toEqual(ordinals(path).map((_, index) => index));
  });

  it('refuses to append once it is closed', async () => {
    using home = temporaryHome();
    const log = newLog(join(home.path, 'rollout.jsonl'));
    log.append([started('t1')]);
    await log.close();
    await log.close();
    expect(() => log.append([started('t2')])).toThrowError(expect.objectContaining({ code: 'storage' }));
  });

  it('flushes what was appended before each call of sync, sharing flushes', async () => {
    using home = temporaryHome();
    const log = newLog(join(home.path, 'rollout.jsonl'));
    log.append([started('t1')]);
    const first = log.sync();
    log.append([started('t2')]);
    const second = log.sync();
    const third = log.sync();
    expect(second).not.toBe(first);
    expect(third).toBe(second);
    await Promise.all([first, second, third]);
    await log.close();
  });

  it.each(dialects)(
    'keeps everything it has acknowledged when the process is killed (%s)',
    async (dialect) => {
      using home = temporaryHome();
      const path = join(home.path, 'rollout.jsonl');
      const child = spawn(process.execPath, [
        '--import',
        'tsx',
        join(import.meta.dirname, 'fixtures/append-forever.ts'),
        path,
        dialect,
      ]);
      let said = '';
      await new Promise<void>((resolve, reject) => {
        child.on('error', reject);
        child.on('close', () => resolve());
        child.stdout.on('data', (chunk: Buffer) => {
          said += String(chunk);
          if (said.length > 2000) child.kill('SIGKILL');
        });
      });
      const acknowledged = said.split('\n').slice(0, -1);
      expect(acknowledged.length).toBeGreaterThan(100);
      const { log, records } = await reopen(path);
      const kept = records.flatMap((record) => (record.type === 'turnStarted' ? [record.turnId] : []));
      expect(kept.slice(0, acknowledged.length)).toEqual(acknowledged);
      log.append([started('after')]);
      await log.close();
      expect((await reopen(path)).records.at(-1)).toEqual(started('after'));
    },
    20_000,
  );
});
