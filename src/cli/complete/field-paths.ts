// Paths of fields that `--field` may name, read off a definition. Pure.

import type { Profile, SchemaOrAny } from '../../protocol/index.js';

type Definitions = Awaited<ReturnType<Profile['definitions']>>;

/** How many members a path may have; deeper ones are typed faster than searched. */
const DEPTH = 3;

/** `threadId`, `input[0].type`, … in the order of the definition. */
export function fieldPaths(definitions: Definitions, name: string): string[] {
  const paths = new Set<string>();
  walk(definitions, { $ref: name }, '', DEPTH, paths);
  return [...paths];
}

function walk(
  definitions: Definitions,
  schema: SchemaOrAny,
  prefix: string,
  depth: number,
  paths: Set<string>,
): void {
  if (typeof schema === 'boolean') return;
  if (schema.$ref !== undefined) {
    walk(definitions, definitions[schema.$ref] ?? true, prefix, depth, paths);
    return;
  }
  for (const variant of schema.oneOf ?? schema.anyOf ?? []) walk(definitions, variant, prefix, depth, paths);
  if (schema.items !== undefined) walk(definitions, schema.items, `${prefix}[0]`, depth, paths);
  if (depth === 0) return;
  for (const [member, inner] of Object.entries(schema.properties ?? {})) {
    const path = prefix === '' ? member : `${prefix}.${member}`;
    paths.add(path);
    walk(definitions, inner, path, depth - 1, paths);
  }
}
