// Builds, from the definitions of an older and of the newest version, the functions that trim values of each
// definition. Definitions that did not change cost nothing: their step is `keep`.
import type { ProfileFile, Schema, SchemaOrAny } from './profile-data.js';
import { referencesIn } from './references.js';

/** The version cannot say this value. */
export const LOST = Symbol('lost');

/** @returns the value as the older version says it: the same one, a copy without what it lacks, or LOST. */
export type Step = (value: unknown) => unknown;

/** The step of everything that did not change. */
export const keep = <T>(value: T): T => value;

/** Servers write members of any name into these, which their schemas leave out. */
const OPEN: ReadonlySet<string> = new Set(['AppsConfig']);

/** One step per definition of the older version, built when first needed. */
export class Steps {
  readonly #older: ProfileFile['definitions'];
  readonly #newest: ProfileFile['definitions'];
  readonly #built = new Map<string, Step>();
  readonly #same = new Map<string, boolean>();

  constructor(older: ProfileFile['definitions'], newest: ProfileFile['definitions']) {
    this.#older = older;
    this.#newest = newest;
  }

  named(name: string): Step {
    const known = this.#built.get(name);
    if (known) return known;
    if (this.#isUnchanged(name)) {
      this.#built.set(name, keep);
      return keep;
    }
    let step: Step | undefined;
    // Definitions recurse: whoever asks while this one is being built gets a way to it.
    this.#built.set(name, (value) => (step ?? keep)(value));
    const schema = this.#older[name];
    step = this.#step(
      schema && OPEN.has(name) ? { ...schema, additionalProperties: true } : (schema ?? true),
      memberNames(this.#newest[name]),
    );
    this.#built.set(name, step);
    return step;
  }

  /** Whether a definition and all it leads to are the same in both versions. */
  #isUnchanged(name: string): boolean {
    const known = this.#same.get(name);
    if (known !== undefined) return known;
    const reached = new Set<string>();
    const isUnchanged = (one: string): boolean => {
      if (reached.has(one)) return true;
      reached.add(one);
      const schema = this.#older[one];
      return isSame(schema, this.#newest[one]) && referencesIn(schema).every(isUnchanged);
    };
    const same = isUnchanged(name);
    this.#same.set(name, same);
    return same;
  }

  /** @param kept members the newest definition has, which the domain thus writes where they belong */
  #step(schema: SchemaOrAny, kept: ReadonlySet<string>): Step {
    if (typeof schema === 'boolean') return keep;
    if (schema.$ref !== undefined) return this.named(schema.$ref);
    const variants = schema.anyOf ?? schema.oneOf;
    if (variants) return this.#union(schema.properties ? this.#mixed(schema, variants) : variants, kept);
    if (schema.enum) return names(schema.enum);
    if (Array.isArray(schema.type)) {
      return this.#union(
        schema.type.map((type: string): Schema => ({ ...schema, type })),
        kept,
      );
    }
    const type = schema.type ?? 'any';
    switch (type) {
      case 'string':
      case 'boolean':
        return scalar(type);
      case 'integer':
      case 'number':
        return scalar('number');
      case 'null':
        return (value) => (value === null ? null : LOST);
      case 'array':
        return list(this.#step(schema.items ?? true, kept));
      default:
        return this.#object(schema, kept);
    }
  }

  #object(schema: Schema, kept: ReadonlySet<string>): Step {
    const rest = schema.additionalProperties;
    if (schema.properties === undefined) {
      if (rest === undefined || rest === true)
        return schema.type === 'object' ? (v) => (isMap(v) ? v : LOST) : keep;
      return map(this.#step(rest, kept));
    }
    const members = Object.entries(schema.properties).map(([name, property]): [string, Step] => [
      name,
      this.#step(property, kept),
    ]);
    const missing = (schema.present ?? []).filter((name) => !kept.has(name));
    return struct(new Map(members), schema, missing);
  }

  /** The variants of a union that shares members with its owner, each with those members. */
  #mixed(owner: Schema, variants: readonly SchemaOrAny[]): SchemaOrAny[] {
    return variants.map((variant) => {
      const inner = this.#resolved(variant);
      if (typeof inner === 'boolean') return { ...owner, anyOf: undefined, oneOf: undefined };
      return {
        ...inner,
        type: 'object',
        properties: { ...owner.properties, ...inner.properties },
        required: [...(owner.required ?? []), ...(inner.required ?? [])],
        present: [...(owner.present ?? []), ...(inner.present ?? [])],
      };
    });
  }

  #union(variants: readonly SchemaOrAny[], kept: ReadonlySet<string>): Step {
    const inner = variants.filter((variant) => typeof variant === 'boolean' || variant.type !== 'null');
    const [only] = inner;
    const step =
      inner.length === 1 && only !== undefined ? this.#step(only, kept) : this.#variants(inner, kept);
    if (inner.length === variants.length) return step;
    return (value) => {
      if (value === null) return null;
      const trimmed = step(value);
      return trimmed === LOST ? null : trimmed;
    };
  }

  #variants(variants: readonly SchemaOrAny[], kept: ReadonlySet<string>): Step {
    const steps = variants.map((variant) => ({
      step: this.#step(variant, kept),
      fits: guardOf(this.#resolved(variant)),
    }));
    const other = variants.map(fallbackOf).find((name) => name !== undefined);
    return (value) => {
      for (const { step, fits } of steps) {
        if (!fits(value)) continue;
        const trimmed = step(value);
        if (trimmed !== LOST) return trimmed;
      }
      return other ?? LOST;
    };
  }

  #resolved(schema: SchemaOrAny): SchemaOrAny {
    if (typeof schema === 'boolean' || schema.$ref === undefined) return schema;
    return this.#resolved(this.#older[schema.$ref] ?? true);
  }
}

