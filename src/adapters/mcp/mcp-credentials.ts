// Tokens for MCP servers: what is kept of a login, and where that may be.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from '../../util/clock.js';
import { lockFile } from '../files/file-lock.js';

export interface McpCredential {
  readonly serverName: string;
  readonly serverUrl: string;
  /** Not kept by older versions. */
  readonly issuer: string | null;
  readonly clientId: string;
  readonly accessToken: string;
  /** Unix milliseconds; null: it does not say. */
  readonly expiresAt: number | null;
  readonly refreshToken: string | null;
  readonly scopes: readonly string[];
}

export interface McpCredentials {
  /** Null where nobody has logged in. @throws Error for a place that cannot be read */
  load(serverName: string, serverUrl: string): Promise<McpCredential | null>;
  save(credential: McpCredential): Promise<void>;
}

/** What entries are called, wherever they are. */
export function credentialKey(serverName: string, url: string): string {
  const identity = JSON.stringify({ type: 'http', url, headers: {} });
  return `${serverName}|${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
}

const PATIENCE_MS = 60_000;

/** Runs `work` while no other process does with a lock of that name, ours or the real server. */
export async function withMcpLock<T>(
  name: string,
  { codexHome, clock }: { readonly codexHome: string; readonly clock: Clock },
  work: () => Promise<T>,
): Promise<T> {
  const path = join(codexHome, 'mcp-oauth-locks', `${name}.lock`);
  const lock = await lockFile(path, { clock, patienceMs: PATIENCE_MS });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** The name of the lock of one login. */
export function lockNameOf(serverName: string, url: string): string {
  return createHash('sha256').update(credentialKey(serverName, url)).digest('hex');
}
