import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { BinaryDump } from '../../scripts/generate/binary.js';
import { withDecodingFacts } from '../../scripts/generate/decoding-facts.js';
import { checkQuirks } from '../../scripts/generate/emit-tables.js';
import { emitTypes } from '../../scripts/generate/emit-types.js';
import { factsOf } from '../../scripts/generate/facts.js';
import { formatJson } from '../../scripts/generate/format.js';
import { profilePath, profileVersions, readProfile } from '../../scripts/generate/profile-file.js';
import { resultName } from '../../src/drift/result-names.js';
import { flattenDefinitions } from '../../src/drift/schema-form.js';
import type { ProfileFile } from '../../src/protocol/profile-data.js';

/** A binary with one method, `light/set`, whose declaration order is not that of its schema. */
function dumpOf(
  changes: { definitions?: Record<string, unknown>; stable?: Record<string, unknown> } = {},
): BinaryDump {
  const message = (method: string, params: string) => ({
    required: ['method', 'params'],
    properties: {
      method: { type: 'string', enum: [method] },
      params: { $ref: `#/definitions/v2/${params}` },
    },
  });
  const shared = {
    ClientRequest: { oneOf: [message('light/set', 'LightSetParams')] },
    ServerNotification: { oneOf: [message('light/changed', 'LightChangedNotification')] },
    ServerRequest: { oneOf: [] },
    ClientNotification: { oneOf: [] },
  };
  const bundle = (experimental: boolean, extra: Record<string, unknown> = {}) => ({
    definitions: {
      ...shared,
      v2: {
        LightSetParams: {
          type: 'object',
          required: ['level', 'room'],
          properties: {
            level: { type: 'integer', format: 'uint8', minimum: 0, description: 'how bright' },
            room: { type: 'string' },
            ...(experimental ? { colour: { type: ['string', 'null'] } } : {}),
          },
        },
        LightSetResponse: { type: 'object' },
        LightChangedNotification: {
          type: 'object',
          required: ['on'],
          properties: { by: { type: ['string', 'null'] }, on: { type: 'boolean' } },
        },
        ...extra,
      },
    },
  });
  const imports = `import type { LightSetParams } from './v2/LightSetParams';\n`;
  return {
    version: '9.9.9',
    stable: bundle(false, changes.stable),
    experimental: bundle(true, changes.definitions),
    types: new Map([
      [
        'ClientRequest.ts',
        `${imports}export type ClientRequest = { "method": "light/set", params: LightSetParams };`,
      ],
      [
        'v2/LightSetParams.ts',
        'export type LightSetParams = { room: string, level: number, colour?: string | null };',
      ],
      ['v2/LightSetResponse.ts', 'export type LightSetResponse = Record<string, never>;'],
      [
        'v2/LightChangedNotification.ts',
        'export type LightChangedNotification = { on: boolean, by: string | null };',
      ],
    ]),
  };
}

describe('the facts of a binary', () => {
  it('hold its methods, its members in declaration order, and what only experiments have', () => {
    const { profile } = factsOf(dumpOf(), ['light/set']);
    expect(profile.clientRequests).toEqual({
      'light/set': { params: 'LightSetParams', result: 'LightSetResponse' },
    });
    const { LightSetParams, LightChangedNotification } = profile.definitions;
    expect(Object.keys(LightSetParams?.properties ?? {})).toEqual(['room', 'level', 'colour']);
    expect(LightSetParams?.required).toEqual(['room', 'level']);
    expect(LightChangedNotification?.present).toEqual(['by']);
    expect(profile.experimentalFields).toEqual({ LightSetParams: ['colour'] });
  });

  it('hold no prose', () => {
    const { profile } = factsOf(dumpOf(), ['light/set']);
    expect(JSON.stringify(profile)).not.toContain('how bright');
  });

  it('cannot be told when the result of a method has no definition', () => {
    const dump = dumpOf();
    const { v2 } = dump.experimental.definitions as { v2: Record<string, unknown> };
    delete v2.LightSetResponse;
    expect(() => factsOf(dump, ['light/set'])).toThrow(
      'cannot resolve the result of light/set (no definition LightSetResponse): add it to result-names.ts',
    );
  });

  it('cannot be told when the server lists other methods than its schema', () => {
    expect(() => factsOf(dumpOf(), ['light/set', 'light/dim'])).toThrow(
      'method lists differ: not in the dumps [light/dim], not told by the server []',
    );
    expect(() => factsOf(dumpOf(), [])).toThrow('not told by the server [light/set]');
  });
});

