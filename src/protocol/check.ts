// Checks a value against a definition and says where it does not fit: one finding for each place, with the way to
// it. What people who write params by hand are told; the server's own sentence comes from decode.ts.
import { describe, isMap } from './problem.js';
import type { ProfileFile, Schema, SchemaOrAny } from './profile-data.js';

type Definitions = ProfileFile['definitions'];

/** One place that does not fit. */
export interface Misfit {
  /** From the value down, dots between members, `[0]` for elements; empty for the value itself. */
  readonly path: string;
  /** What is wrong there, without a full stop. */
  readonly message: string;
  /**
   * `unknown`: a member the definition does not have, which a server reads past; everything else is refused.
   */
  readonly kind: 'missing' | 'type' | 'value' | 'unknown';
}

/** @returns every place where `value` does not fit `schema`, in the order of the value; empty when it fits. */
export function misfits(definitions: Definitions, schema: SchemaOrAny, value: unknown): Misfit[] {
  const found: Misfit[] = [];
  walk({ definitions, report: (misfit) => found.push(misfit) }, schema, value, '');
  return found;
}

interface Walk {
  readonly definitions: Definitions;
  readonly report: (misfit: Misfit) => void;
}

function walk(run: Walk, given: SchemaOrAny, value: unknown, path: string): void {
  const schema = resolve(run.definitions, given);
  if (schema === true) return;
  if (schema === false) {
    run.report({ path, kind: 'unknown', message: 'must not be here' });
    return;
  }
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants !== undefined) {
    const variant = variantFor(run, variants, value, path);
    // Members beside the variants belong to each of them.
    if (variant !== undefined)
      walk(run, schema.properties === undefined ? variant : merged(schema, variant), value, path);
    return;
  }
  const message = refusal(schema, value);
  if (message !== undefined) run.report({ path, ...message });
  else if (isMap(value)) walkMembers(run, schema, value, path);
  else if (Array.isArray(value)) {
    for (const [index, element] of value.entries())
      walk(run, schema.items ?? true, element, `${path}[${index}]`);
  }
}

/** What is wrong with the value itself, its members and elements aside. */
function refusal(schema: Schema, value: unknown): Omit<Misfit, 'path'> | undefined {
  const isNullable = typesOf(schema).includes('null');
  if (value === null && isNullable) return undefined;
  const allowed = schema.const === undefined ? schema.enum : [schema.const];
  if (allowed !== undefined) {
    if (allowed.some((one) => one === value)) return undefined;
    return { kind: 'value', message: `must be ${oneOf(allowed)}` };
  }
  if (schema.type !== undefined && !fits(schema, value))
    return { kind: 'type', message: `must be ${words(schema)}, not ${describe(value)}` };
  const least = schema.minimum ?? (/^uint/.test(schema.format ?? '') ? 0 : undefined);
  if (typeof value === 'number' && least !== undefined && value < least)
    return { kind: 'value', message: `must be ${least} or more` };
  if (typeof value === 'string' && value.length < (schema.minLength ?? 0))
    return { kind: 'value', message: 'must not be empty' };
  return undefined;
}

function walkMembers(run: Walk, schema: Schema, value: Record<string, unknown>, path: string): void {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name))
      run.report({ path: join(path, name), kind: 'missing', message: 'is missing' });
  }
  const others = schema.additionalProperties ?? schema.properties === undefined;
  for (const [name, member] of Object.entries(value)) {
    const known = Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;
    if (known !== undefined) walk(run, known, member, join(path, name));
    else if (others !== false) walk(run, others, member, join(path, name));
    else {
      const names = Object.keys(schema.properties ?? {});
      const near = nearest(name, names);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      run.report({ path: join(path, name), kind: 'unknown', message: `is not known here${hint}` });
    }
  }
}

