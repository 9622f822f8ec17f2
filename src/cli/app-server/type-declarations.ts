// `generate-ts`: the types of a version as TypeScript files, one per definition and an index.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type RequestFact, referencesIn, type Schema } from '../../protocol/index.js';
import { publishedFacts } from './published-facts.js';

type SchemaOrAny = Schema | boolean;

/** Makes the folder when it is missing. */
export async function writeTypes(
  { out, experimental }: { readonly out: string; readonly experimental: boolean },
  version: string,
): Promise<void> {
  const facts = await publishedFacts(version, experimental);
  const requests = (table: Readonly<Record<string, RequestFact>>) =>
    Object.entries(table).map(([method, { params }]) =>
      messageType(`id: string | number; method: "${method}"`, params),
    );
  const notifications = (table: Readonly<Record<string, { params: string | null }>>) =>
    Object.entries(table).map(([method, { params }]) => messageType(`method: "${method}"`, params));
  const unions: Record<string, string[]> = {
    ClientRequest: requests(facts.clientRequests),
    ServerRequest: requests(facts.serverRequests),
    ServerNotification: notifications(facts.serverNotifications),
    ClientNotification: notifications(facts.clientNotifications),
  };
  const tables = [
    facts.clientRequests,
    facts.serverRequests,
    facts.serverNotifications,
    facts.clientNotifications,
  ];
  const messages = tables.flatMap((table) => Object.values(table).flatMap(({ params }) => params ?? []));
  mkdirSync(out, { recursive: true });
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(path.join(out, `${name}.ts`), `// Of codex ${version}.\n\n${lines.join('\n')}\n`);
  for (const [name, schema] of Object.entries(facts.definitions)) {
    const used = [...new Set(referencesIn(schema))].filter((other) => other !== name).sort();
    write(name, [...used.map(importOf), `export type ${name} = ${typeOf(schema)};`]);
  }
  const used = [...new Set(messages)].sort();
  for (const [name, members] of Object.entries(unions)) {
    const own = used.filter((type) => members.some((member) => member.includes(`params: ${type} }`)));
    write(name, [...own.map(importOf), `export type ${name} =\n  | ${members.join('\n  | ')};`]);
  }
  const names = [...Object.keys(facts.definitions), ...Object.keys(unions)].sort();
  write(
    'index',
    names.map((name) => `export type { ${name} } from './${name}';`),
  );
}

function importOf(name: string): string {
  return `import type { ${name} } from './${name}';`;
}

function messageType(head: string, params: string | null): string {
  return `{ ${head}${params === null ? '' : `; params: ${params}`} }`;
}

function typeOf(schema: SchemaOrAny): string {
  const parts = [...new Set(alternatives(schema))];
  return parts.includes('unknown') ? 'unknown' : parts.join(' | ') || 'never';
}

function alternatives(schema: SchemaOrAny): string[] {
  if (typeof schema === 'boolean') return [schema ? 'unknown' : 'never'];
  if (schema.$ref !== undefined) return [schema.$ref];
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value));
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) {
    const inner = variants.flatMap(alternatives);
    return schema.properties ? [`(${membersOf(schema)} & (${inner.join(' | ')}))`] : inner;
  }
  const types = Array.isArray(schema.type) ? (schema.type as readonly string[]) : [schema.type as string]; // one or many
  return types.map((type) => plainType({ ...schema, type }));
}

function plainType(schema: Schema): string {
  const { type } = schema;
  if (type === 'string' || type === 'boolean' || type === 'null') return type;
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'array') return `Array<${typeOf(schema.items ?? true)}>`;
  if (type !== 'object') return 'unknown';
  return schema.properties
    ? membersOf(schema)
    : `Record<string, ${typeOf(schema.additionalProperties ?? true)}>`;
}

function membersOf(schema: Schema): string {
  const needed = new Set([...(schema.required ?? []), ...(schema.present ?? [])]);
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, property]) => `${JSON.stringify(name)}${needed.has(name) ? '' : '?'}: ${typeOf(property)}`,
  );
  return members.length === 0 ? 'Record<string, never>' : `{ ${members.join('; ')} }`;
}
