// Brings raw JSON Schema of a binary into the form profiles keep: no prose, bare reference names, one flat table.
import type { Schema, SchemaOrAny } from '../protocol/index.js';

/** The one-file schema bundle: `definitions` with the newer names nested under `v2`. */
export interface RawBundle {
  readonly definitions: Readonly<Record<string, unknown>>;
}

const MEMBERS = [
  'type',
  'format',
  'enum',
  'const',
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'required',
] as const;
const IGNORED = new Set([
  '$schema',
  'title',
  'description',
  'definitions',
  'writeOnly',
  'examples',
  'deprecated',
]);

/** @returns every definition of the bundle under one name; @throws on a member this form does not know. */
export function flattenDefinitions(bundle: RawBundle): Map<string, Schema> {
  const { v2, ...shared } = bundle.definitions as Record<string, unknown> & { v2?: Record<string, unknown> };
  const table = new Map<string, Schema>();
  const newer = v2 ?? {};
  for (const [name, raw] of Object.entries(newer)) table.set(name, asObject(toForm(raw)));
  for (const [name, raw] of Object.entries(shared)) {
    const form = asObject(toForm(raw));
    const other = table.get(name);
    if (other !== undefined && !sameForm(other, form)) {
      throw new Error(
        `definition ${name} differs between the shared and the v2 table: choose a name for one`,
      );
    }
    table.set(name, form);
  }
  return table;
}

/** Structural equality, blind to the order of members and of union variants' spelling (`anyOf`, `oneOf`). */
export function sameForm(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (key, inner: unknown) => {
    if (key === 'required' && Array.isArray(inner))
      return [...inner].map(String).sort((a, b) => (a < b ? -1 : 1));
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).map(([k, v]): [string, unknown] => [
      k === 'oneOf' ? 'anyOf' : k,
      v,
    ]);
    return Object.fromEntries(entries.sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}

/** One raw schema without prose, members in a fixed order. */
function toForm(raw: unknown): SchemaOrAny {
  if (typeof raw === 'boolean') return raw;
  if (typeof raw !== 'object' || raw === null) throw new Error(`not a schema: ${JSON.stringify(raw)}`);
  const from = raw as Record<string, unknown>; // raw schema text is an object here
  for (const key of Object.keys(from)) {
    if (!KNOWN.has(key) && !IGNORED.has(key))
      throw new Error(`unknown schema member ${key}: ${JSON.stringify(raw)}`);
  }
  const to: Record<string, unknown> = {};
  if (typeof from.$ref === 'string') to.$ref = from.$ref.replace(/^#\/definitions\/(v2\/)?/, '');
  if (Array.isArray(from.allOf)) {
    if (from.allOf.length !== 1) throw new Error(`allOf of several: ${JSON.stringify(raw)}`);
    Object.assign(to, asObject(toForm(from.allOf[0])));
  }
  for (const member of MEMBERS) if (from[member] !== undefined) to[member] = from[member];
  if (String(to.format).startsWith('uint')) delete to.minimum;
  if (from.default !== undefined && from.default !== null) to.default = from.default;
  if (from.properties !== undefined) to.properties = mapValues(from.properties, toForm);
  if (from.additionalProperties !== undefined) to.additionalProperties = toForm(from.additionalProperties);
  if (from.items !== undefined) to.items = toForm(from.items);
  for (const union of ['anyOf', 'oneOf'] as const) {
    if (Array.isArray(from[union])) to[union] = flattenNullable(from[union].map(toForm));
  }
  return to as Schema; // built from the members of Schema alone
}

const KNOWN = new Set<string>([
  ...MEMBERS,
  '$ref',
  'allOf',
  'default',
  'properties',
  'additionalProperties',
  'items',
  'anyOf',
  'oneOf',
]);

/** An optional of an optional says null twice; once is enough. */
function flattenNullable(variants: SchemaOrAny[]): SchemaOrAny[] {
  const flat = variants.flatMap((v) =>
    typeof v === 'object' && v.anyOf && Object.keys(v).length === 1 ? [...v.anyOf] : [v],
  );
  return flat.filter((v, at) => flat.findIndex((other) => sameForm(other, v)) === at);
}

function mapValues(object: unknown, map: (value: unknown) => SchemaOrAny): Record<string, SchemaOrAny> {
  return Object.fromEntries(Object.entries(object as object).map(([key, value]) => [key, map(value)]));
}

function asObject(form: SchemaOrAny): Schema {
  return form === true ? {} : form === false ? { not: {} } : form;
}
