import { structuredPatch } from 'diff';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePatch } from '../../../src/domain/patch/parse-patch.js';
import { unifiedDiff } from '../../../src/domain/patch/unified-diff.js';
import { verifyPatch } from '../../../src/domain/patch/verify-patch.js';
import { BEGIN, END } from './cases.js';
import { memoryFiles } from './memory-files.js';
import { NEW_RULES } from './rules.js';

const line = fc.oneof(
  fc.constantFrom('', 'a', 'b', '  a', 'a ', '}', '@@', '*** End Patch', '+x', '-x', '“q”'),
  fc.string({ maxLength: 5 }).filter((text) => !/[\r\n]/.test(text)),
);
const text = fc.array(line, { maxLength: 12 }).map((lines) => lines.map((one) => `${one}\n`).join(''));

/** The hunks of a diff as chunks, each anchored by all lines before it: they must go where they came from. */
function asPatch(before: string, after: string): string {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context: 1000 });
  const chunks = hunks.map(({ lines }) => `@@\n${lines.map((one) => `${one}\n`).join('')}`);
  return `${BEGIN}*** Update File: f\n${chunks.join('')}${END}`;
}

describe('a patch made of a diff', () => {
  it('turns the old text into the new one', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        fc.pre(before !== after);
        const files = memoryFiles({ f: before }).port;
        const patch = parsePatch(asPatch(before, after), NEW_RULES);
        const { steps } = await verifyPatch(patch, { cwd: '/work', files, rules: NEW_RULES });
        expect(steps).toEqual([{ type: 'write', path: '/work/f', name: 'f', text: after }]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the diff of two texts', () => {
  it('holds what an edit script must: applied to the old text it gives the new one', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(applied(before, unifiedDiff(before, after))).toBe(after);
      }),
      { numRuns: 1000 },
    );
  });

  it('says where a last line does not end', () => {
    expect(unifiedDiff('a\nb', 'a\nc\n')).toBe('@@ -1,2 +1,2 @@\n a\n-b\n\\ No newline at end of file\n+c\n');
  });

  it('leaves out lengths of one, and begins empty ranges one line earlier', () => {
    expect(unifiedDiff('', 'a\n')).toBe('@@ -0,0 +1 @@\n+a\n');
    expect(unifiedDiff('a\n', '')).toBe('@@ -1 +0,0 @@\n-a\n');
  });

  it('of texts with nothing in common is found quickly, however long they are', () => {
    const one = Array.from({ length: 20_000 }, (_, at) => `a${at}\n`).join('');
    const other = Array.from({ length: 20_000 }, (_, at) => `b${at}\n`).join('');
    const diff = unifiedDiff(one, other);
    expect(diff.startsWith('@@ -1,20000 +1,20000 @@\n-a0\n')).toBe(true);
    expect(diff.endsWith('+b19999\n')).toBe(true);
  });
});

/** A plain reader of unified hunks over texts whose lines all end. */
function applied(before: string, diff: string): string {
  const old = before.split('\n').slice(0, -1);
  const out: string[] = [];
  let at = 0;
  for (const one of diff.split('\n').slice(0, -1)) {
    const header = /^@@ -(\d+)(?:,(\d+))? \+/.exec(one);
    if (header) {
      const start = Number(header[1]) - (header[2] === '0' ? 0 : 1);
      while (at < start) out.push(old[at++] ?? '');
    } else if (one.startsWith('+')) out.push(one.slice(1));
    else {
      expect(old[at]).toBe(one.slice(1));
      if (one.startsWith(' ')) out.push(one.slice(1));
      at += 1;
    }
  }
  return [...out, ...old.slice(at)].map((one) => `${one}\n`).join('');
}
