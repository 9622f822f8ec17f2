import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mentionTest } from '../../../src/adapters/store/rollout-grep.js';
import { line, userMessageLine } from './rollout-files.js';
import { temporaryHome } from './support.js';

function inFile<T>(text: string, look: (path: string) => T): T {
  using home = temporaryHome();
  const path = join(home.path, 'rollout.jsonl');
  writeFileSync(path, text);
  return look(path);
}

function mentions(text: string, term: string): boolean {
  return inFile(text, mentionTest(term));
}

describe('the test for a text in a rollout file', () => {
  it('never rules out a file that says it, whatever the characters', () => {
    using home = temporaryHome();
    const path = join(home.path, 'rollout.jsonl');
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom(...Array.from('kKiIıİKéÉßẞſσςΣ"\\/\n\t日本😀 x')),
        minLength: 1,
        maxLength: 8,
      }),
    );
    fc.assert(
      fc.property(text, text, text, fc.nat(), (before, said, after, cut) => {
        const whole = `${before}${said}${after}`;
        writeFileSync(path, userMessageLine(whole));
        const lower = whole.toLowerCase();
        const start = cut % lower.length;
        for (const term of [said, said.toUpperCase(), lower.slice(start, start + 5)]) {
          const isSaid = lower.includes(term.toLowerCase());
          if (isSaid && term !== '') expect([term, mentionTest(term)(path)]).toEqual([term, true]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('rules out files that do not say it', () => {
    expect(mentions(userMessageLine('hello'), 'goodbye')).toBe(false);
    expect(mentions(userMessageLine('日本'), '日木')).toBe(false);
    expect(mentions(userMessageLine('a "quoted" word'), 'a "cited" word')).toBe(false);
  });

  it('does not count what only instructions and settings say', () => {
    const told = [
      line('session_meta', { id: 'x', base_instructions: { text: 'about needles' } }),
      line('turn_context', { cwd: '/needle' }),
      line('response_item', { type: 'message', role: 'developer', content: 'needle' }),
    ].join('');
    expect(mentions(told, 'needle')).toBe(false);
    expect(mentions(told + userMessageLine('a "role":"developer" needle'), 'needle')).toBe(true);
  });

  it('finds it across the border of two pieces of a long file', () => {
    for (const shift of [0, 1, 3, 6, 9]) {
      const padding = 'x'.repeat(256 * 1024 - userMessageLine('').length - shift);
      expect(mentions(userMessageLine(`${padding}needle${padding}`), 'needle')).toBe(true);
    }
    expect(mentions(userMessageLine('x'.repeat(600_000)), 'needle')).toBe(false);
  });

  it('takes a file along in which plain letters are escaped, and one that cannot be read', () => {
    expect(mentions(userMessageLine('needle').replace('needle', 'n\\u0065edle'), 'needle')).toBe(true);
    expect(mentionTest('needle')('/nowhere/at/all')).toBe(true);
  });
});
