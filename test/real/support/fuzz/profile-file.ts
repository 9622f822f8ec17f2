// A version's methods and the schemas of their params, as its profile has them.
import { readFileSync } from 'node:fs';
import type { Version } from '../target.js';

/** The part of JSON Schema that profiles are written in. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
  readonly format?: string;
}

interface ProfileFile {
  readonly clientRequests: Readonly<Record<string, { readonly params?: string | null }>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

export function profileFile(version: Version): ProfileFile {
  return JSON.parse(
    readFileSync(new URL(`../../../../profiles/${version}.json`, import.meta.url), 'utf8'),
  ) as ProfileFile;
}

export function isKnownIn(version: Version): (method: string) => boolean {
  const { clientRequests } = profileFile(version);
  return (method) => Object.hasOwn(clientRequests, method);
}
