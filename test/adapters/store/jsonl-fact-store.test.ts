import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createJsonlFactStore, OWN_FOLDER } from '../../../src/adapters/store/index.js';
import type { FactStore } from '../../../src/domain/facts/fact-store.js';

const homes: string[] = [];

afterEach(() => {
  for (const home of homes.splice(0)) rmSync(home, { recursive: true, force: true });
});

function home(): string {
  const folder = mkdtempSync(join(tmpdir(), 'astc-facts-'));
  homes.push(folder);
  return folder;
}

const fileIn = (folder: string): string => join(folder, OWN_FOLDER, 'facts.jsonl');
const section = (name: string) => ({ name, appearance: null });
/** What is read is looked up once for each stretch of work; this begins another. */
const later = (): Promise<void> => Promise.resolve();

describe('the file of facts', () => {
  test('keeps them for the next process, and forgets what was put as null', () => {
    const folder = home();
    const first = createJsonlFactStore(folder);
    first.put('section', 'a', section('A'));
    first.put('section', 'b', section('B'));
    first.put('section', 'a', null);
    expect(first.get('section', 'a')).toBeNull();
    const second = createJsonlFactStore(folder);
    expect([...second.all('section')]).toEqual([['b', section('B')]]);
  });

  test('shows every process what another one has put', async () => {
    const folder = home();
    const [one, other] = [createJsonlFactStore(folder), createJsonlFactStore(folder)];
    expect(other.get('section', 'a')).toBeNull();
    one.put('section', 'a', section('A'));
    await later();
    expect(other.get('section', 'a')).toEqual(section('A'));
    other.put('section', 'a', section('Z'));
    await later();
    expect(one.get('section', 'a')).toEqual(section('Z'));
  });

  test('makes no file before the first fact', () => {
    const folder = home();
    expect(createJsonlFactStore(folder).get('git', 'x')).toBeNull();
    expect(statSync(fileIn(folder), { throwIfNoEntry: false })).toBeUndefined();
  });

  test('passes over a torn line, and lines of kinds nobody knows', async () => {
    const folder = home();
    const store = createJsonlFactStore(folder);
    store.put('section', 'a', section('A'));
    appendFileSync(fileIn(folder), '{"kind":"later","key":"x","value":1}\n{"kind":"section","ke');
    store.put('section', 'b', section('B'));
    await later();
    expect([...store.all('section').keys()]).toEqual(['a', 'b']);
  });

  test('drops overtaken lines without losing anything, beside another process', async () => {
    const folder = home();
    const [one, other] = [createJsonlFactStore(folder), createJsonlFactStore(folder)];
    other.put('section', 'kept', section('Kept'));
    const churn = (store: FactStore): void => {
      for (let i = 0; i < 3000; i++) store.put('section', 'a', section(String(i)));
    };
    churn(one);
    churn(other);
    await later();
    for (const store of [one, other, createJsonlFactStore(folder)]) {
      expect([...store.all('section')]).toEqual([
        ['kept', section('Kept')],
        ['a', section('2999')],
      ]);
    }
    expect(readFileSync(fileIn(folder), 'utf8').split('\n').length).toBeLessThan(4500);
  });
});
