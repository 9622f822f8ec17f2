// Tokens of gateways in `$CODEX_HOME/secrets`, one entry for each client, as the real server keeps them.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewaySettings, GatewayToken, GatewayTokenStore } from '../../domain/gateway/gateway-ports.js';
import type { Clock } from '../../util/clock.js';
import { isRecord, numberAt, textAt } from '../../util/peek.js';
import { lockFile } from '../files/file-lock.js';
import { replaceFile } from '../files/replace-file.js';

/** All entries, whoever's they are. */
export interface SecretText {
  /** Null where there is none. */
  read(): Promise<string | null>;
  write(text: string): Promise<void>;
}

const PATIENCE_MS = 60_000;
const INVALID = 'stored provider OAuth credentials are invalid';

export function gatewayTokens(
  settings: GatewaySettings,
  {
    codexHome,
    clock,
    text,
  }: { readonly codexHome: string; readonly clock: Clock; readonly text: SecretText },
): GatewayTokenStore {
  const key = entryKey(codexHome, settings);
  const entries = async (): Promise<Readonly<Record<string, unknown>>> => {
    const whole = await text.read();
    if (whole === null) return {};
    const value: unknown = parsed(whole);
    if (!isRecord(value)) throw new Error(INVALID);
    return value;
  };
  return {
    async load() {
      const entry = (await entries())[key];
      return entry === undefined ? null : tokenOf(entry);
    },
    async save(token) {
      await text.write(JSON.stringify({ ...(await entries()), [key]: entryOf(token) }));
    },
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

/** For `credentials_store = "file"`. */
export function gatewayTokenFile(codexHome: string): SecretText {
  const path = join(codexHome, 'secrets', 'gateway_oauth.json');
  return {
    async read() {
      try {
        return await readFile(path, 'utf8');
      } catch (thrown) {
        if (textAt(thrown, 'code') === 'ENOENT') return null;
        throw thrown;
      }
    },
    write: (text) => replaceFile(path, text, 0o600),
  };
}

/** A digest of the home and of the client, each part ended by a NUL. */
function entryKey(codexHome: string, settings: GatewaySettings): string {
  const { authorizationUrl, tokenUrl, clientId, resource, scopes } = settings;
  const parts = [codexHome, authorizationUrl, tokenUrl, clientId, resource ?? '', ...scopes];
  const digest = createHash('sha256').update(parts.map((part) => `${part}\0`).join(''));
  return `provider-oauth|${digest.digest('hex')}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(INVALID, { cause });
  }
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
