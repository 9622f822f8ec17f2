import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer, VERSIONS } from './support/test-server.js';

let server: TestServer;
let client: TestClient;
let folder: string;
let seen = 0;

const at = (name: string): string => join(folder, name);
const refusal = async (method: string, params: object): Promise<unknown> =>
  (await client.ask(method, params)).error;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe.each(VERSIONS)('files of codex %s', (version) => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'astc-fs-'));
    seen = 0;
    server = await testServer({ version });
    client = await server.connect();
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const missing = { code: -32603, message: 'No such file or directory (os error 2)' };

  test('are read and written as base64', async () => {
    expect(await client.call('fs/writeFile', { path: at('f'), dataBase64: base64('Ä\0') })).toEqual({});
    expect(readFileSync(at('f'), 'utf8')).toBe('Ä\0');
    expect(await client.call('fs/readFile', { path: at('f') })).toEqual({ dataBase64: base64('Ä\0') });
    expect(await refusal('fs/readFile', { path: at('none') })).toEqual(missing);
    expect(await refusal('fs/writeFile', { path: at('none/f'), dataBase64: '' })).toEqual(missing);
    expect(await refusal('fs/writeFile', { path: at('f'), dataBase64: 'a' })).toEqual({
      code: -32600,
      message: 'fs/writeFile requires valid base64 dataBase64: Invalid input length: 1',
    });
    expect(readFileSync(at('f'), 'utf8')).toBe('Ä\0');
    expect(await refusal('fs/readFile', { path: folder })).toEqual(
      version === '0.169.0'
        ? { code: -32600, message: `path \`${folder}\` is not a file` }
        : { code: -32603, message: 'Is a directory (os error 21)' },
    );
  });

  test('are described, through links', async () => {
    writeFileSync(at('f'), '');
    symlinkSync('f', at('l'));
    const isSymlink = (value: boolean) => (version === '0.169.0' ? { isSymlink: value } : {});
    const file = { isDirectory: false, isFile: true, createdAtMs: expect.any(Number) };
    const modifiedAtMs = expect.any(Number);
    expect(await client.call('fs/getMetadata', { path: at('f') })).toEqual({
      ...file,
      modifiedAtMs,
      ...isSymlink(false),
    });
    expect(await client.call('fs/getMetadata', { path: at('l') })).toEqual({
      ...file,
      modifiedAtMs,
      ...isSymlink(true),
    });
    expect(await refusal('fs/getMetadata', { path: at('none') })).toEqual(missing);
  });

  test('are listed, and links that lead nowhere left out', async () => {
    writeFileSync(at('f'), '');
    mkdirSync(at('d'));
    symlinkSync('none', at('l'));
    const { entries } = (await client.call('fs/readDirectory', { path: folder })) as {
      entries: { fileName: string }[];
    };
    expect(entries.sort((a, b) => (a.fileName < b.fileName ? -1 : 1))).toEqual([
      { fileName: 'd', isDirectory: true, isFile: false },
      { fileName: 'f', isDirectory: false, isFile: true },
    ]);
  });

  test('make folders, with all above them unless told otherwise', async () => {
    expect(await client.call('fs/createDirectory', { path: at('a/b') })).toEqual({});
    expect(await client.call('fs/createDirectory', { path: at('a/b'), recursive: null })).toEqual({});
    expect(await refusal('fs/createDirectory', { path: at('a'), recursive: false })).toEqual({
      code: -32603,
      message: 'File exists (os error 17)',
    });
    expect(await refusal('fs/createDirectory', { path: at('x/y'), recursive: false })).toEqual(missing);
  });

  test('are removed with all in them, and missing ones are no failure, unless told otherwise', async () => {
    mkdirSync(at('d/e'), { recursive: true });
    symlinkSync('d', at('l'));
    expect(await refusal('fs/remove', { path: at('d'), recursive: false })).toEqual({
      code: -32603,
      message: 'Directory not empty (os error 39)',
    });
    expect(await client.call('fs/remove', { path: at('l') })).toEqual({});
    expect(existsSync(at('d/e'))).toBe(true);
    expect(await client.call('fs/remove', { path: at('d') })).toEqual({});
    expect(existsSync(at('d'))).toBe(false);
    expect(await client.call('fs/remove', { path: at('d') })).toEqual({});
    expect(await refusal('fs/remove', { path: at('d'), force: false })).toEqual(missing);
  });

  test('are copied, links as links, folders only when asked for', async () => {
    mkdirSync(at('d/e'), { recursive: true });
    writeFileSync(at('d/e/f'), 'x');
    symlinkSync('e/f', at('d/l'));
    const copy = (sourcePath: string, destinationPath: string, more = {}) => ({
      sourcePath,
      destinationPath,
      ...more,
    });
    expect(await refusal('fs/copy', copy(at('d'), at('c')))).toEqual({
      code: -32600,
      message: 'fs/copy requires recursive: true when sourcePath is a directory',
    });
    expect(await client.call('fs/copy', copy(at('d'), at('c/d'), { recursive: true }))).toEqual({});
    expect(readFileSync(at('c/d/e/f'), 'utf8')).toBe('x');
    expect(readlinkSync(at('c/d/l'))).toBe('e/f');
    expect(await client.call('fs/copy', copy(at('d/e/f'), at('d/e/f')))).toEqual({});
    expect(readFileSync(at('d/e/f'), 'utf8')).toBe('x');
    symlinkSync('d', at('ld'));
    for (const inside of [at('d'), at('d/e/new/er'), at('ld/x')]) {
      expect(await refusal('fs/copy', copy(at('d'), inside, { recursive: true }))).toEqual({
        code: -32600,
        message: 'fs/copy cannot copy a directory to itself or one of its descendants',
      });
    }
    expect(await refusal('fs/copy', copy('/dev/null', at('n')))).toEqual({
      code: -32600,
      message: 'fs/copy only supports regular files, directories, and symlinks',
    });
    expect(await refusal('fs/copy', copy(at('none'), at('n')))).toEqual(missing);
  });

  const watch = async (path: string, id: string): Promise<string> => {
    const given = version === '0.169.0' ? { watchId: id } : {};
    const result = (await client.call('fs/watch', { path, ...given })) as { watchId?: string };
    expect(result).toEqual(version === '0.169.0' ? { path } : { path, watchId: expect.any(String) });
    return result.watchId ?? id;
  };
  /** The changes told after those this was asked for before. */
  const nextChange = async (): Promise<unknown> => {
    const frame = await client.notification('fs/changed', seen);
    seen = client.frames.indexOf(frame) + 1;
    return frame.params;
  };

  test('are watched: replaced, removed, made again', async () => {
    writeFileSync(at('f'), '1');
    const watchId = await watch(at('f'), 'w');
    writeFileSync(at('other'), '');
    writeFileSync(at('f.new'), '2');
    renameSync(at('f.new'), at('f'));
    expect(await nextChange()).toEqual({ watchId, changedPaths: [at('f')] });
    rmSync(at('f'));
    expect(await nextChange()).toEqual({ watchId, changedPaths: [at('f')] });
    writeFileSync(at('f'), '3');
    expect(await nextChange()).toEqual({ watchId, changedPaths: [at('f')] });
  });

  test('of a folder are watched, not those of folders in it', async () => {
    mkdirSync(at('d/e'), { recursive: true });
    const watchId = await watch(at('d'), 'w');
    writeFileSync(at('d/e/deep'), '');
    writeFileSync(at('d/b'), '');
    writeFileSync(at('d/a'), '');
    expect(await nextChange()).toEqual({ watchId, changedPaths: [at('d/a'), at('d/b')] });
  });

  test('that are not there yet are watched, whatever is missing above them', async () => {
    const watchId = await watch(at('x/y/z'), 'w');
    mkdirSync(at('x/y'), { recursive: true });
    await new Promise((resolve) => setTimeout(resolve, 50));
    writeFileSync(at('x/y/z'), '');
    expect(await nextChange()).toEqual({ watchId, changedPaths: [at('x/y/z')] });
  });

  test('are watched no more after fs/unwatch, of which any id may be asked', async () => {
    writeFileSync(at('f'), '1');
    const watchId = await watch(at('f'), 'w');
    const other = await watch(at('g'), 'v');
    expect(await client.call('fs/unwatch', { watchId })).toEqual({});
    expect(await client.call('fs/unwatch', { watchId: 'nobody’s' })).toEqual({});
    writeFileSync(at('f'), '2');
    writeFileSync(at('g'), '2');
    expect(await nextChange()).toEqual({ watchId: other, changedPaths: [at('g')] });
    expect(client.frames.filter(({ method }) => method === 'fs/changed')).toHaveLength(1);
  });
});

describe('watches of codex 0.169.0', () => {
  test('go by ids of the client, which are its own', async () => {
    folder = mkdtempSync(join(tmpdir(), 'astc-fs-'));
    server = await testServer();
    client = await server.connect();
    const other = await server.connect();
    await client.call('fs/watch', { path: at('f'), watchId: 'w' });
    expect(await refusal('fs/watch', { path: at('g'), watchId: 'w' })).toEqual({
      code: -32600,
      message: 'watchId already exists: w',
    });
    expect(await other.call('fs/watch', { path: at('f'), watchId: 'w' })).toEqual({ path: at('f') });
    await other.call('fs/unwatch', { watchId: 'w' });
    writeFileSync(at('f'), '');
    expect((await client.notification('fs/changed')).params).toEqual({
      watchId: 'w',
      changedPaths: [at('f')],
    });
    expect(other.frames.some(({ method }) => method === 'fs/changed')).toBe(false);
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });
});
