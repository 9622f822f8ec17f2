import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { inTemporaryFolder, replaceFolder } from '../../../src/adapters/files/folders.js';

const root = mkdtempSync(join(tmpdir(), 'folders-'));
const [made, target, aside] = ['made', 'target', 'aside'].map((name) => join(root, name)) as [
  string,
  string,
  string,
];

function folderSaying(path: string, text: string): void {
  mkdirSync(path);
  writeFileSync(join(path, 'note'), text);
}

const said = (path: string): string => readFileSync(join(path, 'note'), 'utf8');

afterEach(() => {
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
});

afterAll(() => rmSync(root, { recursive: true }));

test('a folder takes the place of another one, which goes aside', async () => {
  folderSaying(made, 'new');
  folderSaying(target, 'old');
  await replaceFolder(made, target, aside);
  expect([said(target), said(aside), existsSync(made)]).toEqual(['new', 'old', false]);
});

test('a folder goes where there is none yet', async () => {
  folderSaying(made, 'new');
  await replaceFolder(made, target, aside);
  expect([said(target), existsSync(aside)]).toEqual(['new', false]);
});

test('where the new folder cannot be put in place, the old one is back', async () => {
  folderSaying(target, 'old');
  await expect(replaceFolder(made, target, aside)).rejects.toMatchObject({ code: 'ENOENT' });
  expect([said(target), existsSync(aside)]).toEqual(['old', false]);
});

test('a temporary folder is gone when the work in it is done or has failed', async () => {
  const parent = join(root, 'deep', 'parent');
  const work = async (folder: string): Promise<string> => {
    folderSaying(join(folder, 'inner'), 'hello');
    return said(join(folder, 'inner'));
  };
  expect(await inTemporaryFolder(parent, 'work-', work)).toBe('hello');
  const failing = inTemporaryFolder(parent, 'work-', async (folder) => {
    await work(folder);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(parent)).toEqual([]);
});
