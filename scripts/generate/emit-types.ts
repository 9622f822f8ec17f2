// Writes the TypeScript types of one profile: one exported type per definition and the four method maps.
import type { ProfileFile, RequestFact, Schema, SchemaOrAny } from '../../src/protocol/profile-data.js';
import { referencesIn } from '../../src/protocol/references.js';

/** @returns the text of types.ts for a profile. */
export function emitTypes(profile: ProfileFile): string {
  const input = namesReachableFrom(profile, clientInputs(profile));
  const parts = [
    `// Types of codex ${profile.version}, generated from profiles/${profile.version}.json.`,
    ...Object.entries(profile.definitions).map(([name, schema]) =>
      declaration(name, schema, input.has(name) ? 'read' : 'written'),
    ),
    requestMap('ClientRequests', profile.clientRequests),
    requestMap('ServerRequests', profile.serverRequests),
    notificationMap('ServerNotifications', profile.notifications),
    notificationMap('ClientNotifications', profile.clientNotifications),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** `written` types insist on the members a server always writes; `read` ones only on what a reader insists on. */
type Side = 'read' | 'written';

function declaration(name: string, schema: Schema, side: Side): string {
  const plain = schema.type === 'object' && schema.properties && !schema.anyOf && !schema.oneOf;
  if (plain && schema.additionalProperties === undefined)
    return `export interface ${name} ${members(schema, side, '')}`;
  return `export type ${name} = ${type(schema, side, '')};`;
}

function type(schema: SchemaOrAny, side: Side, indent: string): string {
  const parts = [...new Set(alternatives(schema, side, indent))];
  if (parts.includes('unknown')) return 'unknown';
  const sorted = [...parts.filter((part) => part !== 'null'), ...parts.filter((part) => part === 'null')];
  return sorted.join(' | ') || 'never';
}

/** The members of the union a schema stands for; none of them needs parentheses beside `|`. */
function alternatives(schema: SchemaOrAny, side: Side, indent: string): string[] {
  if (typeof schema === 'boolean') return [schema ? 'unknown' : 'never'];
  if (schema.$ref !== undefined) return [schema.$ref];
  if (schema.const !== undefined) return [JSON.stringify(schema.const)];
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value));
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) {
    const inner = variants.flatMap((variant) => alternatives(variant, side, indent));
    return schema.properties ? [`(${members(schema, side, indent)} & (${inner.join(' | ')}))`] : inner;
  }
  if (Array.isArray(schema.type)) {
    return schema.type.flatMap((one: string) => alternatives({ ...schema, type: one }, side, indent));
  }
  const plain = schema.type ?? 'any';
  switch (plain) {
    case 'string':
    case 'boolean':
    case 'null':
      return [plain];
    case 'integer':
    case 'number':
      return ['number'];
    case 'array':
      return [`Array<${type(schema.items ?? true, side, indent)}>`];
    case 'object':
      return [objectType(schema, side, indent)];
    default:
      return ['unknown'];
  }
}

function objectType(schema: Schema, side: Side, indent: string): string {
  const rest = schema.additionalProperties;
  const open = rest === true || typeof rest === 'object';
  const map = open ? `Record<string, ${type(rest, side, indent)}>` : undefined;
  if (schema.properties === undefined) return map ?? 'Record<string, never>';
  const known = members(schema, side, indent);
  return map === undefined ? known : `(${known} & ${map})`;
}

function members(schema: Schema, side: Side, indent: string): string {
  const inner = `${indent}  `;
  const needed = new Set([...(schema.required ?? []), ...(side === 'written' ? (schema.present ?? []) : [])]);
  const lines = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
    return `${inner}${key}${needed.has(name) ? '' : '?'}: ${type(property, side, inner)};`;
  });
  return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('\n')}\n${indent}}`;
}

function requestMap(name: string, facts: ProfileFile['clientRequests']): string {
  const lines = Object.entries(facts).map(
    ([method, fact]) =>
      `  ${JSON.stringify(method)}: { params: ${paramsType(fact)}; result: ${fact.result} };`,
  );
  return `export interface ${name} {\n${lines.join('\n')}\n}`;
}

function paramsType({ params, paramsOptional }: RequestFact): string {
  if (params === null) return 'undefined';
  return paramsOptional ? `${params} | null | undefined` : params;
}

function notificationMap(name: string, facts: ProfileFile['notifications']): string {
  const lines = Object.entries(facts).map(
    ([method, { params }]) => `  ${JSON.stringify(method)}: ${params ?? 'undefined'};`,
  );
  return `export interface ${name} {\n${lines.join('\n')}\n}`;
}

/** Definitions a client writes: params of its requests, results of the server's requests. */
function clientInputs(profile: ProfileFile): string[] {
  return [
    ...Object.values(profile.clientRequests).flatMap(({ params }) => params ?? []),
    ...Object.values(profile.serverRequests).map(({ result }) => result),
  ];
}

/** All definitions reachable from the given ones. */
export function namesReachableFrom(
  profile: Pick<ProfileFile, 'definitions'>,
  names: Iterable<string>,
): Set<string> {
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    referencesIn(profile.definitions[name]).forEach(visit);
  };
  for (const name of names) visit(name);
  return seen;
}
