// Builds the smallest value that fits a definition: required members only, first variant of a union. What
// `describe` shows and what generators of test input start from.
import type { ProfileFile, Schema, SchemaOrAny } from './profile-data.js';
import type { Profile } from './profiles.js';

type Definitions = ProfileFile['definitions'];

/**
 * @returns an example of the params of a client request: every required member, optional ones left out;
 * undefined when the method takes no params or is unknown.
 */
export async function skeleton(profile: Profile, method: string): Promise<unknown> {
  const name = profile.methodInfo(method)?.params;
  if (name === undefined || name === null) return undefined;
  return exampleOf(await profile.definitions(), { $ref: name });
}

/** An example of each form of string that is not free text. */
const FORMS: Readonly<Record<string, string>> = {
  absolutePath: '/',
  anyAbsolutePath: '/',
  uuid: '00000000-0000-0000-0000-000000000000',
};

/**
 * The smallest value that fits `schema`. Strings are empty unless their type forbids it. A definition that needs
 * itself has no smallest value: it ends in null.
 */
export function exampleOf(
  definitions: Definitions,
  schema: SchemaOrAny,
  { elements = 0 }: { elements?: number } = {},
): unknown {
  return example({ definitions, elements, open: new Set() }, schema);
}

interface Walk {
  readonly definitions: Definitions;
  /** How many elements a list has at least. */
  readonly elements: number;
  /** Definitions that the walk is inside of. */
  readonly open: ReadonlySet<string>;
}

function example(walk: Walk, schema: SchemaOrAny): unknown {
  if (typeof schema === 'boolean') return {};
  const { $ref } = schema;
  if ($ref !== undefined) {
    if (walk.open.has($ref)) return null;
    return example({ ...walk, open: new Set([...walk.open, $ref]) }, walk.definitions[$ref] ?? true);
  }
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const variants = schema.oneOf ?? schema.anyOf;
  const first = variants ? example(walk, variants[0] ?? true) : undefined;
  if (!schema.properties) {
    if (variants) return first;
    return plainExample(walk, schema);
  }
  const own = objectExample(walk, schema);
  return typeof first === 'object' && first !== null ? { ...own, ...first } : own;
}

function plainExample(walk: Walk, schema: Schema): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return FORMS[schema.format ?? ''] ?? 'x'.repeat(schema.minLength ?? 0);
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'array':
      return Array.from({ length: Math.max(schema.minItems ?? 0, walk.elements) }, () =>
        example(walk, schema.items ?? true),
      ).filter((element) => element !== null);
    case 'null':
      return null;
    default:
      return {};
  }
}

function objectExample(walk: Walk, schema: Schema): Record<string, unknown> {
  const members = (schema.required ?? []).map((name): [string, unknown] => [
    name,
    example(walk, schema.properties?.[name] ?? true),
  ]);
  return Object.fromEntries(members);
}
