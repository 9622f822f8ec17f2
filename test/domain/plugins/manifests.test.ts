import { describe, expect, it } from 'vitest';
import { readMarketplace } from '../../../src/domain/plugins/marketplace-manifest.js';
import { parseSource } from '../../../src/domain/plugins/marketplace-source.js';
import { keyOrNull, parseKey, versionProblem } from '../../../src/domain/plugins/plugin-id.js';
import { appIdsIn, readManifest, serversIn } from '../../../src/domain/plugins/plugin-manifest.js';

const newer = { areVersioned: true };
const older = { areVersioned: false };

describe('a plugin.json', () => {
  const read = (manifest: object, rules = newer) => readManifest(JSON.stringify(manifest), '/p/name', rules);

  it('is called like its folder where it gives no name', () => {
    expect(read({})?.name).toBe('name');
    expect(read({ name: ' ' })?.name).toBe('name');
    expect(read({ name: 'own' })?.name).toBe('own');
  });

  it('leads to nothing outside its folder', () => {
    expect(read({ skills: ['./in', '../out', './a/../../b', '/abs', 'bare', './', 5] })?.skills).toEqual([
      '/p/name/in',
    ]);
    expect(read({ apps: './../x' })?.apps).toBeNull();
    expect(read({ mcpServers: '/etc/passwd' })?.mcpServers).toBeNull();
    expect(read({ hooks: ['./h.json', '../h.json'] })?.hooks).toEqual({
      type: 'files',
      paths: ['/p/name/h.json'],
    });
  });

  it('is none where a member is of another type', () => {
    expect(readManifest('{', '/p', newer)).toBeNull();
    expect(readManifest('[]', '/p', newer)).toBeNull();
    expect(read({ name: 5 })).toBeNull();
    expect(read({ version: 5 })).toBeNull();
    expect(read({ version: 5 }, older)).not.toBeNull();
    expect(read({ skills: ['./s'] }, older)).toBeNull();
    expect(read({ interface: { capabilities: 'x' } })).toBeNull();
  });

  it('offers three prompts at most, each on one line and none too long', () => {
    const defaultPrompt = [' a  b ', 1, '', 'c'.repeat(129), 'd', 'e', 'f'];
    const promptsOf = (rules: typeof newer) =>
      read({ interface: { defaultPrompt } }, rules)?.interface?.defaultPrompt;
    expect(promptsOf(newer)).toEqual(['a b', 'c'.repeat(129), 'd']);
    expect(promptsOf(older)).toEqual(['a b', 'd', 'e']);
  });

  it('has no looks where it says nothing of them', () => {
    expect(read({ interface: { capabilities: [] } })?.interface).toBeNull();
    expect(read({ interface: { websiteURL: 'w' } })?.interface?.websiteUrl).toBe('w');
  });
});

describe('a marketplace.json', () => {
  const path = '/m/.agents/plugins/marketplace.json';
  const sourceOf = (source: unknown, rules = newer) =>
    readMarketplace(JSON.stringify({ name: 'm', plugins: [{ name: 'p', source }] }), path, rules).entries.map(
      (entry) => entry.source,
    );

  it('names folders below its own root', () => {
    expect(sourceOf('./a/b')).toEqual([{ type: 'local', path: '/m/a/b' }]);
    expect(sourceOf({ source: 'local', path: './a' }, older)).toEqual([{ type: 'local', path: '/m/a' }]);
    expect(sourceOf('./')).toEqual([{ type: 'local', path: '/m' }]);
  });

  it.each([
    ['../a'],
    ['/a'],
    ['a'],
    ['./a/../../b'],
    [5],
    [{ source: 'other' }],
    [{ source: 'url', url: 'x' }],
  ])('passes over %j, which older versions refuse', (source) => {
    expect(sourceOf(source)).toEqual([]);
    expect(() => sourceOf(source, older)).toThrow(/^invalid marketplace file `\/m\//);
  });

  it('names repositories as git takes them', () => {
    const git = { type: 'git', path: null, refName: null, sha: null };
    expect(sourceOf({ source: 'url', url: 'owner/repo' })).toEqual([
      { ...git, url: 'https://github.com/owner/repo.git' },
    ]);
    expect(
      sourceOf({ source: 'git-subdir', url: 'file:///r', path: './in', ref: ' main ', sha: '' }),
    ).toEqual([{ ...git, url: 'file:///r', path: 'in', refName: 'main' }]);
    expect(sourceOf({ source: 'git-subdir', url: 'file:///r', path: '../in' })).toEqual([]);
    expect(sourceOf({ source: 'git-subdir', url: 'file:///r' })).toEqual([]);
  });

  it.each([
    ['', 'the file is empty'],
    ['{', 'the file is not valid JSON'],
    ['[]', 'the file holds no JSON object'],
    ['{"plugins":[]}', 'missing field `name`'],
    ['{"name":"m"}', 'missing field `plugins`'],
    ['{"name":"m","plugins":[{}]}', 'missing field `name`'],
    [
      '{"name":"m","plugins":[{"name":"p","source":"./p","policy":{"installation":"X"}}]}',
      'unknown variant `X`, expected `NOT_AVAILABLE` or `AVAILABLE` or `INSTALLED_BY_DEFAULT`',
    ],
  ])('is refused as %j', (text, why) => {
    expect(() => readMarketplace(text, path, newer)).toThrow(`invalid marketplace file \`${path}\`: ${why}`);
  });
});

