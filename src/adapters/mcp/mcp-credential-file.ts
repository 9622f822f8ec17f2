// Tokens for MCP servers in `$CODEX_HOME/.credentials.json`, one entry for each server and address, as the real
// servers keep them.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { isRecord, listAt, numberAt, textAt } from '../../util/peek.js';
import { replaceFile } from '../files/replace-file.js';
import { credentialKey, type McpCredential, type McpCredentials, withMcpLock } from './mcp-credentials.js';

export interface McpCredentialFile extends McpCredentials {
  /** What is not there is gone already. */
  remove(serverName: string, serverUrl: string): Promise<void>;
}

export function createMcpCredentialFile(options: {
  readonly codexHome: string;
  readonly clock: Clock;
}): McpCredentialFile {
  const path = join(options.codexHome, '.credentials.json');
  /** Changes of this process come one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  function change(edit: (entries: Record<string, unknown>) => boolean): Promise<void> {
    const changed = last.then(() =>
      withMcpLock('file-store', options, async () => {
        const entries = { ...(await entriesIn(path)) };
        if (edit(entries)) await replaceFile(path, JSON.stringify(entries), 0o600);
      }),
    );
    last = changed.catch(() => {});
    return changed;
  }

  return {
    async load(serverName, serverUrl) {
      const entry = (await entriesIn(path))[credentialKey(serverName, serverUrl)];
      return isRecord(entry) ? credentialOf(entry) : null;
    },
    save: (credential) =>
      change((entries) => {
        entries[credentialKey(credential.serverName, credential.serverUrl)] = entryOf(credential);
        return true;
      }),
    remove: (serverName, serverUrl) =>
      change((entries) => {
        const key = credentialKey(serverName, serverUrl);
        const isThere = Object.hasOwn(entries, key);
        delete entries[key];
        return isThere;
      }),
  };
}

async function entriesIn(path: string): Promise<Readonly<Record<string, unknown>>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    if (textAt(thrown, 'code') === 'ENOENT') return {};
    throw thrown;
  }
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch (cause) {
    throw new Error(`${path} is no JSON: ${messageOf(cause)}`, { cause });
  }
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
