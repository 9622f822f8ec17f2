// The id of this CODEX_HOME, shared with the real servers that work on it.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isUuid, randomId } from '../util/ids.js';

/** Reads the id, or makes one and keeps it. Where it cannot be kept it holds for this process. */
export function installationId(codexHome: string): string {
  const file = path.join(codexHome, 'installation_id');
  try {
    const known = readFileSync(file, 'utf8').trim();
    if (isUuid(known)) return known;
  } catch {
    // There is none yet.
  }
  const id = randomId();
  try {
    writeFileSync(file, id, { flag: 'w', mode: 0o644 });
  } catch {
    // A home that cannot be written to still has a server.
  }
  return id;
}
