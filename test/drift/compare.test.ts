import { describe, expect, it } from 'vitest';
import {
  compareSurfaces,
  type Surface,
  sectionsOf,
  surfaceOfBundles,
  surfaceOfProfile,
} from '../../src/drift/index.js';
import { loadProfile } from '../../src/protocol/index.js';

type Definitions = Record<string, unknown>;

/** A surface of one client request `light/set` and one notification `light/changed`, with these types. */
function surface(
  version: string,
  { params, result, news, more = {} }: Record<string, unknown> & { more?: Definitions },
): Surface {
  const method = (name: string, type: string) => ({
    type: 'object',
    required: ['method', 'params'],
    properties: { method: { type: 'string', enum: [name] }, params: { $ref: `#/definitions/${type}` } },
  });
  const bundle = {
    definitions: {
      ClientRequest: { oneOf: [method('light/set', 'LightSetParams')] },
      ServerNotification: { oneOf: [method('light/changed', 'LightChanged')] },
      LightSetParams: params ?? { type: 'object' },
      LightSetResponse: result ?? { type: 'object' },
      LightChanged: news ?? { type: 'object' },
      ...more,
    },
  };
  return surfaceOfBundles(version, { stable: bundle, experimental: bundle });
}

const object = (properties: Definitions, required: string[] = []) => ({
  type: 'object',
  properties,
  required,
});
const text = { type: 'string' };

/** What changed when one type became the other, as `place event breaks`. */
function changes(
  part: 'params' | 'result' | 'news',
  was: unknown,
  is: unknown,
  more: [Definitions, Definitions] = [{}, {}],
) {
  const drift = compareSurfaces(
    surface('1', { [part]: was, more: more[0] }),
    surface('2', { [part]: is, more: more[1] }),
  );
  return drift.changes.map(({ place, event, breaks }) => `${place} ${event.type} ${breaks.join('+')}`.trim());
}

describe('what changed in what clients send', () => {
  it.each([
    [
      'a new member that must be sent breaks clients',
      object({}),
      object({ a: text }, ['a']),
      'LightSetParams.a memberAdded clients',
    ],
    ['a new optional member breaks nobody', object({}), object({ a: text }), 'LightSetParams.a memberAdded'],
    [
      'an optional member that is gone breaks clients',
      object({ a: text }),
      object({}),
      'LightSetParams.a memberRemoved clients',
    ],
    [
      'a required member that is gone breaks servers',
      object({ a: text }, ['a']),
      object({}),
      'LightSetParams.a memberRemoved servers',
    ],
    [
      'a duty breaks clients',
      object({ a: text }),
      object({ a: text }, ['a']),
      'LightSetParams.a becameRequired clients',
    ],
    [
      'a freedom breaks servers',
      object({ a: text }, ['a']),
      object({ a: text }),
      'LightSetParams.a becameOptional servers',
    ],
    [
      'null forbidden breaks clients',
      object({ a: { type: ['string', 'null'] } }),
      object({ a: text }),
      'LightSetParams.a neverNull clients',
    ],
    [
      'a smaller number breaks clients',
      object({ a: { type: 'integer', format: 'int64' } }),
      object({ a: { type: 'integer', format: 'uint32' } }),
      'LightSetParams.a retyped clients',
    ],
    [
      'another type breaks both',
      object({ a: text }),
      object({ a: { type: 'boolean' } }),
      'LightSetParams.a retyped clients+servers',
    ],
    [
      'one more name breaks servers',
      object({ a: { enum: ['x'] } }),
      object({ a: { enum: ['x', 'y'] } }),
      'LightSetParams.a variantAdded servers',
    ],
    [
      'one name less breaks clients',
      object({ a: { enum: ['x', 'y'] } }),
      object({ a: { enum: ['x'] } }),
      'LightSetParams.a variantRemoved clients',
    ],
  ])('%s', (_title, was, is, expected) => {
    expect(changes('params', was, is)).toEqual([expected]);
  });
});

