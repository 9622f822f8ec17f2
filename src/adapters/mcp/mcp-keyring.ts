// Tokens for MCP servers in the system's keyring, in the real servers' own form.

import { isRecord, numberAt, textAt } from '../../util/peek.js';
import type { Keyring } from '../credentials/keyring.js';
import { credentialKey, type McpCredential, type McpCredentials } from './mcp-credentials.js';

const SERVICE = 'Codex MCP Credentials';

export function createMcpKeyring(keyring: () => Promise<Keyring>): McpCredentials {
  return {
    async load(serverName, serverUrl) {
      const text = await (await keyring()).read(SERVICE, credentialKey(serverName, serverUrl));
      return text === null ? null : credentialIn(text);
    },
    async save(credential) {
      const key = credentialKey(credential.serverName, credential.serverUrl);
      await (await keyring()).write(SERVICE, key, JSON.stringify(entryOf(credential)));
    },
  };
}

function credentialIn(text: string): McpCredential | null {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return null;
  }
  const accessToken = textAt(entry, 'token_response', 'access_token');
  if (!isRecord(entry) || accessToken === undefined) return null;
  return {
    serverName: textAt(entry, 'server_name') ?? '',
    serverUrl: textAt(entry, 'url') ?? '',
    issuer: textAt(entry, 'issuer') ?? null,
    clientId: textAt(entry, 'client_id') ?? '',
    accessToken,
    expiresAt: numberAt(entry, 'expires_at') ?? null,
    refreshToken: textAt(entry, 'token_response', 'refresh_token') ?? null,
    scopes: (textAt(entry, 'token_response', 'scope') ?? '').split(' ').filter(Boolean),
  };
}

function entryOf(credential: McpCredential): unknown {
  const { issuer, expiresAt, refreshToken, scopes } = credential;
  return {
    server_name: credential.serverName,
    url: credential.serverUrl,
    ...(issuer === null ? {} : { issuer }),
    client_id: credential.clientId,
    token_response: {
      access_token: credential.accessToken,
      token_type: 'bearer',
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    },
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
  };
}
