// Makes malformed params from a profile, the same ones every time: each member of each method's params, once
// with each kind of wrong value, once left out. What the decoder is compared with the real server on. The values
// only ever go to a server that is not initialized (scripts/generate/probe.ts sees to it).

import { mayBeProbed, type Probe } from '../../scripts/generate/probe.js';
import type { ProfileFile, Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';
import { exampleOf } from '../../src/protocol/skeleton.js';

type Definitions = ProfileFile['definitions'];

const WRONG: readonly unknown[] = [
  0,
  5,
  -1,
  1.5,
  99999999999,
  'nonsense',
  true,
  null,
  [],
  [1],
  {},
  { a: 1 },
  { a: 1, b: 2 },
];

/** @returns requests that are wrong in one place, or not wrong at all where a type is lenient. */
export function badParams(profile: Pick<ProfileFile, 'definitions' | 'clientRequests'>, depth = 4): Probe[] {
  const probes: Probe[] = [];
  for (const [method, { params }] of Object.entries(profile.clientRequests)) {
    if (!mayBeProbed(method)) continue;
    probes.push({ method }, ...WRONG.map((wrong) => ({ method, params: wrong })));
    if (params === null) continue;
    for (const value of mutations(profile.definitions, { $ref: params }, depth))
      probes.push({ method, params: value });
  }
  return probes;
}

/** Values that fit `schema` except in one place below it. */
function* mutations(definitions: Definitions, schema: SchemaOrAny, depth: number): Generator<unknown> {
  if (typeof schema === 'boolean' || depth === 0) return;
  if (schema.$ref !== undefined) {
    yield* mutations(definitions, definitions[schema.$ref] ?? true, depth);
    return;
  }
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants && !schema.properties) {
    for (const variant of variants) yield* mutations(definitions, variant, depth);
    return;
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') {
    for (const wrong of WRONG) yield [wrong];
    for (const item of mutations(definitions, schema.items ?? true, depth - 1)) yield [item];
  }
  if (typeof schema.additionalProperties === 'object') {
    for (const wrong of WRONG) yield { key: wrong };
    for (const item of mutations(definitions, schema.additionalProperties, depth - 1)) yield { key: item };
  }
  yield* memberMutations(definitions, schema, depth);
}

function* memberMutations(definitions: Definitions, schema: Schema, depth: number): Generator<unknown> {
  const members = Object.entries(schema.properties ?? {});
  if (members.length === 0) return;
  const base = exampleOf(definitions, schema) as Record<string, unknown>; // an object schema has an object example
  yield members.map(([, property]) => exampleOf(definitions, property));
  for (const [name, property] of members) {
    if (schema.required?.includes(name)) {
      const { [name]: _, ...rest } = base;
      yield rest;
    }
    for (const wrong of WRONG) yield { ...base, [name]: wrong };
    for (const inner of mutations(definitions, property, depth - 1)) yield { ...base, [name]: inner };
  }
}
