import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASTC } from './binary.js';

/** Not behind an arrow: what is loaded later is none of the start. */
const IMPORT = /(?<!=>\s*)\brequire\("(\.[^"]+)"\)/g;
const CLI = path.dirname(ASTC);

/** The texts of a module and of everything it imports before it runs, by path. */
function startOf(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const [, from = ''] of text.matchAll(IMPORT)) startOf(path.resolve(path.dirname(file), from), seen);
  return seen;
}

describe('the start of the binary', () => {
  it('reads one small file before it knows the command', () => {
    const start = startOf(ASTC);
    expect([...start.keys()]).toEqual([ASTC]);
    expect(start.get(ASTC)?.length).toBeLessThan(90_000);
    expect(start.get(ASTC)).not.toContain('child_process');
  });

  it.each(['thread-list', 'send-message-v2', 'watch'])(
    'reads neither validators nor server nor backend for %s',
    (name) => {
      const file = path.join(CLI, 'commands', `${name}.js`);
      expect(existsSync(file)).toBe(true);
      const start = startOf(file);
      expect(start.size).toBeGreaterThan(1);
      const texts = [...start.values()].join('\n');
      for (const heavy of ['instancePath', 'Sec-WebSocket-Key', 'composeInterior', 'text/event-stream']) {
        expect([heavy, texts.includes(heavy)]).toEqual([heavy, false]);
      }
    },
  );

  it('brings no more of the protocol to list than the facts of its versions', () => {
    const texts = [...startOf(path.join(CLI, 'commands', 'list.js')).values()].join('\n');
    expect(texts).toContain('"thread/start":{"params":"ThreadStartParams"');
    // Words of the decoder and of the trimmer, which nothing here asks for.
    for (const foreign of ['unknown variant', 'missing field']) expect(texts).not.toContain(foreign);
  });

  // Each file costs a start as much as reading 20 KB: what commands share must not fall into crumbs, and no file
  // stands between that only hands on what another one has.
  it.each([
    ['list', 3, 120_000],
    ['show', 8, 80_000],
    ['send-message', 16, 200_000],
  ])('reads few files for %s', (name, files, bytes) => {
    const [, run = ''] = /=>require\("(\.\/chunks\/[^"]+)"\)/.exec(readFileSync(ASTC, 'utf8')) ?? [];
    const start = startOf(path.join(CLI, run));
    startOf(path.join(CLI, 'commands', `${name}.js`), start);
    expect(start.size).toBeGreaterThan(2);
    expect(start.size).toBeLessThanOrEqual(files);
    expect([...start.values()].join('').length).toBeLessThan(bytes);
  });
});
