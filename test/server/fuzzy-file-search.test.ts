import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TestClient } from './support/test-client.js';
import { type TestServer, testServer, VERSIONS } from './support/test-server.js';

let server: TestServer;
let client: TestClient;
let folder: string;

function make(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), '');
  }
}

/** Other programs may leave a repository in the temp directory or above it. */
function isInRepository(place: string): boolean {
  return existsSync(join(place, '.git')) || (dirname(place) !== place && isInRepository(dirname(place)));
}

describe.each(VERSIONS)('searches for files of codex %s', (version) => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'astc-search-'));
    server = await testServer({ version });
    client = await server.connect();
  });
  afterEach(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const found = async (query: string, roots = [folder]): Promise<string[]> => {
    const { files } = await client.call('fuzzyFileSearch', { query, roots });
    return files.map(({ path }: { path: string }) => path);
  };

  test('find hidden files and folders, each with where the letters are', async () => {
    make('.hidden/main', 'lib/a.ts');
    const { files } = await client.call('fuzzyFileSearch', { query: 'main', roots: [folder] });
    expect(files).toEqual([
      {
        root: folder,
        path: '.hidden/main',
        match_type: 'file',
        file_name: 'main',
        score: version === '0.169.0' ? 196_717 : 109,
        indices: [8, 9, 10, 11],
      },
    ]);
    expect(await found('hidden')).toContain('.hidden');
    expect(await found('')).toEqual([]);
    expect(await found('main', [join(folder, 'none'), join(folder, '.hidden')])).toEqual(['main']);
  });

  test('leave out what git ignores, inside a repository only', async () => {
    make('out/x1', 'deep/keep/x2', 'deep/out/x3', 'deep/x4.log', 'x5.log');
    writeFileSync(join(folder, '.gitignore'), 'out/\n*.log\n');
    writeFileSync(join(folder, 'deep/.gitignore'), '!*.log\n');
    expect(await found('x')).toHaveLength(isInRepository(dirname(folder)) ? 2 : 5);
    mkdirSync(join(folder, '.git'));
    expect((await found('x')).sort()).toEqual(['deep/keep/x2', 'deep/x4.log']);
    expect(await found('x', [join(folder, 'deep')])).toEqual(expect.not.arrayContaining(['out/x3']));
  });

  test('follow links once', async () => {
    make('d/x');
    symlinkSync('.', join(folder, 'loop'));
    symlinkSync('d', join(folder, 'again'));
    expect((await found('x')).length).toBe(1);
  });

  test('keep the best fifty, and do not hold the line for others', async () => {
    make(...Array.from({ length: 1200 }, (_, at) => `f/x${String(at).padStart(4, '0')}`));
    const search = client.ask('fuzzyFileSearch', { query: 'x0', roots: [folder] });
    const other = client.ask('thread/loaded/list', {});
    const order: string[] = [];
    await Promise.all([search.then(() => order.push('search')), other.then(() => order.push('other'))]);
    expect(order).toEqual(['other', 'search']);
    const { files } = (await search).result;
    expect(files).toHaveLength(50);
    expect(files[0].path).toBe('f/x0000');
  });

  test('are replaced by newer ones of the same token', async () => {
    make(...Array.from({ length: 600 }, (_, at) => `f/x${at}`));
    const params = { query: 'x1', roots: [folder], cancellationToken: 't' };
    const [older, newer] = await Promise.all([
      client.call('fuzzyFileSearch', params),
      client.call('fuzzyFileSearch', params),
    ]);
    expect(older.files).toEqual([]);
    expect(newer.files.length).toBeGreaterThan(0);
  });

  test('go on in sessions that every client sees', async () => {
    make('dir/sub/leaf');
    const other = await server.connect();
    const told = () =>
      other.frames
        .filter(({ method }) => method?.startsWith('fuzzyFileSearch/'))
        .map(({ method, params }) => [method, params.query]);
    await client.call('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [folder] });
    await other.notification('fuzzyFileSearch/sessionCompleted');
    await other.call('fuzzyFileSearch/sessionUpdate', { sessionId: 's', query: 'dsl' });
    const updated = await client.until(
      ({ method, params }) => method === 'fuzzyFileSearch/sessionUpdated' && params.query === 'dsl',
    );
    expect(updated.params.files).toEqual([
      {
        root: folder,
        path: 'dir/sub/leaf',
        match_type: 'file',
        file_name: 'leaf',
        score: 74,
        indices: [0, 4, 8],
      },
    ]);
    await client.until(() => told().length === 4);
    expect(told()).toEqual([
      ['fuzzyFileSearch/sessionUpdated', ''],
      ['fuzzyFileSearch/sessionCompleted', undefined],
      ['fuzzyFileSearch/sessionUpdated', 'dsl'],
      ['fuzzyFileSearch/sessionCompleted', undefined],
    ]);
  });

  test('have sessions with ids and folders, until they are stopped', async () => {
    const error = async (method: string, params: object) =>
      (await client.ask(`fuzzyFileSearch/${method}`, params)).error;
    expect(await error('sessionStart', { sessionId: '', roots: [folder] })).toEqual({
      code: -32600,
      message: 'sessionId must not be empty',
    });
    expect(await error('sessionStart', { sessionId: 'e', roots: [] })).toEqual({
      code: -32603,
      message: 'failed to start fuzzy file search session: at least one search directory is required',
    });
    await client.call('fuzzyFileSearch/sessionStart', { sessionId: 's', roots: [folder] });
    expect(await client.call('fuzzyFileSearch/sessionStop', { sessionId: 's' })).toEqual({});
    expect(await client.call('fuzzyFileSearch/sessionStop', { sessionId: 's' })).toEqual({});
    expect(await error('sessionUpdate', { sessionId: 's', query: 'x' })).toEqual({
      code: -32600,
      message: 'fuzzy file search session not found: s',
    });
  });
});
