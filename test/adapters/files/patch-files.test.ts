import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPatchFiles } from '../../../src/adapters/files/patch-files.js';
import type { PatchStep } from '../../../src/domain/command-ports.js';

const files = createPatchFiles();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'astc-patch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): PatchStep => ({ type: 'write', path: at(name), name, text });
const remove = (name: string): PatchStep => ({ type: 'remove', path: at(name), name });

/** Every path below the folder with what it holds. */
function tree(inside = folder, prefix = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(inside, { withFileTypes: true }).map((entry) => {
      const name = prefix + entry.name;
      if (entry.isDirectory()) return { [`${name}/`]: '', ...tree(join(inside, entry.name), `${name}/`) };
      if (entry.isSymbolicLink()) return { [name]: `-> ${readlinkSync(join(inside, entry.name))}` };
      return { [name]: readFileSync(join(inside, entry.name), 'utf8') };
    }),
  );
}

describe('the files of a patch', () => {
  it('are written whole, with missing folders, and removed', async () => {
    writeFileSync(at('old'), 'x');
    await files.apply([write('a/b/new', 'text'), remove('old')]);
    expect(tree()).toEqual({ 'a/': '', 'a/b/': '', 'a/b/new': 'text' });
  });

  it('keep their mode', async () => {
    writeFileSync(at('run'), 'x');
    chmodSync(at('run'), 0o751);
    await files.apply([write('run', 'y')]);
    expect(statSync(at('run')).mode & 0o777).toBe(0o751);
  });

  it('are changed behind symbolic links, which stay', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/f'), 'x');
    symlinkSync('real/f', at('link'));
    symlinkSync('real/missing', at('dangling'));
    await files.apply([write('link', 'y'), write('dangling', 'z')]);
    expect(tree()).toEqual({
      'real/': '',
      'real/f': 'y',
      'real/missing': 'z',
      link: '-> real/f',
      dangling: '-> real/missing',
    });
  });

  it('keep their other names', async () => {
    writeFileSync(at('one'), 'x');
    linkSync(at('one'), at('two'));
    await files.apply([write('one', 'y')]);
    expect(readFileSync(at('two'), 'utf8')).toBe('y');
    expect(statSync(at('one')).nlink).toBe(2);
  });

  it('that are links are themselves removed', async () => {
    writeFileSync(at('f'), 'x');
    symlinkSync('f', at('link'));
    await files.apply([remove('link')]);
    expect(tree()).toEqual({ f: 'x' });
  });

  it('are read as text, or the reason is given in the words of the system', async () => {
    writeFileSync(at('text'), '\ufeffÄ\r\n');
    writeFileSync(at('bytes'), Buffer.from([0x61, 0xff]));
    expect(await files.read(at('text'))).toEqual({ text: '\ufeffÄ\r\n' });
    expect(await files.read(at('bytes'))).toEqual({ problem: 'stream did not contain valid UTF-8' });
    expect(await files.read(at('none'))).toEqual({ problem: 'No such file or directory (os error 2)' });
    expect(await files.read(folder)).toEqual({ problem: 'Is a directory (os error 21)' });
  });
});

describe('a patch that fails half way', () => {
  it('names the step and whether already its folder could not be made', async () => {
    writeFileSync(at('f'), 'x');
    mkdirSync(at('d'));
    await expect(files.apply([write('f/below', 'y')])).rejects.toMatchObject({
      phase: 'parents',
      step: { name: 'f/below' },
    });
    await expect(files.apply([write('d', 'y')])).rejects.toMatchObject({ phase: 'file' });
    await expect(files.apply([remove('d')])).rejects.toMatchObject({ phase: 'file' });
    await expect(files.apply([remove('none')])).rejects.toMatchObject({ name: 'PatchStepFailed' });
    expect(tree()).toEqual({ f: 'x', 'd/': '' });
  });

  it('leaves everything as it was', async () => {
    const names = ['a', 'b', 'c/d', 'c/e/f', 'link', 'dangling', 'g/h'] as const;
    const step = fc.oneof(
      fc.record({ type: fc.constant('write'), name: fc.constantFrom(...names), text: fc.string() }),
      fc.record({ type: fc.constant('remove'), name: fc.constantFrom(...names) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        for (const entry of readdirSync(folder)) rmSync(at(entry), { recursive: true, force: true });
        mkdirSync(at('c'));
        mkdirSync(at('blocked'));
        for (const name of ['a', 'c/d']) writeFileSync(at(name), `old ${name}`, { mode: 0o640 });
        symlinkSync('a', at('link'));
        symlinkSync('c/nothing', at('dangling'));
        const before = tree();
        const modes = () => ['a', 'c/d'].map((name) => lstatSync(at(name)).mode);
        const oldModes = modes();
        const planned = steps.map((one) =>
          one.type === 'write' ? write(one.name, (one as { text: string }).text) : remove(one.name),
        );
        await expect(files.apply([...planned, write('blocked', 'x')])).rejects.toThrow('The patch could not');
        expect(tree()).toEqual(before);
        expect(modes()).toEqual(oldModes);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no temporary file behind', async () => {
    writeFileSync(at('a'), 'x');
    await expect(files.apply([write('a', 'y'), remove('none')])).rejects.toThrow('The patch could not');
    expect(readdirSync(folder)).toEqual(['a']);
    expect(existsSync(at('none'))).toBe(false);
  });
});