describe('what changed in what servers send', () => {
  it.each([
    [
      'a new member that is always there breaks servers',
      object({}),
      object({ a: text }, ['a']),
      'LightChanged.a memberAdded servers',
    ],
    [
      'a member that was always there and is gone breaks clients',
      object({ a: text }, ['a']),
      object({}),
      'LightChanged.a memberRemoved clients',
    ],
    [
      'a member that may be absent now breaks clients',
      object({ a: text }, ['a']),
      object({ a: text }),
      'LightChanged.a becameOptional clients',
    ],
    [
      'absent and null are said once',
      object({ a: text }, ['a']),
      object({ a: { type: ['string', 'null'] } }),
      'LightChanged.a becameOptional clients',
    ],
    [
      'names that became free text break clients',
      object({ a: { enum: ['x'] } }),
      object({ a: text }),
      'LightChanged.a retyped clients',
    ],
    [
      'one more form of a list breaks clients',
      object({ a: { type: 'array', items: { enum: ['x'] } } }),
      object({ a: { type: 'array', items: { enum: ['x', 'y'] } } }),
      'LightChanged.a[] variantAdded clients',
    ],
  ])('%s', (_title, was, is, expected) => {
    expect(changes('news', was, is)).toEqual([expected]);
  });

  it('quotes what stands in a message, and no name of a type', () => {
    const one = (type: object): Definitions => object({ a: type });
    const said = (was: object, is: object): (string | undefined)[] =>
      sectionsOf(
        compareSurfaces(surface('1', { news: one(was) }), surface('2', { news: one(is) })),
        true,
      ).flatMap(({ lines }) => lines.map(({ text }) => text));
    expect(said(text, { anyOf: [text, { type: 'array', items: text }] })).toEqual([
      'was string, is string or array',
    ]);
    expect(said({ type: 'string', enum: ['x'] }, { type: 'string', enum: ['x', 'y'] })).toEqual([
      'may be "y" now',
    ]);
    expect(said({ type: 'string', enum: ['x', 'y'] }, text)).toEqual(['was "x" or "y", is string']);
  });

  it('names the form of a tagged union that a member belongs to', () => {
    const lamp = (members: Definitions) => ({
      oneOf: [
        object({ type: { enum: ['lamp'] }, ...members }, ['type']),
        object({ type: { enum: ['sun'] } }, ['type']),
      ],
    });
    expect(changes('news', lamp({ watt: text }), lamp({}))).toEqual(['LightChanged:lamp.watt memberRemoved']);
  });

  it('sees through definitions that only one side has, and stops at those that contain themselves', () => {
    const tree = (leaf: unknown) => ({
      Tree: object({ kids: { type: 'array', items: { $ref: '#/definitions/Tree' } }, leaf }),
    });
    const news = object({ root: { $ref: '#/definitions/Tree' } });
    expect(changes('news', news, news, [tree(text), tree({ type: 'boolean' })])).toEqual([
      'Tree.leaf retyped servers+clients',
    ]);
  });
});

describe('real versions', () => {
  it('a version has no drift from itself', async () => {
    for (const version of ['0.118.0', '0.169.0']) {
      const same = await surfaceOfProfile(loadProfile(version));
      expect(compareSurfaces(same, same).changes).toEqual([]);
    }
  });

  it('every change of one direction has its counterpart in the other, with the sides swapped', async () => {
    const [old, young] = await Promise.all(
      ['0.118.0', '0.169.0'].map((version) => surfaceOfProfile(loadProfile(version))),
    );
    if (old === undefined || young === undefined) throw new Error('two surfaces were asked for');
    const count = (from: Surface, to: Surface, type: string) =>
      compareSurfaces(from, to).changes.filter(({ event }) => event.type === type).length;
    for (const [gain, loss] of [
      ['methodAdded', 'methodRemoved'],
      ['memberAdded', 'memberRemoved'],
      ['variantAdded', 'variantRemoved'],
      ['becameOptional', 'becameRequired'],
    ] as const) {
      expect([gain, count(old, young, gain)]).toEqual([gain, count(young, old, loss)]);
    }
  });

  it('names what every client of 0.118.0 stumbles over', async () => {
    const [old, young] = await Promise.all([
      surfaceOfProfile(loadProfile('0.118.0')),
      surfaceOfProfile(loadProfile('0.169.0')),
    ]);
    const breaking = compareSurfaces(old, young).changes.filter(({ breaks }) => breaks.includes('clients'));
    const places = breaking.map(
      ({ place, event }) => `${place} ${event.type}${'name' in event ? ` ${event.name}` : ''}`,
    );
    expect(places).toEqual(
      expect.arrayContaining([
        'thread/rollback methodRemoved',
        'attestation/generate methodAdded',
        'AskForApproval variantRemoved on-failure',
        'FsWatchParams.watchId memberAdded',
        'ThreadItem variantAdded sleep',
      ]),
    );
  });
});
