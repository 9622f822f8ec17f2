// Makes a small value that follows a JSON schema, for requests that demand structured output.

import { isObject, type JsonObject } from './model-request.js';

const DEEPEST = 12;

/** A value with everything the schema requires and nothing else; `words` stand wherever a text is due. */
export function schemaSample(schema: unknown, words: string): unknown {
  return sample(schema, schema, words, 0);
}

function sample(schema: unknown, root: unknown, words: string, depth: number): unknown {
  if (!isObject(schema) || depth > DEEPEST) return {};
  const again = (inner: unknown): unknown => sample(inner, root, words, depth + 1);
  if (typeof schema.$ref === 'string') return again(referenced(root, schema.$ref));
  if (schema.const !== undefined) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  for (const choice of [schema.anyOf, schema.oneOf]) if (Array.isArray(choice)) return again(choice[0]);
  if (Array.isArray(schema.allOf)) return Object.assign({}, ...schema.allOf.map(again));
  switch (typeOf(schema)) {
    case 'string':
      return textOf(schema, words);
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'array':
      return Array.from({ length: Number(schema.minItems ?? 0) }, () => again(schema.items));
    default:
      return objectOf(schema, again);
  }
}

function typeOf(schema: JsonObject): unknown {
  if (Array.isArray(schema.type)) return schema.type[0];
  return schema.type ?? (schema.items === undefined ? 'object' : 'array');
}

function textOf(schema: JsonObject, words: string): string {
  const text = words.padEnd(Number(schema.minLength ?? 0), '.');
  return typeof schema.maxLength === 'number' ? text.slice(0, schema.maxLength) : text;
}

function objectOf(schema: JsonObject, again: (inner: unknown) => unknown): JsonObject {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const names = Array.isArray(schema.required) ? schema.required.map(String) : Object.keys(properties);
  return Object.fromEntries(names.map((name) => [name, again(properties[name])]));
}

function referenced(root: unknown, ref: string): unknown {
  let value = root;
  for (const step of ref.replace(/^#\/?/, '').split('/')) {
    if (step !== '') value = isObject(value) ? value[step] : undefined;
  }
  return value;
}
