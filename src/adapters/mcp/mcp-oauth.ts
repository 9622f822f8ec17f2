// Logins to MCP servers over OAuth, through the official SDK: discovery, registration, the code flow with a challenge,
// refreshing. Loaded with the first server that is reached over HTTP.

import { createHash, randomBytes } from 'node:crypto';
import {
  discoverOAuthServerInfo,
  exchangeAuthorization,
  type OAuthServerInfo,
  refreshAuthorization,
  registerClient,
  startAuthorization,
} from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import {
  McpFailure,
  type McpHttpServer,
  type McpLoginStarted,
  type McpOAuth,
} from '../../domain/mcp/mcp-ports.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { openCallback } from './mcp-callback.js';
import type { McpCredential, McpCredentials } from './mcp-credentials.js';

export interface McpOAuthOptions {
  readonly credentials: McpCredentials;
  readonly clock: Clock;
  /** The issuer is kept, the server named when asking, and the way back has a path of its own (0.169.0). */
  readonly bindsToServer: boolean;
}

const DISCOVERY_MS = 5_000;
/** A token that ends this soon is renewed first. */
const SPARE_MS = 30_000;

export function createMcpOAuth(options: McpOAuthOptions): McpOAuth {
  /** A token to renew may serve only once: those who ask for the same one at a time share the answer. */
  const asked = new Map<string, Promise<string | null>>();
  return {
    async status({ name, url }) {
      if ((await options.credentials.load(name, url)) !== null) return 'oAuth';
      const { info, isReached } = await discover(url);
      if (info?.authorizationServerMetadata !== undefined) return 'notLoggedIn';
      return isReached ? 'unsupported' : 'unknown';
    },
    login: (server, how) => login(options, server, how),
    token(server) {
      const key = `${server.name} ${server.url}`;
      const running = asked.get(key) ?? currentToken(options, server).finally(() => asked.delete(key));
      asked.set(key, running);
      return running;
    },
  };
}

async function login(
  { credentials, clock, bindsToServer }: McpOAuthOptions,
  { name, url }: McpHttpServer,
  { scopes, timeoutMs }: { readonly scopes: readonly string[] | null; readonly timeoutMs: number },
): Promise<McpLoginStarted> {
  const { info } = await discover(url);
  const metadata = info?.authorizationServerMetadata;
  if (info === null || metadata === undefined) {
    throw new McpFailure({ type: 'other', message: 'No authorization support detected' });
  }
  const issuer = info.authorizationServerUrl;
  const state = randomBytes(16).toString('base64url');
  const ownPath = createHash('sha256').update(url).digest('base64url').slice(0, 12);
  const callback = await openCallback(bindsToServer ? `/callback/${ownPath}` : '/callback', state);
  try {
    const redirectUrl = callback.url;
    const client = await registerClient(issuer, {
      metadata,
      clientMetadata: {
        client_name: 'Codex',
        redirect_uris: [redirectUrl],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    });
    const wanted = scopes ?? info.resourceMetadata?.scopes_supported ?? metadata.scopes_supported ?? [];
    const bound = bindsToServer ? { resource: new URL(url) } : {};
    const { authorizationUrl, codeVerifier } = await startAuthorization(issuer, {
      metadata,
      clientInformation: client,
      redirectUrl,
      state,
      ...(wanted.length === 0 ? {} : { scope: wanted.join(' ') }),
      ...bound,
    });
    const finish = async (): Promise<string | null> => {
      try {
        const tokens = await exchangeAuthorization(issuer, {
          metadata,
          clientInformation: client,
          authorizationCode: await callback.code(timeoutMs),
          codeVerifier,
          redirectUri: redirectUrl,
          ...bound,
        });
        const about = { serverName: name, serverUrl: url, issuer: bindsToServer ? issuer : null };
        await credentials.save({ ...about, clientId: client.client_id, ...kept(tokens, clock, wanted) });
        return null;
      } catch (thrown) {
        return messageOf(thrown);
      } finally {
        callback.close();
      }
    };
    return { authorizationUrl: authorizationUrl.href, ended: finish() };
  } catch (thrown) {
    callback.close();
    throw new McpFailure({ type: 'other', message: messageOf(thrown) }, { cause: thrown });
  }
}

/** The token to send; renewed where it is about to end. Null where nobody has logged in. */
async function currentToken(
  { credentials, clock }: McpOAuthOptions,
  { name, url }: McpHttpServer,
): Promise<string | null> {
  const known = await credentials.load(name, url);
  if (known === null) return null;
  const { expiresAt, refreshToken, clientId, scopes } = known;
  if (refreshToken === null || expiresAt === null || expiresAt - SPARE_MS > clock.now()) {
    return known.accessToken;
  }
  const { info } = await discover(url);
  const metadata = info?.authorizationServerMetadata;
  if (info === null || metadata === undefined) return known.accessToken;
  try {
    const tokens = await refreshAuthorization(info.authorizationServerUrl, {
      metadata,
      clientInformation: { client_id: clientId },
      refreshToken,
    });
    await credentials.save({ ...known, ...kept(tokens, clock, scopes) });
    return tokens.access_token;
  } catch {
    // The server refuses what has ended, and that says more.
    return known.accessToken;
  }
}

function kept(
  { access_token, refresh_token, expires_in, scope }: OAuthTokens,
  clock: Clock,
  wanted: readonly string[],
): Pick<McpCredential, 'accessToken' | 'refreshToken' | 'expiresAt' | 'scopes'> {
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    expiresAt: expires_in === undefined ? null : clock.now() + expires_in * 1000,
    scopes: scope === undefined ? wanted : scope.split(' '),
  };
}

async function discover(url: string): Promise<{ info: OAuthServerInfo | null; isReached: boolean }> {
  let isReached = false;
  try {
    const info = await discoverOAuthServerInfo(url, {
      async fetchFn(at, init) {
        const answer = await fetch(at, { ...init, signal: AbortSignal.timeout(DISCOVERY_MS) });
        isReached = true;
        return answer;
      },
    });
    return { info, isReached };
  } catch {
    return { info: null, isReached };
  }
}
