import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CURSOR_SESSIONS, projectFolder } from '../../../src/adapters/imports/cursor-sessions.js';

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'astc')));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const nameOf = (path: string): string =>
  join(base, path)
    .slice(1)
    .replaceAll(/[^A-Za-z0-9]/g, '-');

describe('a project of Cursor', () => {
  it.each(['plain', 'a-dash', 'a_line', 'a.dot', 'a space/in.b.c', 'some-more-dashes'])(
    'is found by its name where its path is %s',
    (path) => {
      mkdirSync(join(base, path), { recursive: true });
      expect(projectFolder(nameOf(path))).toBe(join(base, path));
    },
  );

  it('is not guessed where two folders could be meant', () => {
    for (const path of ['a-b', 'a_b']) mkdirSync(join(base, path));
    expect(projectFolder(nameOf('a-b'))).toBeNull();
  });

  it.each(['', '-', 'nowhere-at-all', 'tmp--x', 'tmp-..-x'])('is nowhere where it is called "%s"', (name) => {
    expect(projectFolder(name)).toBeNull();
  });
});

describe('transcripts of Cursor', () => {
  it('are found however deep, those of sub-agents apart', () => {
    const put = (path: string): string => {
      const file = join(base, path);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, '');
      return file;
    };
    const found = [put('p/agent-transcripts/a.jsonl'), put('p/agent-transcripts/b/c/b.jsonl')];
    put('p/agent-transcripts/b/subagents/d.jsonl');
    put('p/agent-transcripts/e.txt');
    put('p/f.jsonl');
    const paths = CURSOR_SESSIONS.candidates(base).map(({ path }) => path);
    expect(paths.sort()).toEqual(found);
  });

  it('tell times as text or as a whole number of milliseconds', () => {
    expect(CURSOR_SESSIONS.timeOf({ timestamp: '1970-01-01T00:00:01Z' })).toBe(1000);
    expect(CURSOR_SESSIONS.timeOf({ timestamp_ms: 5 })).toBe(5);
    expect(CURSOR_SESSIONS.timeOf({ timestamp_ms: '5' })).toBeNull();
    expect(CURSOR_SESSIONS.timeOf({})).toBeNull();
  });
});
