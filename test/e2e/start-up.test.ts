import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { ASTC, World } from './binary.js';

/** Not behind an arrow: what is loaded later is none of the start. */
const IMPORT = /(?<!=>\s*)\brequire\("(\.[^"]+)"\)/g;
const CLI = path.dirname(ASTC);
const START = path.join(CLI, 'start.js');

/** The texts of a module and of everything it imports before it runs, by path. */
function startOf(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text);
  for (const [, from = ''] of text.matchAll(IMPORT)) startOf(path.resolve(path.dirname(file), from), seen);
  return seen;
}

/** The chunk that runs a command. */
function runFile(): string {
  return /=>require\("(\.\/chunks\/[^"]+)"\)/.exec(readFileSync(START, 'utf8'))?.[1] ?? '';
}

describe('the start of the binary', () => {
  it('reads two small files before it knows the command', () => {
    const entry = startOf(ASTC);
    expect([...entry.keys()]).toEqual([ASTC]);
    expect(entry.get(ASTC)?.length).toBeLessThan(3000);
    expect(entry.get(ASTC)).toContain('=>require("./start.js")');
    const start = startOf(START);
    expect([...start.keys()]).toEqual([START]);
    expect(start.get(START)?.length).toBeLessThan(90_000);
    expect(start.get(START)).not.toContain('child_process');
  });

  it('has code that V8 takes for all that list reads', () => {
    const files = [
      START,
      path.join(CLI, runFile()),
      ...startOf(path.join(CLI, 'commands', 'list.js')).keys(),
    ];
    expect(new Set(files).size).toBe(4);
    for (const file of files) {
      const cachedData = readFileSync(`${file}.code`);
      const script = new Script(Module.wrap(readFileSync(file, 'utf8')), { filename: file, cachedData });
      expect([file, script.cachedDataRejected]).toEqual([file, false]);
    }
  });

  it('keeps no code of files that import anything: kept code cannot', () => {
    const kept = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.code'),
    );
    const texts = kept.map((name) => readFileSync(path.join(CLI, name.replace(/\.code$/, '')), 'utf8'));
    expect(kept.filter((_, index) => /\bimport\(/.test(texts[index] ?? ''))).toEqual([]);
  });

  it.each([
    ['of another node', (file: string) => writeFileSync(file, 'no code')],
    ['nowhere', (file: string) => rmSync(file)],
  ])('starts all the same when the kept code is %s', (_where, spoil) => {
    const world = new World();
    try {
      const copy = path.join(world.dir, 'cli');
      cpSync(CLI, copy, { recursive: true });
      const kept = readdirSync(copy, { recursive: true, encoding: 'utf8' }).filter((name) =>
        name.endsWith('.code'),
      );
      expect(kept.length).toBeGreaterThan(3);
      for (const name of kept) spoil(path.join(copy, name));
      const listed = (cli: string): string =>
        spawnSync(process.execPath, [path.join(cli, 'main.js'), 'list'], { encoding: 'utf8' }).stdout;
      expect(listed(copy)).toBe(listed(CLI));
      expect(listed(copy)).toContain('thread/start');
    } finally {
      world.destroy();
    }
  });

  it('runs a file as it is now, though code was kept of one that was as long', () => {
    const world = new World();
    try {
      const copy = path.join(world.dir, 'cli');
      cpSync(CLI, copy, { recursive: true, preserveTimestamps: true });
      const file = path.join(copy, 'commands', 'list.js');
      const text = readFileSync(file, 'utf8');
      expect(text).toContain('A client asks');
      expect(existsSync(`${file}.code`)).toBe(true);
      writeFileSync(file, text.replace('A client asks', 'Clients ask: '));
      const { stdout } = spawnSync(process.execPath, [path.join(copy, 'main.js'), 'list', 'archive'], {
        encoding: 'utf8',
      });
      expect(stdout).toContain('Clients ask: ');
    } finally {
      world.destroy();
    }
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
    const start = startOf(path.join(CLI, runFile()));
    startOf(path.join(CLI, 'commands', `${name}.js`), start);
    expect(start.size).toBeGreaterThan(2);
    expect(start.size).toBeLessThanOrEqual(files);
    expect([...start.values()].join('').length).toBeLessThan(bytes);
  });
});
