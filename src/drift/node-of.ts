// A schema as what may be sent: one node of a few kinds, unions of names told from unions of objects. Pure.

import type { Schema, SchemaOrAny } from '../protocol/index.js';

export type Node =
  | { readonly kind: 'any' }
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'scalar'; readonly type: string; readonly format: string | null }
  | { readonly kind: 'object'; readonly schema: Schema }
  | { readonly kind: 'list'; readonly items: SchemaOrAny }
  | { readonly kind: 'map'; readonly values: SchemaOrAny }
  | { readonly kind: 'variants'; readonly variants: ReadonlyMap<string, Variant> };

/** One of the forms a value may take: a bare name, or an object that its tag or its single key tells. */
export interface Variant {
  /** Null for a bare name. */
  readonly schema: SchemaOrAny | null;
  /** Whether its name is a text of the message, not ours for a type. */
  readonly isLiteral: boolean;
}

/** A node, and whether null may stand in its place. */
export interface Place {
  readonly isNullable: boolean;
  readonly node: Node;
}

export function placeOf(schema: SchemaOrAny | undefined): Place {
  if (typeof schema !== 'object') return { isNullable: false, node: { kind: 'any' } };
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const isNull = (one: SchemaOrAny) => typeof one === 'object' && one.type === 'null';
  const union = schema.anyOf ?? schema.oneOf;
  const isNullable = types.includes('null') || (union?.some(isNull) ?? false);
  const rest = union?.filter((one) => !isNull(one));
  if (rest?.length === 1 && schema.properties === undefined) {
    const inner = placeOf(rest[0]);
    return { isNullable: isNullable || inner.isNullable, node: inner.node };
  }
  const own = types.filter((type) => type !== 'null');
  return { isNullable, node: nodeOf(schema, own, rest) };
}

function nodeOf(schema: Schema, types: readonly string[], union: readonly SchemaOrAny[] | undefined): Node {
  if (schema.$ref !== undefined) return { kind: 'ref', name: schema.$ref };
  if (union !== undefined && (schema.properties === undefined || tagOf(union) !== null)) {
    return { kind: 'variants', variants: variantsOf(union.map((one) => withCommon(one, schema))) };
  }
  if (schema.properties !== undefined) return { kind: 'object', schema: withMixedIn(schema, union ?? []) };
  if (schema.enum !== undefined) {
    return {
      kind: 'variants',
      variants: new Map(schema.enum.map((value) => [String(value), { schema: null, isLiteral: true }])),
    };
  }
  if (types.length !== 1) return { kind: 'any' };
  const [type = ''] = types;
  if (type === 'array') return { kind: 'list', items: schema.items ?? true };
  if (type !== 'object') return { kind: 'scalar', type, format: rangeOf(type, schema.format) };
  if (schema.additionalProperties !== undefined) {
    return { kind: 'map', values: schema.additionalProperties };
  }
  return { kind: 'object', schema };
}

/** A form of a union, with the members that all its forms share. */
function withCommon(one: SchemaOrAny, { properties, required }: Schema): SchemaOrAny {
  if (typeof one !== 'object' || properties === undefined) return one;
  return {
    ...one,
    properties: { ...one.properties, ...properties },
    required: [...(one.required ?? []), ...(required ?? [])],
  };
}

/** Members of a union that is mixed into an object: each of them may be there. */
function withMixedIn(schema: Schema, union: readonly SchemaOrAny[]): Schema {
  const mixed = union.flatMap((one) => (typeof one === 'object' ? Object.entries(one.properties ?? {}) : []));
  return mixed.length === 0
    ? schema
    : { ...schema, properties: { ...Object.fromEntries(mixed), ...schema.properties } };
}

/** Only the formats that limit a number count; the others are hints. */
function rangeOf(type: string, format: string | undefined): string | null {
  return type === 'integer' || type === 'number' ? (format ?? null) : null;
}

function variantsOf(union: readonly SchemaOrAny[]): Map<string, Variant> {
  const tag = tagOf(union);
  const variants = new Map<string, Variant>();
  for (const [at, one] of union.entries()) {
    if (typeof one === 'object' && one.enum !== undefined) {
      for (const value of one.enum) variants.set(String(value), { schema: null, isLiteral: true });
    } else {
      const { name, isLiteral } = nameOf(one, tag) ?? { name: `form ${at + 1}`, isLiteral: false };
      variants.set(name, { schema: one, isLiteral });
    }
  }
  return variants;
}

/** The member that tells all objects of a union apart; null when there is none. */
function tagOf(union: readonly SchemaOrAny[]): string | null {
  const objects = union.filter(
    (one): one is Schema => typeof one === 'object' && one.properties !== undefined,
  );
  const candidates = Object.keys(objects[0]?.properties ?? {});
  return candidates.find((name) => objects.every((one) => constantOf(one, name) !== null)) ?? null;
}

function constantOf(schema: Schema, member: string): string | null {
  const value = schema.properties?.[member];
  if (typeof value !== 'object') return null;
  if (typeof value.const === 'string') return value.const;
  return value.enum?.length === 1 ? String(value.enum[0]) : null;
}

function nameOf(one: SchemaOrAny, tag: string | null): { name: string; isLiteral: boolean } | null {
  if (typeof one !== 'object') return null;
  if (one.$ref !== undefined) return { name: one.$ref, isLiteral: false };
  const constant = tag === null ? null : constantOf(one, tag);
  if (constant !== null) return { name: constant, isLiteral: true };
  const members = Object.keys(one.properties ?? {});
  if (members.length > 0) return { name: members.sort().join(' and '), isLiteral: members.length === 1 };
  const name = typeof one.type === 'string' ? one.type : one.type?.join(' or ');
  return name === undefined ? null : { name, isLiteral: false };
}
