// Reads and writes profiles/: the committed facts of each pinned version, and the quirks people maintain.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProfileFile } from '../../src/protocol/profile-data.js';
import { type BinaryDump, dumpBinary } from './binary.js';
import { type Facts, factsOf } from './facts.js';
import { formatJson } from './format.js';
import { probeGates } from './gate-probe.js';
import { probe } from './probe.js';

/** The project folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** @returns the versions that have a profile, oldest first. */
export function profileVersions(): string[] {
  const names = readdirSync(join(root, 'profiles')).flatMap((name) => /^(\d.*)\.json$/.exec(name)?.[1] ?? []);
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

export function profilePath(version: string): string {
  return join(root, 'profiles', `${version}.json`);
}

/** @returns the committed facts of a version. */
export function readProfile(version: string): ProfileFile {
  return JSON.parse(readFileSync(profilePath(version), 'utf8')) as ProfileFile;
}

export function writeProfile(profile: ProfileFile): string {
  const path = profilePath(profile.version);
  writeFileSync(path, formatJson(profile));
  return path;
}

/** What a binary says about itself, as the profile that should be committed for it. */
export async function profileOf(
  binary: string,
): Promise<{ profile: ProfileFile; complaints: readonly string[] }> {
  const dump: BinaryDump = await dumpBinary(binary);
  const facts: Facts = factsOf(dump, await methodOrder(binary));
  const { definitions, ...rest } = facts.profile;
  const gates = await probeGates(binary, facts.profile);
  return { profile: { ...rest, gates, definitions }, complaints: facts.complaints };
}

/** The server's own list of methods, from the error text for an unknown one. */
async function methodOrder(binary: string): Promise<string[]> {
  const [answer] = await probe(binary, [{ method: 'no/such/method' }]);
  const text = answer && 'error' in answer ? answer.error : '';
  const list = /expected one of (.*)$/.exec(text)?.[1];
  if (!list) throw new Error(`the server lists no methods: ${text || JSON.stringify(answer)}`);
  return [...list.matchAll(/`([^`]+)`/g)].flatMap((match) => match[1] ?? []);
}
