import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  loadDecoder,
  loadProfile,
  type ProfileName,
  profileNames,
  unknownMethod,
} from '../../src/protocol/index.js';
import { badParams } from './bad-params.js';
import { goodValues } from './sample-values.js';

const decoders = new Map(
  await Promise.all(profileNames.map(async (name) => [name, await loadDecoder(loadProfile(name))] as const)),
);

function problem(method: string, params?: unknown, version: ProfileName = '0.169.0'): string | null {
  const decoded = decoders.get(version)?.(method, params);
  if (decoded === undefined) throw new Error(`no decoder for ${version}`);
  return 'problem' in decoded ? decoded.problem : null;
}

function params(method: string, input: unknown, version: ProfileName = '0.169.0'): unknown {
  const decoded = decoders.get(version)?.(method, input);
  return decoded && 'params' in decoded ? decoded.params : decoded;
}

const UUID = '01900000-0000-7000-8000-000000000000';
const turn = { threadId: 't', input: [] };

// Texts as the transcripts of the real servers hold them, without `Invalid request: `.
describe.each(profileNames)('what is wrong with params, as %s words it', (version) => {
  it.each<[string, string, unknown, string]>([
    ['params that are absent', 'thread/archive', undefined, 'missing field `params`'],
    ['params that are null', 'thread/archive', null, 'missing field `params`'],
    ['a missing member', 'thread/archive', {}, 'missing field `threadId`'],
    [
      'a member of the wrong type',
      'thread/archive',
      { threadId: 5 },
      'invalid type: integer `5`, expected a string',
    ],
    ['a negative count', 'thread/list', { limit: -1 }, 'invalid value: integer `-1`, expected u32'],
    [
      'an unknown name in a list',
      'thread/list',
      { sourceKinds: ['bogus'] },
      'unknown variant `bogus`, expected one of `cli`, `vscode`, `exec`, `appServer`, `subAgent`, `subAgentReview`, ' +
        '`subAgentCompact`, `subAgentThreadSpawn`, `subAgentOther`, `unknown`',
    ],
    [
      'a whole of the wrong type',
      'thread/archive',
      'text',
      'invalid type: string "text", expected struct ThreadArchiveParams',
    ],
    [
      'a positional array that ends too early',
      'thread/name/set',
      ['t'],
      'invalid length 1, expected struct ThreadSetNameParams with 2 elements',
    ],
    [
      'a positional array that is too long',
      'thread/archive',
      ['t', 1],
      'invalid length 2, expected 1 element in sequence',
    ],
    [
      'a path of the wrong type',
      'turn/start',
      { ...turn, cwd: 1.5 },
      'invalid type: floating point `1.5`, expected path string',
    ],
    ['a union without its tag', 'turn/start', { ...turn, input: [{}] }, 'missing field `type`'],
    [
      'a single-key object with two keys',
      'turn/start',
      { ...turn, approvalPolicy: { a: 1, b: 2 } },
      'invalid value: map, expected map with a single key',
    ],
    [
      'a union that fits no variant',
      'getConversationSummary',
      { conversationId: 'nonsense' },
      'data did not match any variant of untagged enum GetConversationSummaryParams',
    ],
    ['params where none belong', 'account/logout', [1], 'invalid type: sequence, expected unit'],
  ])('%s', (_what, method, value, text) => {
    expect(problem(method, value, version)).toBe(text);
  });

  it('refuses a relative path where it must be absolute', () => {
    const policy = (root: string) => ({
      ...turn,
      sandboxPolicy: { type: 'workspaceWrite', writableRoots: [root] },
    });
    const texts = ['', 'a', './a', '~', '~/a'].map((root) => problem('turn/start', policy(root), version));
    expect(new Set(texts)).toEqual(new Set(['AbsolutePathBuf deserialized without a base path']));
    expect(problem('turn/start', policy('/a'), version)).toBeNull();
  });

  it('lists the methods there are when one is not', () => {
    expect(problem('no/such/method', {}, version)).toMatch(
      /^unknown variant `no\/such\/method`, expected one of `initialize`, .*`thread\/start`, `thread\/resume`, /,
    );
    expect(unknownMethod(loadProfile(version), 'x', ['a', 'b'])).toBe(
      'unknown variant `x`, expected `a` or `b`',
    );
  });

  it('names the first thing that is wrong in the order of the input', () => {
    expect(problem('thread/name/set', { name: 1, threadId: true }, version)).toContain('integer `1`');
    expect(problem('thread/name/set', { threadId: true, name: 1 }, version)).toContain('boolean `true`');
  });

  it('takes every good value, and hands it on unchanged', async () => {
    const profile = loadProfile(version);
    const definitions = await profile.definitions();
    const changed: unknown[] = [];
    for (const [method, fact] of Object.entries(profile.facts.clientRequests)) {
      if (fact.params === null) continue;
      for (const value of goodValues(definitions, { $ref: fact.params }, 2)) {
        const isRewritten = typeof value === 'object' && value !== null && 'dynamicTools' in value;
        if (!isRewritten && !isDeepStrictEqual(params(method, value, version), value))
          changed.push({ method, value });
      }
    }
    expect(changed).toEqual([]);
  });

  it('takes whatever the validators take', async () => {
    const profile = loadProfile(version);
    const definitions = await profile.definitions();
    const isValid = await profile.validators('clientParams');
    const cases = badParams({ ...profile.facts, definitions }, 3).map(({ method, params: value }) => ({
      method,
      value,
      isValid: isValid[method]?.(value),
      problem: problem(method, value, version),
    }));
    expect(cases.filter((one) => one.isValid && one.problem !== null)).toEqual([]);
    expect(cases.filter((one) => one.problem !== null).length).toBeGreaterThan(1000);
  });
});

