// `generate-json-schema`: the schemas of a version as files, facts without prose.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NotificationFact, RequestFact } from '../../protocol/index.js';
import { type PublishedFacts, publishedFacts } from './published-facts.js';

/** Where the real executable puts everything in one file. */
const BUNDLE = 'codex_app_server_protocol.schemas.json';
const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** Writes one file per direction of messages, and one with everything. Makes the folder when it is missing. */
export async function writeJsonSchema(
  { out, experimental }: { readonly out: string; readonly experimental: boolean },
  version: string,
): Promise<void> {
  const facts = await publishedFacts(version, experimental);
  const unions = unionsOf(facts);
  mkdirSync(out, { recursive: true });
  const write = (name: string, content: object): void =>
    writeFileSync(path.join(out, name), `${JSON.stringify(content, asPublished, 2)}\n`);
  for (const [title, union] of Object.entries(unions)) {
    write(`${title}.json`, { $schema: DRAFT, title, ...union, definitions: facts.definitions });
  }
  const definitions = { ...facts.definitions, ...unions };
  write(BUNDLE, { $schema: DRAFT, title: 'CodexAppServerProtocol', type: 'object', definitions });
}

/** What profiles note beside a schema, for our own readers and writers. */
const OWN = new Set(['present', 'rust', 'unknownAs', 'alsoRead', 'allDefaulted', 'legacyItems']);

/** Profiles refer to definitions by bare name, and note more than JSON Schema has words for. */
function asPublished(key: string, value: unknown): unknown {
  if (key === '$ref' && typeof value === 'string') return `#/definitions/${value}`;
  // A property of that name would have a schema, which is an object.
  const isNote = OWN.has(key) && (Array.isArray(value) || typeof value !== 'object');
  return isNote ? undefined : value;
}

function unionsOf(facts: PublishedFacts): Record<string, { oneOf: object[] }> {
  return {
    ClientRequest: { oneOf: Object.entries(facts.clientRequests).map(request) },
    ServerRequest: { oneOf: Object.entries(facts.serverRequests).map(request) },
    ServerNotification: { oneOf: Object.entries(facts.serverNotifications).map(notification) },
    ClientNotification: { oneOf: Object.entries(facts.clientNotifications).map(notification) },
  };
}

function request([method, { params, paramsOptional }]: [string, RequestFact]): object {
  return {
    type: 'object',
    required: ['id', 'method', ...(params === null || paramsOptional ? [] : ['params'])],
    properties: {
      id: { type: ['string', 'integer'] },
      method: { type: 'string', enum: [method] },
      ...paramsMember(params),
    },
  };
}

function notification([method, { params }]: [string, NotificationFact]): object {
  return {
    type: 'object',
    required: ['method', ...(params === null ? [] : ['params'])],
    properties: { method: { type: 'string', enum: [method] }, ...paramsMember(params) },
  };
}

function paramsMember(params: string | null): object {
  return params === null ? {} : { params: { $ref: params } };
}