/** Whether a value can be the variant at all: it has the variant's tags and required members. */
function guardOf(variant: SchemaOrAny): (value: unknown) => boolean {
  if (typeof variant === 'boolean' || !variant.properties) return () => true;
  const required = variant.required ?? [];
  const tags = Object.entries(variant.properties).flatMap(([name, property]): [string, unknown][] =>
    typeof property === 'object' && property.enum?.length === 1 ? [[name, property.enum[0]]] : [],
  );
  return (value) =>
    isMap(value) &&
    tags.every(([name, tag]) => value[name] === tag) &&
    required.every((name) => value[name] !== undefined);
}

/** @param missing members this version always writes and the newest does not have */
function struct(members: ReadonlyMap<string, Step>, schema: Schema, missing: readonly string[]): Step {
  const required = new Set(schema.required);
  const rest = schema.additionalProperties;
  const isClosed = rest === undefined || rest === false;
  const written = missing.map((name): [string, unknown] => {
    const property = schema.properties?.[name];
    return [name, typeof property === 'object' ? (property.default ?? null) : null];
  });
  return (value) => {
    if (!isMap(value)) return LOST;
    let out: Record<string, unknown> | undefined;
    for (const name of Object.keys(value)) {
      const step = members.get(name);
      if (step === undefined && !isClosed) continue;
      const before = value[name];
      const after = step === undefined ? LOST : step(before);
      if (after === before) continue;
      if (after === LOST && required.has(name)) return LOST;
      out ??= { ...value };
      if (after === LOST) delete out[name];
      else out[name] = after;
    }
    for (const [name, standard] of written) {
      if ((out ?? value)[name] !== undefined) continue;
      out ??= { ...value };
      out[name] = standard;
    }
    return out ?? value;
  };
}

function map(step: Step): Step {
  return (value) => {
    if (!isMap(value)) return LOST;
    let out: Record<string, unknown> | undefined;
    for (const name of Object.keys(value)) {
      const after = step(value[name]);
      if (after === value[name]) continue;
      out ??= { ...value };
      if (after === LOST) delete out[name];
      else out[name] = after;
    }
    return out ?? value;
  };
}

function list(step: Step): Step {
  return (value) => {
    if (!Array.isArray(value)) return LOST;
    if (step === keep) return value;
    const out = value.map(step);
    return out.every((item, at) => item === value[at]) ? value : out.filter((item) => item !== LOST);
  };
}

function names(known: NonNullable<Schema['enum']>): Step {
  const values = new Set<unknown>(known);
  const other = fallbackOf({ enum: known });
  return (value) => {
    if (values.has(value)) return value;
    return typeof value === 'string' ? (other ?? LOST) : LOST;
  };
}

/** The bare name a version has for what it does not know. */
function fallbackOf(variant: SchemaOrAny): string | undefined {
  const known = typeof variant === 'object' ? variant.enum : undefined;
  return ['other', 'unknown'].find((name) => known?.includes(name));
}

function scalar(type: 'string' | 'boolean' | 'number'): Step {
  return (value) => (typeof value === type ? value : LOST);
}

/** Every member name a definition spells out, those of its variants included. */
function memberNames(schema: Schema | undefined): ReadonlySet<string> {
  const found = new Set<string>();
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === 'properties' && isMap(value)) for (const name of Object.keys(value)) found.add(name);
    return value;
  });
  return found;
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const left = Object.entries(a);
  if (left.length !== Object.keys(b).length || Array.isArray(a) !== Array.isArray(b)) return false;
  return left.every(([key, value]) => Object.hasOwn(b, key) && isSame(value, b[key as keyof typeof b]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