/** The variant that is meant: the one that fits, or the one whose tag the value carries; else that is reported. */
function variantFor(
  run: Walk,
  variants: readonly SchemaOrAny[],
  value: unknown,
  path: string,
): SchemaOrAny | undefined {
  const resolved = variants.map((variant) => resolve(run.definitions, variant));
  const fitting = resolved.find((variant) => refusals(run, variant, value).length === 0);
  if (fitting !== undefined) return fitting;
  const candidates = resolved.filter((variant) => !isNull(variant));
  if (candidates.length === 1) return candidates[0];
  const tag = tagOf(run.definitions, candidates);
  if (tag !== undefined && isMap(value)) {
    const tagged = candidates.find((variant) =>
      tagValues(run.definitions, variant, tag).includes(value[tag]),
    );
    if (tagged !== undefined) return tagged;
    const known = candidates.flatMap((variant) => tagValues(run.definitions, variant, tag));
    const isMissing = !Object.hasOwn(value, tag);
    run.report({
      path: join(path, tag),
      kind: isMissing ? 'missing' : 'value',
      message: isMissing ? `is missing; it is ${oneOf(known)}` : `must be ${oneOf(known)}`,
    });
    return undefined;
  }
  const forms = [
    ...new Set(candidates.map((variant) => (typeof variant === 'boolean' ? 'anything' : words(variant)))),
  ];
  run.report({ path, kind: 'type', message: `must be ${forms.join(' or ')}, not ${describe(value)}` });
  return undefined;
}

/** What a server would refuse; members it reads past are none of it. */
function refusals({ definitions }: Walk, schema: SchemaOrAny, value: unknown): Misfit[] {
  return misfits(definitions, schema, value).filter(({ kind }) => kind !== 'unknown');
}

/** The member that tells the variants apart: a required one with fixed values in each. */
function tagOf(definitions: Definitions, variants: readonly SchemaOrAny[]): string | undefined {
  const [first] = variants;
  if (first === undefined || typeof first === 'boolean') return undefined;
  return (first.required ?? []).find((name) =>
    variants.every((variant) => tagValues(definitions, variant, name).length > 0),
  );
}

function tagValues(definitions: Definitions, variant: SchemaOrAny, tag: string): readonly unknown[] {
  if (typeof variant === 'boolean') return [];
  const member = resolve(definitions, variant.properties?.[tag] ?? true);
  if (typeof member === 'boolean') return [];
  return member.const === undefined ? (member.enum ?? []) : [member.const];
}

function merged(schema: Schema, variant: SchemaOrAny): Schema {
  const own = typeof variant === 'boolean' ? {} : variant;
  return {
    ...own,
    type: 'object',
    properties: { ...schema.properties, ...own.properties },
    required: [...(schema.required ?? []), ...(own.required ?? [])],
  };
}

function resolve(definitions: Definitions, schema: SchemaOrAny): SchemaOrAny {
  if (typeof schema === 'boolean' || schema.$ref === undefined) return schema;
  const target = definitions[schema.$ref];
  return target === undefined ? true : resolve(definitions, target);
}

function isNull(schema: SchemaOrAny): boolean {
  return typeof schema === 'object' && schema.type === 'null';
}

function typesOf(schema: Schema): readonly string[] {
  if (schema.type === undefined) return [];
  return typeof schema.type === 'string' ? [schema.type] : schema.type;
}

function fits(schema: Schema, value: unknown): boolean {
  const types = typesOf(schema);
  if (value === null) return types.includes('null');
  if (Array.isArray(value)) return types.includes('array');
  if (typeof value === 'number')
    return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
  return types.includes(typeof value);
}

/** `"a"`, or `one of "a", "b"`. */
function oneOf(allowed: readonly unknown[]): string {
  const list = allowed.map((one) => JSON.stringify(one)).join(', ');
  return allowed.length === 1 ? list : `one of ${list}`;
}

const ARTICLES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'an array',
  object: 'an object',
  null: 'null',
};

function words(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' or ');
  const types = typesOf(schema).map((type) => ARTICLES[type] ?? type);
  return types.length === 0 ? 'an object' : types.join(' or ');
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The name most like `name`, when one is like it at all. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one): [string, number] => [one, distance(name.toLowerCase(), one.toLowerCase())])
    .sort(([, a], [, b]) => a - b);
  const [best] = ranked;
  return best !== undefined && best[1] <= Math.max(2, Math.floor(name.length / 3)) ? best[0] : undefined;
}

/** How many letters must be changed, added or taken away. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1];
    for (const [at, other] of Array.from(to).entries()) {
      const kept = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(kept, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
