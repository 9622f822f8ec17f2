import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { SharedLines } from '../../../src/adapters/store/shared-lines.js';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function reader(path: string): { lines: SharedLines; read: unknown[] } {
  const read: unknown[] = [];
  const lines = new SharedLines({
    path,
    onReplaced: () => void read.splice(0),
    onLine: (value) => void read.push(value),
  });
  return { lines, read };
}

function sharedFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'astc-lines-'));
  folders.push(folder);
  return join(folder, 'lines.jsonl');
}

test('a line that came after the file was read outlives its replacement', () => {
  const path = sharedFile();
  const [one, other] = [reader(path), reader(path)];
  for (const line of [1, 2, 3]) one.lines.append(line);
  one.lines.refresh();
  other.lines.append('late');
  one.lines.replace('"123"\n');
  expect(one.read).toEqual(['123', 'late']);
  other.lines.append('later');
  for (const { lines, read } of [one, other]) {
    lines.refresh();
    expect(read).toEqual(['123', 'late', 'later']);
  }
});

test('half a line that somebody died over stays half a line', () => {
  const path = sharedFile();
  const { lines, read } = reader(path);
  lines.append(1);
  lines.refresh();
  appendFileSync(path, '{"torn');
  lines.replace('1\n');
  lines.append(2);
  lines.refresh();
  expect(read).toEqual([1, 2]);
  expect(readFileSync(path, 'utf8')).toBe('1\n{"torn\n2\n');
});
