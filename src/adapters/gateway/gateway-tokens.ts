// Tokens of gateways in `$CODEX_HOME/secrets`, one entry for each client, as the real server keeps them.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { GatewaySettings, GatewayToken, GatewayTokenStore } from '../../domain/gateway/gateway-ports.js';
import type { Clock } from '../../util/clock.js';
import { numberAt, textAt } from '../../util/peek.js';
import { lockFile } from '../files/file-lock.js';

/** Where entries are, by the digest of their client; whoever wrote them. */
export interface GatewayEntries {
  /** Undefined where there is none. @throws Error */
  read(digest: string): Promise<unknown>;
  write(digest: string, entry: unknown): Promise<void>;
}

const PATIENCE_MS = 60_000;
/** What is there cannot be read. */
export const INVALID = 'stored provider OAuth credentials are invalid';

/** @throws Error for a text that is no JSON */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(INVALID, { cause });
  }
}

export function gatewayTokens(
  settings: GatewaySettings,
  {
    codexHome,
    clock,
    entries,
  }: { readonly codexHome: string; readonly clock: Clock; readonly entries: GatewayEntries },
): GatewayTokenStore {
  const digest = digestOf(codexHome, settings);
  return {
    async load() {
      const entry = await entries.read(digest);
      return entry === undefined ? null : tokenOf(entry);
    },
    save: (token) => entries.write(digest, entryOf(token)),
    async exclusively(work) {
      const path = join(codexHome, 'secrets', 'gateway_oauth.lock');
      const lock = await lockFile(path, { clock, patienceMs: PATIENCE_MS });
      try {
        return await work();
      } finally {
        lock.release();
      }
    },
  };
}

/** Of the home and of the client, each part ended by a NUL. */
function digestOf(codexHome: string, settings: GatewaySettings): string {
  const { authorizationUrl, tokenUrl, clientId, resource, scopes } = settings;
  const parts = [codexHome, authorizationUrl, tokenUrl, clientId, resource ?? '', ...scopes];
  return createHash('sha256')
    .update(parts.map((part) => `${part}\0`).join(''))
    .digest('hex');
}

/** @throws Error for an entry of another shape */
function tokenOf(entry: unknown): GatewayToken {
  const accessToken = textAt(entry, 'access_token');
  if (accessToken === undefined) throw new Error(INVALID);
  return {
    accessToken,
    authorizationId: textAt(entry, 'authorization_id') ?? null,
    refreshToken: textAt(entry, 'refresh_token') ?? null,
    expiresAt: numberAt(entry, 'expires_at') ?? null,
  };
}

function entryOf({ accessToken, authorizationId, refreshToken, expiresAt }: GatewayToken): unknown {
  return {
    access_token: accessToken,
    ...(authorizationId === null ? {} : { authorization_id: authorizationId }),
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
  };
}