describe('where a marketplace is added from', () => {
  const parse = (source: string, more: { refName?: string; sparsePaths?: string[] } = {}) =>
    parseSource({ source, refName: more.refName ?? null, sparsePaths: more.sparsePaths ?? [] });
  const git = (url: string, refName: string | null = null) => ({
    type: 'git',
    url,
    refName,
    sparsePaths: [],
  });

  it.each([
    ['/abs', { type: 'local', path: '/abs' }],
    [' ./x ', { type: 'local', path: './x' }],
    ['~/x', { type: 'local', path: '~/x' }],
    ['..', { type: 'local', path: '..' }],
    ['owner/repo', git('https://github.com/owner/repo.git')],
    ['owner/repo@v1', git('https://github.com/owner/repo.git', 'v1')],
    ['https://github.com/o/r/', git('https://github.com/o/r.git')],
    ['https://example.invalid/r.git#v2', git('https://example.invalid/r.git', 'v2')],
    ['ssh://git@example.invalid/r.git', git('ssh://git@example.invalid/r.git')],
    ['git@example.invalid:o/r.git#b', git('git@example.invalid:o/r.git', 'b')],
  ])('is found out from %j', (source, expected) => {
    expect(parse(source)).toEqual(expected);
  });

  it.each(['file:///r', 'word', 'a/b/c', 'ftp://x/y'])('is not %j', (source) => {
    expect(() => parse(source)).toThrow('invalid marketplace source format');
  });

  it('takes a ref that is named beside it rather than its own', () => {
    expect(parse('owner/repo@a', { refName: 'b' })).toMatchObject({ refName: 'b' });
    expect(() => parse('/abs', { refName: 'b' })).toThrow('--ref is only supported');
    expect(() => parse('/abs', { sparsePaths: ['b'] })).toThrow('--sparse is only supported');
  });
});

describe('the key of a plug-in', () => {
  it('is read from its end', () => {
    expect(parseKey('a@b', older)).toEqual({ plugin: 'a', marketplace: 'b' });
    expect(() => parseKey('a@b@c', older)).toThrow(
      'invalid plugin name: only ASCII letters, digits, `_`, and `-` are allowed in `a@b@c`',
    );
  });

  it.each(['..@m', 'a/b@m', 'a@..', 'a@m/n', '@m', 'a@', 'a', ''])(
    'never leads out of a folder: %j',
    (key) => {
      expect(keyOrNull(key, newer)).toBeNull();
      expect(keyOrNull(key, older)).toBeNull();
    },
  );

  it('may have dots in newer versions', () => {
    expect(keyOrNull('a.b@m', newer)).toEqual({ plugin: 'a.b', marketplace: 'm' });
    expect(keyOrNull('a.b@m', older)).toBeNull();
  });

  it.each(['..', '.', '', 'a/b', 'é'])('has no version %j', (version) => {
    expect(versionProblem(version)).toMatch(/^invalid plugin version: /);
  });
});

describe('what a plug-in brings', () => {
  it('are apps with an id each', () => {
    expect(appIdsIn('{"apps":{"z":{"id":"z"},"a":{"id":"a"},"b":{"id":"a"},"c":{"id":" "}}}')).toEqual([
      'z',
      'a',
    ]);
    expect(appIdsIn('{"apps":{"z":{}}}')).toEqual([]);
    expect(appIdsIn('{')).toEqual([]);
  });

  it('are servers, in a table of their own or not', () => {
    expect(serversIn('{"mcpServers":{"a":{}}}')).toEqual({ a: {} });
    expect(serversIn('{"a":{}}')).toEqual({ a: {} });
    expect(serversIn('')).toEqual({});
  });
});
