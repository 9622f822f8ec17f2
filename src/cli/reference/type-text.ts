// A definition in words short enough for one line: `string | null`, `UserInput[]`, `"low" | "high"`.

import type { Schema, SchemaOrAny } from '../../protocol/index.js';

/** The type of one member; names of definitions stand for themselves. */
export function typeText(schema: SchemaOrAny): string {
  if (typeof schema === 'boolean') return schema ? 'any' : 'never';
  if (schema.$ref !== undefined) return schema.$ref;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants !== undefined) return [...new Set(variants.map(typeText))].join(' | ');
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  if (types.length === 0) return 'any';
  return types.map((type) => oneType(type, schema)).join(' | ');
}

function oneType(type: string, schema: Schema): string {
  if (type === 'array') {
    const inner = typeText(schema.items ?? true);
    return inner.includes(' ') ? `(${inner})[]` : `${inner}[]`;
  }
  if (type !== 'object' || schema.properties !== undefined) return type;
  const values = schema.additionalProperties;
  return values === undefined || typeof values === 'boolean' ? 'object' : `{ [name]: ${typeText(values)} }`;
}
