// JSON schemas as TypeScript, as which models are told what a tool takes and gives. Pure.

import { isRecord } from '../../util/peek.js';

/** What a function of `name` looks like to a script. @param result TypeScript of what it resolves with */
export function declaration(name: string, input: string, result: string): string {
  return `declare const tools: { ${name}(${input}): Promise<${result}>; };`;
}

export function typeOf(schema: unknown): string {
  if (!isRecord(schema)) return 'unknown';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return union(schema.enum.map((value) => JSON.stringify(value)));
  const choices = [schema.anyOf, schema.oneOf].find(Array.isArray) as unknown[] | undefined;
  if (choices !== undefined) return union(choices.map(typeOf));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type })));
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return `Array<${typeOf(schema.items)}>`;
    default:
      return schema.type === 'object' || isRecord(schema.properties) ? objectType(schema) : 'unknown';
  }
}

function objectType({
  properties,
  required,
  additionalProperties,
}: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(isRecord(properties) ? properties : {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const needed = new Set(Array.isArray(required) ? required : []);
  const isDescribed = members.some(([, schema]) => descriptionOf(schema) !== null);
  const lines = members.flatMap(([name, schema]) => [
    ...(descriptionOf(schema) ?? '').split('\n').flatMap((line) => (line === '' ? [] : [`  // ${line}`])),
    `${isDescribed ? '  ' : ''}${memberName(name)}${needed.has(name) ? '' : '?'}: ${typeOf(schema)};`,
  ]);
  if (additionalProperties !== false && (members.length === 0 || isRecord(additionalProperties))) {
    lines.push(
      `[key: string]: ${isRecord(additionalProperties) ? typeOf(additionalProperties) : 'unknown'};`,
    );
  }
  if (lines.length === 0) return '{}';
  return isDescribed ? `{\n${lines.join('\n')}\n}` : `{ ${lines.join(' ')} }`;
}

function memberName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function descriptionOf(schema: unknown): string | null {
  return isRecord(schema) && typeof schema.description === 'string' && schema.description !== ''
    ? schema.description
    : null;
}

function union(types: readonly string[]): string {
  return [...new Set(types)].join(' | ');
}
