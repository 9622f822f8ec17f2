// Looks whether the real servers' database mentions a thread. It is not read as a database: a thread that is mentioned
// without being known is only treated with more care than it needs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from './rollout-paths.js';

/** The database and what has been written to it but not yet moved into it. */
const DATABASE = /^state_\d+\.sqlite(?:-wal)?$/;

/** Whether a real server on this home may have noted down in which file the thread lies. */
export function isKnownToRealServer(codexHome: string, threadId: string): boolean {
  return namesIn(codexHome)
    .filter((name) => DATABASE.test(name))
    .some((name) => mentions(join(codexHome, name), threadId));
}

function mentions(path: string, threadId: string): boolean {
  try {
    return readFileSync(path).includes(threadId);
  } catch {
    return true;
  }
}
