// A version's methods, as its profile has them.
import { readFileSync } from 'node:fs';
import type { Version } from '../target.js';

interface ProfileFile {
  readonly clientRequests: Readonly<Record<string, object>>;
}

function profileFile(version: Version): ProfileFile {
  return JSON.parse(
    readFileSync(new URL(`../../../../profiles/${version}.json`, import.meta.url), 'utf8'),
  ) as ProfileFile;
}

export function isKnownIn(version: Version): (method: string) => boolean {
  const { clientRequests } = profileFile(version);
  return (method) => Object.hasOwn(clientRequests, method);
}