describe('the name of a result', () => {
  const definitions = new Map([['ThreadStartResponse', {}]]);

  it('follows from the params', () => {
    expect(resultName('thread/start', 'ThreadStartParams', definitions)).toBe('ThreadStartResponse');
  });

  it('cannot be told for a method without params that nobody has listed', () => {
    expect(() => resultName('new/method', null, definitions)).toThrow(
      'cannot resolve the result of new/method (it has no params to take a name from)',
    );
  });
});

describe('schemas of a binary', () => {
  it('are refused when they use a keyword nobody has looked at', () => {
    const bundle = { definitions: { A: { type: 'object', patternProperties: {} } } };
    expect(() => flattenDefinitions(bundle)).toThrow('unknown schema member patternProperties');
  });

  it('are refused when one name means two things', () => {
    const bundle = { definitions: { A: { type: 'string' }, v2: { A: { type: 'integer' } } } };
    expect(() => flattenDefinitions(bundle)).toThrow('definition A differs');
  });
});

describe('what people maintain beside the profiles', () => {
  it('is refused when a quirk has no value for a version, or of another type', () => {
    expect(() => checkQuirks({ q: { '1.0.0': true } }, ['1.0.0', '2.0.0'])).toThrow('q has no value');
    expect(() => checkQuirks({ q: { '1.0.0': true, '2.0.0': 'x' } }, ['1.0.0', '2.0.0'])).toThrow(
      'q mixes boolean and string',
    );
  });

  it('is refused when a decoding fact leads to nothing', () => {
    const profile = readProfile('0.118.0');
    const fact = { at: 'TurnStartParams.noSuchMember', set: { format: 'path' } };
    expect(() => withDecodingFacts(profile, { definitions: {}, facts: [fact] })).toThrow(
      'profiles/decoding.json: TurnStartParams.noSuchMember leads to nothing in 0.118.0',
    );
    const elsewhere = { ...fact, in: ['0.169.0'] };
    expect(withDecodingFacts(profile, { definitions: {}, facts: [elsewhere] })).toEqual(profile);
  });

  it('adds decoding facts where they belong and leaves the profile alone', () => {
    const profile = readProfile('0.118.0');
    const before = JSON.stringify(profile);
    const fact = { at: 'UserInput:localImage.path', set: { format: 'path' } };
    const { definitions } = withDecodingFacts(profile, { definitions: {}, facts: [fact] });
    const variant = definitions.UserInput?.oneOf?.find((one) => JSON.stringify(one).includes('localImage'));
    expect(variant).toMatchObject({ properties: { path: { type: 'string', format: 'path' } } });
    expect(JSON.stringify(profile)).toBe(before);
  });
});

describe('the committed profiles', () => {
  it.each(profileVersions())('%s is written as it would be written again', (version) => {
    expect(readFileSync(profilePath(version), 'utf8')).toBe(formatJson(readProfile(version)));
  });

  it.each(profileVersions())('%s defines everything it refers to', (version) => {
    const profile = readProfile(version);
    const missing = new Set<string>();
    JSON.stringify(profile.definitions, (key, value: unknown) => {
      if (key === '$ref' && !Object.hasOwn(profile.definitions, String(value))) missing.add(String(value));
      return value;
    });
    expect([...missing]).toEqual([]);
  });
});

describe('the types of a profile', () => {
  it('insist on what a server always writes, and on no more of a client than the server does', () => {
    const profile: ProfileFile = { ...factsOf(dumpOf(), ['light/set']).profile, gates: {} };
    const text = emitTypes(profile);
    expect(text).toContain(
      'export interface LightChangedNotification {\n  on: boolean;\n  by: string | null;\n}',
    );
    expect(text).toContain('colour?: string | null;');
    expect(text).toContain('"light/set": { params: LightSetParams; result: LightSetResponse };');
  });
});
