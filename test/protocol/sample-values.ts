// Values made from definitions, the same ones every time: good ones that show every variant and every member of a
// type, and ones that are wrong in one place. What validators, trimming and decoding are tried on.
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

/** Values that fit: the smallest, one with all members, and one per variant and member down to `depth`. */
export function* goodValues(
  definitions: Definitions,
  schema: SchemaOrAny,
  depth: number,
): Generator<unknown> {
  if (typeof schema === 'boolean') {
    yield* [{ any: 'thing' }, null];
    return;
  }
  if (schema.$ref !== undefined) {
    const target = definitions[schema.$ref] ?? true;
    if (depth > 0) yield* goodValues(definitions, target, depth);
    else yield sample(definitions, schema);
    return;
  }
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) {
    for (const variant of variants) {
      for (const value of goodValues(definitions, merged(schema, variant), depth)) yield value;
    }
  } else if (schema.enum) yield* schema.enum;
  else if (Array.isArray(schema.type)) {
    for (const type of schema.type as string[]) yield* goodValues(definitions, { ...schema, type }, depth);
  } else if (schema.properties) yield* goodObjects(definitions, schema, depth);
  else if (schema.type === 'array') {
    yield [];
    for (const item of goodValues(definitions, schema.items ?? true, depth - 1)) yield [item];
  } else if (typeof schema.additionalProperties === 'object') {
    for (const value of goodValues(definitions, schema.additionalProperties, depth - 1)) yield { key: value };
  } else yield sample(definitions, schema);
}

function* goodObjects(definitions: Definitions, schema: Schema, depth: number): Generator<unknown> {
  const members = Object.entries(schema.properties ?? {});
  const smallest = Object.fromEntries(
    members.flatMap(([name, property]) =>
      schema.required?.includes(name) ? [[name, sample(definitions, property)]] : [],
    ),
  );
  yield smallest;
  yield Object.fromEntries(members.map(([name, property]) => [name, sample(definitions, property)]));
  if (depth <= 0) return;
  for (const [name, property] of members) {
    for (const value of goodValues(definitions, property, depth - 1)) yield { ...smallest, [name]: value };
  }
}

/** The smallest value, with a path where text may be empty: some of it is a path in another version. */
function sample(definitions: Definitions, schema: SchemaOrAny): unknown {
  const text = JSON.stringify(exampleOf(definitions, schema));
  return JSON.parse(text, (_key, value: unknown) => (value === '' ? '/' : value));
}

/** A variant with the members of the object it belongs to. */
function merged(owner: Schema, variant: SchemaOrAny): SchemaOrAny {
  if (typeof variant === 'boolean' || !owner.properties) return variant;
  return {
    ...variant,
    properties: { ...owner.properties, ...variant.properties },
    required: [...(owner.required ?? []), ...(variant.required ?? [])],
  };
}

/** Values wrong in one place at most `depth` levels down; where a type is lenient some of them are right. */
export function* badValues(definitions: Definitions, schema: SchemaOrAny, depth: number): Generator<unknown> {
  if (typeof schema === 'boolean' || depth === 0) return;
  if (schema.$ref !== undefined) {
    yield* badValues(definitions, definitions[schema.$ref] ?? true, depth);
    return;
  }
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants && !schema.properties) {
    for (const variant of variants) yield* badValues(definitions, variant, depth);
    return;
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'array') {
    for (const wrong of WRONG) yield [wrong];
    for (const item of badValues(definitions, schema.items ?? true, depth - 1)) yield [item];
  }
  if (typeof schema.additionalProperties === 'object') {
    for (const wrong of WRONG) yield { key: wrong };
    for (const item of badValues(definitions, schema.additionalProperties, depth - 1)) yield { key: item };
  }
  yield* badObjects(definitions, schema, depth);
}

function* badObjects(definitions: Definitions, schema: Schema, depth: number): Generator<unknown> {
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
    for (const inner of badValues(definitions, property, depth - 1)) yield { ...base, [name]: inner };
  }
}

/** Values of no type in particular. */
export const wrongValues = WRONG;