describe('an effort without a word', () => {
  it('is refused where efforts are words', () => {
    expect(problem('turn/start', { ...turn, effort: '' })).toBe('reasoning_effort must not be empty');
  });
});

describe('params that are written in another way', () => {
  it('come out as an object when they went in as an array of their members', () => {
    expect(params('thread/name/set', ['t', 'n'])).toEqual({ threadId: 't', name: 'n' });
    expect(params('turn/start', { ...turn, input: [['text', 'hello']] })).toMatchObject({
      input: [{ type: 'text', text: 'hello' }],
    });
  });

  it('come out with the tag by name when it went in by number', () => {
    expect(params('turn/start', { ...turn, input: [{ type: 0, text: 'hello' }] })).toMatchObject({
      input: [{ type: 'text', text: 'hello' }],
    });
  });

  it('come out with absolute paths in their plain form', () => {
    const plain = (path: string): unknown => params('fs/readFile', { path });
    expect(plain('/a//b/./c/../d/')).toEqual({ path: '/a/b/d' });
    expect(plain('/../..')).toEqual({ path: '/' });
    expect(plain('C:\\a\\..')).toEqual({ path: 'C:\\a\\..' });
  });

  it('keep members nobody knows, unless the version refuses them there', () => {
    expect(params('thread/archive', { threadId: 't', more: 1 })).toEqual({ threadId: 't', more: 1 });
    expect(problem('userVerification/cancel', { a: 1 })).toBe('unknown field `a`, expected `requestId`');
    expect(problem('userVerification/status', { a: 1 })).toBe('unknown field `a`, there are no fields');
  });

  it('take a conversation id in any way a UUID is written', () => {
    const id = (conversationId: string) => problem('getConversationSummary', { conversationId });
    expect(id(UUID)).toBeNull();
    expect(id(UUID.replaceAll('-', ''))).toBeNull();
    expect(id(`urn:uuid:${UUID}`)).toBeNull();
    expect(id(UUID.slice(1))).not.toBeNull();
  });

  it('may name variants that are never written', () => {
    const collaboration = (mode: string) => ({
      ...turn,
      collaborationMode: { mode, settings: { model: 'm' } },
    });
    expect(problem('turn/start', collaboration('execute'))).toBeNull();
    expect(problem('turn/start', collaboration('bogus'))).toBe(
      'unknown variant `bogus`, expected one of `plan`, `code`, `custom`, `default`, `execute`, `pair_programming`',
    );
  });

  it('escape what a text cannot show', () => {
    expect(problem('thread/list', '\u0007"é')).toBe(
      'invalid type: string "\\u{7}\\"é", expected struct ThreadListParams',
    );
  });
});

describe('the tools a client offers', () => {
  const tool = { name: 'n', description: 'd', inputSchema: {} };
  const offered = (version: ProfileName, ...dynamicTools: unknown[]) =>
    params('thread/start', { dynamicTools }, version);

  it('come out tagged in either version, however they were written', () => {
    const expected = { dynamicTools: [{ type: 'function', ...tool }] };
    expect(offered('0.169.0', { type: 'function', ...tool })).toEqual(expected);
    expect(offered('0.169.0', tool)).toEqual(expected);
    expect(offered('0.118.0', tool)).toEqual(expected);
  });

  it('are deferred when they were not to be shown', () => {
    expect(offered('0.118.0', { ...tool, exposeToContext: false })).toMatchObject({
      dynamicTools: [{ deferLoading: true }],
    });
    expect(offered('0.118.0', { ...tool, exposeToContext: false, deferLoading: false })).toMatchObject({
      dynamicTools: [{ deferLoading: false }],
    });
  });

  it('stand together by namespace', () => {
    const other = { ...tool, name: 'o' };
    expect(
      offered('0.169.0', { ...tool, namespace: 's' }, other, { ...other, namespace: 's' }),
    ).toMatchObject({
      dynamicTools: [
        { type: 'namespace', name: 's', tools: [{ name: 'n' }, { name: 'o' }] },
        { type: 'function', name: 'o' },
      ],
    });
  });

  it('are refused when both ways of writing are mixed', () => {
    expect(problem('thread/start', { dynamicTools: [tool, { type: 'function', ...tool }] })).toBe(
      'dynamic tools must use either canonical or legacy format consistently',
    );
  });

  it('are told apart from numbers of any kind by one word in the older form', () => {
    const text = 'invalid type: number, expected struct LegacyDynamicToolSpec';
    expect(problem('thread/start', { dynamicTools: [1.5] })).toBe(text);
    expect(problem('thread/start', { dynamicTools: [7] })).toBe(text);
  });
});
