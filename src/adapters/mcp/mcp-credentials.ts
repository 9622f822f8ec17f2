// Tokens for MCP servers in `$CODEX_HOME/.credentials.json`, one entry for each server and address, as the real
// servers keep them.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../util/coded-error.js';
import { isRecord, listAt, numberAt, textAt } from '../../util/peek.js';
import { replaceFile } from '../files/replace-file.js';

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

export class McpCredentials {
  readonly #path: string;
  /** Changes of this process come one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(codexHome: string) {
    this.#path = join(codexHome, '.credentials.json');
  }

  /** Null where nobody has logged in. @throws Error for a file that cannot be read */
  async load(serverName: string, serverUrl: string): Promise<McpCredential | null> {
    const entry = (await this.#entries())[keyOf(serverName, serverUrl)];
    return isRecord(entry) ? credentialOf(entry) : null;
  }

  save(credential: McpCredential): Promise<void> {
    const saved = this.#last.then(async () => {
      const key = keyOf(credential.serverName, credential.serverUrl);
      const entries = { ...(await this.#entries()), [key]: entryOf(credential) };
      await replaceFile(this.#path, JSON.stringify(entries), 0o600);
    });
    this.#last = saved.catch(() => {});
    return saved;
  }

  async #entries(): Promise<Readonly<Record<string, unknown>>> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (thrown) {
      if (textAt(thrown, 'code') === 'ENOENT') return {};
      throw thrown;
    }
    try {
      const value: unknown = JSON.parse(text);
      return isRecord(value) ? value : {};
    } catch (cause) {
      throw new Error(`${this.#path} is no JSON: ${messageOf(cause)}`, { cause });
    }
  }
}

function keyOf(serverName: string, url: string): string {
  const identity = JSON.stringify({ type: 'http', url, headers: {} });
  return `${serverName}|${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
}

function credentialOf(entry: Readonly<Record<string, unknown>>): McpCredential | null {
  const accessToken = textAt(entry, 'access_token');
  if (accessToken === undefined) return null;
  return {
    serverName: textAt(entry, 'server_name') ?? '',
    serverUrl: textAt(entry, 'server_url') ?? '',
    issuer: textAt(entry, 'issuer') ?? null,
    clientId: textAt(entry, 'client_id') ?? '',
    accessToken,
    expiresAt: numberAt(entry, 'expires_at') ?? null,
    refreshToken: textAt(entry, 'refresh_token') ?? null,
    scopes: listAt(entry, 'scopes').filter((scope) => typeof scope === 'string'),
  };
}

function entryOf(credential: McpCredential): unknown {
  const { issuer, expiresAt, refreshToken } = credential;
  return {
    server_name: credential.serverName,
    server_url: credential.serverUrl,
    ...(issuer === null ? {} : { issuer }),
    client_id: credential.clientId,
    access_token: credential.accessToken,
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    scopes: credential.scopes,
  };
}
