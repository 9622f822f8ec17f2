import { describe, expect, it } from 'vitest';
import { misfits, nearest } from '../../src/protocol/check.js';
import { exampleOf, loadProfile, profileNames, skeleton } from '../../src/protocol/index.js';

const definitions = {
  Kind: { type: 'string', enum: ['a', 'b'] },
  Shape: {
    oneOf: [
      {
        type: 'object',
        required: ['type', 'size'],
        properties: { type: { enum: ['box'] }, size: { type: 'integer', minimum: 1 } },
      },
      { type: 'object', required: ['type'], properties: { type: { enum: ['dot'] } } },
    ],
  },
  Params: {
    type: 'object',
    required: ['name'],
    properties: {
      name: { type: 'string', minLength: 1 },
      kind: { anyOf: [{ $ref: 'Kind' }, { type: 'null' }] },
      shapes: { type: ['array', 'null'], items: { $ref: 'Shape' } },
      tags: { type: 'object', additionalProperties: { type: 'number' } },
    },
  },
  Chain: { type: 'object', required: ['next'], properties: { next: { $ref: 'Chain' } } },
} as const;

const check = (value: unknown) =>
  misfits(definitions, { $ref: 'Params' }, value).map(({ path, message }) => `${path}: ${message}`);

describe('misfits', () => {
  it('finds nothing in a value that fits', () => {
    expect(check({ name: 'x', kind: null, shapes: [{ type: 'box', size: 1 }], tags: { a: 1.5 } })).toEqual(
      [],
    );
  });

  it.each([
    [7, [': must be an object, not integer `7`']],
    [{}, ['name: is missing']],
    [{ name: '' }, ['name: must not be empty']],
    [{ name: 1, kind: 'c' }, ['name: must be a string, not integer `1`', 'kind: must be one of "a", "b"']],
    [{ name: 'x', nam: 1 }, ['nam: is not known here; did you mean name?']],
    [{ name: 'x', quite: 1 }, ['quite: is not known here']],
    [
      { name: 'x', shapes: [{ type: 'dot' }, { type: 'bix' }] },
      ['shapes[1].type: must be one of "box", "dot"'],
    ],
    [{ name: 'x', shapes: [{}] }, ['shapes[0].type: is missing; it is one of "box", "dot"']],
    [{ name: 'x', shapes: [{ type: 'box', size: 0 }] }, ['shapes[0].size: must be 1 or more']],
    [
      { name: 'x', shapes: [{ type: 'box', size: 1.5 }] },
      ['shapes[0].size: must be a whole number, not floating point `1.5`'],
    ],
    [{ name: 'x', shapes: 'all' }, ['shapes: must be an array or null, not string "all"']],
    [{ name: 'x', tags: { a: 'b' } }, ['tags.a: must be a number, not string "b"']],
  ])('points at what does not fit in %j', (value, expected) => {
    expect(check(value)).toEqual(expected);
  });

  it.each(profileNames)('finds nothing in the example of any method of %s', async (name) => {
    const profile = loadProfile(name);
    const table = await profile.definitions();
    for (const method of profile.clientMethods) {
      const params = profile.methodInfo(method)?.params;
      if (params === null || params === undefined) continue;
      const example = await skeleton(profile, method);
      expect({ method, found: misfits(table, { $ref: params }, example) }).toEqual({ method, found: [] });
    }
  });
});

describe('exampleOf', () => {
  it('gives lists an element where that is wanted, and it fits', async () => {
    for (const name of profileNames) {
      const profile = loadProfile(name);
      const table = await profile.definitions();
      for (const method of profile.clientMethods) {
        const params = profile.methodInfo(method)?.params;
        if (typeof params !== 'string') continue;
        const example = exampleOf(table, { $ref: params }, { elements: 1 });
        expect({ method, found: misfits(table, { $ref: params }, example) }).toEqual({ method, found: [] });
        if (method === 'turn/start') expect(example).toMatchObject({ input: [{ type: 'text', text: '' }] });
      }
    }
  });

  it('ends where a definition needs itself', () => {
    expect(exampleOf(definitions, { $ref: 'Chain' })).toEqual({ next: null });
  });
});

describe('nearest', () => {
  it('finds the name with a slip in it, and nothing where no name is like it', () => {
    expect(nearest('thread/strat', ['thread/start', 'turn/start'])).toBe('thread/start');
    expect(nearest('fly', ['thread/start'])).toBeUndefined();
  });
});
