// What is wrong with the schema of a tool's arguments, in the words of the real servers. Both put it right before they
// read it, so that little is: 0.169.0 reads a struct whose type may be anything, 0.118.0 one of six kinds by its type.

import { isRecord } from '../util/peek.js';
import { unknownVariant, wrongJson, wrongType } from '../util/value-words.js';

/** How a version reads schemas. */
type Reading = 'struct' | 'tagged';

const KINDS = ['boolean', 'string', 'integer', 'number', 'array', 'object'];
const WHOLES = { struct: 'struct JsonSchema', tagged: 'internally tagged enum JsonSchema' };
const MEMBERS_OF_STRUCT = 15;

/** Null when nothing is. */
export function toolSchemaProblem(schema: unknown, reading: Reading): string | null {
  if (reading === 'struct' && isRecord(schema) && schema.type === 'null') {
    return 'tool input schema must not be a singleton null type';
  }
  return problemOf(schema, reading);
}

function problemOf(schema: unknown, reading: Reading): string | null {
  if (typeof schema === 'boolean') return null;
  if (Array.isArray(schema)) return problemOfList(schema, reading);
  if (!isRecord(schema)) return wrong(schema, WHOLES[reading], reading);
  const { type } = schema;
  if (reading === 'tagged' && typeof type === 'string' && !KINDS.includes(type))
    return unknownVariant(type, KINDS);
  for (const [name, kind] of Object.entries(MEMBERS)) {
    const isRead = reading === 'struct' || !ONLY_IN_STRUCT.includes(name);
    const problem = isRead && schema[name] != null ? problemOfMember(schema[name], kind, reading) : null;
    if (problem !== null) return problem;
  }
  return null;
}

type Kind = 'text' | 'list' | 'schema' | 'schemas' | 'map' | 'flagOrSchema';

const MEMBERS: Readonly<Record<string, Kind>> = {
  $ref: 'text',
  description: 'text',
  enum: 'list',
  items: 'schema',
  properties: 'map',
  required: 'list',
  additionalProperties: 'flagOrSchema',
  anyOf: 'schemas',
  oneOf: 'schemas',
  allOf: 'schemas',
};

const ONLY_IN_STRUCT = ['$ref', 'enum', 'anyOf', 'oneOf', 'allOf'];

function problemOfMember(value: unknown, kind: Kind, reading: Reading): string | null {
  switch (kind) {
    case 'text':
      return typeof value === 'string' ? null : wrong(value, 'a string', reading);
    case 'list':
      return Array.isArray(value) ? null : wrong(value, 'a sequence', reading);
    case 'schema':
      return problemOf(value, reading);
    case 'schemas':
      return Array.isArray(value) ? firstProblem(value, reading) : wrong(value, 'a sequence', reading);
    case 'map':
      return isRecord(value) ? firstProblem(Object.values(value), reading) : wrong(value, 'a map', reading);
    case 'flagOrSchema':
      return problemOf(value, reading) === null
        ? null
        : 'data did not match any variant of untagged enum AdditionalProperties';
  }
}

function firstProblem(schemas: readonly unknown[], reading: Reading): string | null {
  return schemas.map((schema) => problemOf(schema, reading)).find((problem) => problem !== null) ?? null;
}

/** Members in their order: never enough of them. */
function problemOfList(members: readonly unknown[], reading: Reading): string | null {
  const [first, second] = members;
  if (reading === 'tagged') {
    if (typeof first !== 'string') return 'missing field `type`';
    return KINDS.includes(first)
      ? `invalid length ${members.length - 1}, expected struct variant JsonSchema::${first.charAt(0).toUpperCase()}${first.slice(1)} with 1 element`
      : unknownVariant(first, KINDS);
  }
  return second == null || typeof second === 'string' || Array.isArray(second)
    ? `invalid length ${members.length}, expected struct JsonSchema with ${MEMBERS_OF_STRUCT} elements`
    : 'data did not match any variant of untagged enum JsonSchemaType';
}

function wrong(value: unknown, expected: string, reading: Reading): string {
  return reading === 'struct' ? wrongJson(value, expected) : wrongType(value, expected);
}
