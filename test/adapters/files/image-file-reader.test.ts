import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createImageFileReader } from '../../../src/adapters/files/image-file-reader.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'astc-image-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test.each([
  ['image/png', Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1')],
  ['image/jpeg', Buffer.from('\xff\xd8\xff\xe0', 'latin1')],
  ['image/gif', Buffer.from('GIF89a', 'latin1')],
  ['image/webp', Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')],
])('%s is known by its first bytes, whatever the file is called', async (mime, bytes) => {
  const file = path.join(dir, 'picture.txt');
  writeFileSync(file, bytes);
  const expected = { dataUrl: `data:${mime};base64,${bytes.toString('base64')}` };
  expect(await createImageFileReader('/').read(file)).toEqual(expected);
  expect(await createImageFileReader(dir).read('picture.txt')).toEqual(expected);
  expect(await createImageFileReader(dir).view('./picture.txt')).toEqual(expected);
});

test('a file that is no image, and one that is not there, are told in words', async () => {
  const reader = createImageFileReader('/');
  const file = path.join(dir, 'picture.png');
  expect(await reader.read(file)).toEqual({
    problem: expect.stringContaining('could not be read'),
    isFile: false,
  });
  writeFileSync(file, 'text');
  expect(await reader.read(file)).toEqual({
    problem: expect.stringContaining('no image'),
    isFile: true,
  });
});
