import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordedPids, writeRecord } from '../../../src/cli/serve/server-record.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'astc-record-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A process that surely lives. */
const { pid } = process;

test('a recorded process is found again', () => {
  writeRecord(dir, { url: 'ws://127.0.0.1:1', server: { pid, birth: '42' } });
  expect(recordedPids(dir, () => '42')).toEqual([pid]);
});

test('a later process with the same pid is not taken for it', () => {
  writeRecord(dir, { url: 'ws://127.0.0.1:1', server: { pid, birth: '42' } });
  expect(recordedPids(dir, () => '43')).toEqual([]);
});

test('where nothing tells a process from a later one, none is named', () => {
  writeRecord(dir, { url: 'ws://127.0.0.1:1', server: { pid } });
  expect(recordedPids(dir, () => undefined)).toEqual([]);
});
