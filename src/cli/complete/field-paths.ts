// Paths of fields that `--field` may name, read off a definition. Pure.

import type { Profile, SchemaOrAny } from '../../protocol/index.js';

type Definitions = Awaited<ReturnType<Profile['definitions']>>;

/** How many members a path may have; deeper ones are typed faster than searched. */
const DEPTH = 3;

interface FieldPath {
  /** `threadId`, `input[0].type`, … */
  readonly path: string;
  /** The texts it may be, where the definition lists them; `true` and `false` of a boolean. */
  readonly values: readonly string[];
}

/** What may be typed for a field of a method: `path=`, and behind the = each value of those that have few. */
export async function fieldWords(profile: Profile, method: string, typed: string): Promise<string[]> {
  const params = profile.methodInfo(method)?.params;
  if (typeof params !== 'string') return [];
  const paths = fieldPaths(await profile.definitions(), params);
  return typed.includes('=')
    ? paths.flatMap(({ path, values }) => values.map((value) => `${path}=${value}`))
    : paths.map(({ path }) => `${path}=`);
}

/** In the order of the definition. */
function fieldPaths(definitions: Definitions, name: string): FieldPath[] {
  const found = new Map<string, Set<string>>();
  walk({ $ref: name }, '', DEPTH);
  return [...found].map(([path, values]) => ({ path, values: [...values] }));

  function walk(schema: SchemaOrAny, prefix: string, depth: number): void {
    if (typeof schema === 'boolean') return;
    if (schema.$ref !== undefined) {
      walk(definitions[schema.$ref] ?? true, prefix, depth);
      return;
    }
    for (const value of valuesOf(schema)) found.get(prefix)?.add(value);
    for (const variant of schema.oneOf ?? schema.anyOf ?? []) walk(variant, prefix, depth);
    if (schema.items !== undefined) walk(schema.items, `${prefix}[0]`, depth);
    if (depth === 0) return;
    for (const [member, inner] of Object.entries(schema.properties ?? {})) {
      const path = prefix === '' ? member : `${prefix}.${member}`;
      if (!found.has(path)) found.set(path, new Set());
      walk(inner, path, depth - 1);
    }
  }
}

function valuesOf({ enum: listed, type }: { readonly enum?: unknown; readonly type?: unknown }): string[] {
  if (Array.isArray(listed)) return listed.filter((value) => typeof value === 'string');
  const isBoolean = type === 'boolean' || (Array.isArray(type) && type.includes('boolean'));
  return isBoolean ? ['true', 'false'] : [];
}
