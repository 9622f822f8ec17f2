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
import { InvalidGrantError, OAuthError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import type { OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js';
import { checkResourceAllowed } from '@modelcontextprotocol/sdk/shared/auth-utils.js';
import {
  McpFailure,
  type McpHttpServer,
  type McpLoginStarted,
  type McpOAuth,
} from '../../domain/mcp/mcp-ports.js';
import { unknownPlaceText } from '../../domain/mcp/mcp-texts.js';
import type { ReturnAddress } from '../../oauth/return-address.js';
import { type Clock, LONGEST_DELAY_MS } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { jsonOrText } from '../../util/json-or-text.js';
import { textAt } from '../../util/peek.js';
import { canParseUrl } from '../../util/url.js';
import { type McpReturnWishes, openMcpCallback } from './mcp-callback.js';
import type { McpCredential, McpCredentials } from './mcp-credentials.js';

export interface McpOAuthOptions {
  readonly credentials: McpCredentials;
  /** Runs `work` while no other process renews this login. */
  readonly exclusively: <T>(server: McpHttpServer, work: () => Promise<T>) => Promise<T>;
  readonly clock: Clock;
  /** How a server and its issuer are asked; null: there is nowhere to ask from. */
  readonly asking: (server: McpHttpServer) => typeof fetch | null;
  /** The issuer is kept, the server named when asking, and the way back has a path of its own (0.169.0). */
  readonly bindsToServer: boolean;
  /** As the configuration is when a login begins. */
  readonly returnWishes: () => McpReturnWishes;
}

const DISCOVERY_MS = 5_000;
const REFRESH_MS = 30_000;
/** A token that ends this soon is renewed first. */
const SPARE_MS = 30_000;

export function createMcpOAuth(options: McpOAuthOptions): McpOAuth {
  /** Those who ask for the same at a time share the answer. */
  const asked = new Map<string, Promise<string | null>>();
  const shared = (key: string, ask: () => Promise<string | null>): Promise<string | null> => {
    const running = asked.get(key) ?? ask().finally(() => asked.delete(key));
    asked.set(key, running);
    return running;
  };
  return {
    async status(server) {
      const { name, url } = server;
      const ask = options.asking(server);
      if (ask === null) return 'unsupported';
      const known = await options.credentials.load(name, url);
      if (known !== null) return standingOf(known, options) === 'ended' ? 'notLoggedIn' : 'oAuth';
      const { info, isReached } = await discover(url, ask);
      if (info?.authorizationServerMetadata !== undefined) return 'notLoggedIn';
      return isReached ? 'unsupported' : 'unknown';
    },
    login: (server, how) => login(options, server, how),
    token: (server) => shared(`${server.name} ${server.url}`, () => currentToken(options, server)),
    renewed(server, refused) {
      // Older versions leave it at the refusal.
      if (!options.bindsToServer) return Promise.resolve(null);
      return shared(`${server.name} ${server.url} ${refused}`, () => renewedToken(options, server, refused));
    },
  };
}

async function login(
  options: McpOAuthOptions,
  server: McpHttpServer,
  { scopes, timeoutMs }: { readonly scopes: readonly string[] | null; readonly timeoutMs: number },
): Promise<McpLoginStarted> {
  const { credentials, clock, bindsToServer } = options;
  const { name, url } = server;
  const fetchFn = askingFor(server, options);
  const { info } = await discover(url, fetchFn);
  const metadata = info?.authorizationServerMetadata;
  if (info === null || metadata === undefined) {
    throw new McpFailure({ type: 'other', message: 'No authorization support detected' });
  }
  const issuer = info.authorizationServerUrl;
  const state = randomBytes(16).toString('base64url');
  const ownPath = createHash('sha256').update(url).digest('base64url').slice(0, 12);
  const way = { ownPath: bindsToServer ? ownPath : null, state, wishes: options.returnWishes() };
  const callback = await openMcpCallback(way).catch((thrown: unknown) => {
    throw new McpFailure({ type: 'other', message: messageOf(thrown) }, { cause: thrown });
  });
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
      fetchFn,
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
          authorizationCode: await codeWithin(timeoutMs, callback),
          codeVerifier,
          redirectUri: redirectUrl,
          fetchFn,
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

/** The wait keeps no process alive, as the callback does not. @throws Error when nobody comes in time */
async function codeWithin(timeoutMs: number, callback: ReturnAddress): Promise<string> {
  const late = new AbortController();
  const giveUp = (): void => late.abort(new Error('timed out waiting for OAuth callback'));
  const timer = setTimeout(giveUp, Math.min(timeoutMs, LONGEST_DELAY_MS));
  timer.unref();
  try {
    return await callback.code(late.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** What there is to send with a login. */
type Standing = 'usable' | 'ended' | 'renewable';

function standingOf({ expiresAt, refreshToken }: McpCredential, options: McpOAuthOptions): Standing {
  const { clock, bindsToServer } = options;
  // Older versions take a token that does not say when it ends for one that has.
  const end = expiresAt ?? (bindsToServer ? Infinity : 0);
  if (refreshToken !== null) return end - SPARE_MS > clock.now() ? 'usable' : 'renewable';
  return end > clock.now() || !bindsToServer ? 'usable' : 'ended';
}

/** The token to send; renewed where it is about to end. Null where nobody has logged in. @throws McpFailure */
async function currentToken(options: McpOAuthOptions, server: McpHttpServer): Promise<string | null> {
  const known = await options.credentials.load(server.name, server.url);
  if (known === null) return null;
  switch (standingOf(known, options)) {
    case 'usable':
      return known.accessToken;
    case 'ended':
      throw new McpFailure({ type: 'other', message: 'Token expired' });
    case 'renewable':
      return renewedToken(options, server, known.accessToken);
  }
}

/**
 * One process at a time renews: a token to renew may serve only once. Who comes later finds another access token than
 * the one it knows. @throws McpFailure
 */
async function renewedToken(
  options: McpOAuthOptions,
  server: McpHttpServer,
  refused: string,
): Promise<string | null> {
  const { credentials, clock } = options;
  const { name, url } = server;
  return options.exclusively(server, async () => {
    const known = await credentials.load(name, url);
    if (known === null) return null;
    if (known.accessToken !== refused && standingOf(known, options) === 'usable') return known.accessToken;
    const ask = askingFor(server, options);
    const { info } = await discover(url, ask);
    if (known.refreshToken === null || info?.authorizationServerMetadata === undefined)
      return known.accessToken === refused ? null : known.accessToken;
    try {
      const tokens = await refresh({ ...options, ask }, known, info);
      await credentials.save({ ...known, ...kept(tokens, clock, known.scopes) });
      return tokens.access_token;
    } catch (thrown) {
      if (!(thrown instanceof InvalidGrantError) || !options.bindsToServer) {
        const message = `OAuth token refresh failed: ${refusalOf(thrown)}`;
        throw new McpFailure({ type: 'other', message }, { cause: thrown });
      }
      // What the issuer does not know any more is not shown to it again.
      await credentials.save({ ...known, refreshToken: null });
      throw new McpFailure({ type: 'other', message: 'OAuth authorization required' }, { cause: thrown });
    }
  });
}

/** The issuer's own word comes first. */
function refusalOf(thrown: unknown): string {
  const said = messageOf(thrown);
  if (!(thrown instanceof OAuthError)) return said;
  return `Server returned error response: ${thrown.errorCode}${said === '' ? '' : `: ${said}`}`;
}

function refresh(
  { bindsToServer, ask }: Pick<McpOAuthOptions, 'bindsToServer'> & { readonly ask: typeof fetch },
  { clientId, refreshToken, scopes, serverUrl }: McpCredential,
  { authorizationServerUrl, authorizationServerMetadata: metadata }: OAuthServerInfo,
): Promise<OAuthTokens> {
  return refreshAuthorization(authorizationServerUrl, {
    ...(metadata === undefined ? {} : { metadata }),
    clientInformation: { client_id: clientId },
    refreshToken: refreshToken ?? '',
    addClientAuthentication(_headers, params) {
      params.set('client_id', clientId);
      if (bindsToServer && scopes.length > 0) params.set('scope', scopes.join(' '));
    },
    fetchFn: (at, init) => ask(at, { ...init, signal: AbortSignal.timeout(REFRESH_MS) }),
    ...(bindsToServer ? { resource: new URL(serverUrl) } : {}),
  });
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

/** @throws McpFailure */
function askingFor(server: McpHttpServer, { asking }: McpOAuthOptions): typeof fetch {
  const ask = asking(server);
  if (ask !== null) return ask;
  throw new McpFailure({ type: 'other', message: unknownPlaceText(server) });
}

async function discover(
  url: string,
  ask: typeof fetch,
): Promise<{ info: OAuthServerInfo | null; isReached: boolean }> {
  let isReached = false;
  try {
    const info = await discoverOAuthServerInfo(url, {
      async fetchFn(at, init) {
        const answer = await ask(at, { ...init, signal: AbortSignal.timeout(DISCOVERY_MS) });
        isReached = true;
        return (await isOfAnother(answer.clone(), url)) ? new Response(null, { status: 404 }) : answer;
      },
    });
    return { info, isReached };
  } catch {
    return { info: null, isReached };
  }
}

/** Whether what an address tells is about a resource that does not hold `url`: that counts for nothing. */
async function isOfAnother(answer: Response, url: string): Promise<boolean> {
  const resource = textAt(jsonOrText(await answer.text()), 'resource');
  if (!answer.ok || resource === undefined || !canParseUrl(resource)) return false;
  return !checkResourceAllowed({ requestedResource: url, configuredResource: resource });
}
