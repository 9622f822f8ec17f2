// The browser flow from the first link to saved credentials: a callback server, a link for the person, and what
// happens with the code that comes back.

import type { Clock } from '../util/clock.js';
import { authorizeUrl, type LoginWorkspace } from './authorize-url.js';
import { type SavedSignIn, SignInFailure, startCallbackServer } from './callback-server.js';
import type { OAuthDialect } from './dialect.js';
import { OAuthError } from './errors.js';
import type { Post } from './http.js';
import { readClaims } from './id-token.js';
import { createPkce, createState } from './pkce.js';
import { failedSave } from './sign-in-problem.js';
import { hostedSuccessUrl, successFacts } from './success-link.js';
import {
  apiKeyRequest,
  codeExchangeRequest,
  processApiKey,
  processCodeExchange,
  type Tokens,
} from './token-endpoint.js';
import { assertWorkspace } from './workspace.js';

export interface BrowserLoginDeps {
  readonly post: Post;
  readonly clock: Clock;
  readonly issuer: string;
  readonly dialect: OAuthDialect;
  readonly clientId?: string;
  /** Ports of the callback server, in place of the dialect's. */
  readonly ports?: readonly number[];
  /** Ids of the workspaces that are allowed; null: all. */
  readonly workspaces: readonly string[] | null;
  /** Keeps what came of the login; the key is null when the issuer gave none. */
  save(tokens: Tokens, apiKey: string | null): Promise<void>;
}

export interface BrowserLoginOptions {
  readonly originator: string;
  readonly isStreamlined: boolean;
  /** Sends the browser to the issuer's own page in the end; null: to ours. */
  readonly hostedSuccessPage: 'codex' | 'chatgpt' | null;
  /** The one that the login is for; undefined where any will do that is allowed. */
  readonly workspace?: LoginWorkspace | undefined;
}

export interface BrowserLogin {
  readonly authUrl: string;
  readonly port: number;
  /** Resolves when credentials are saved. @throws OAuthError */
  readonly finished: Promise<{ onboardingEntrypoint: string | null }>;
  stop(): void;
}

/** @throws OAuthError `port_in_use` | `listen_failed`, or the signal's reason */
export async function startBrowserLogin(
  deps: BrowserLoginDeps,
  options: BrowserLoginOptions,
  signal?: AbortSignal,
): Promise<BrowserLogin> {
  const { dialect, issuer, clientId, clock, workspaces } = deps;
  const pkce = createPkce();
  const state = createState();
  const server = await startCallbackServer({
    ports: deps.ports ?? dialect.callbackPorts,
    redirectHost: dialect.redirectHost,
    state,
    onboardingEntrypoints: dialect.onboardingEntrypoints,
    clock,
    signal,
    signIn: (code, calledOff) =>
      signIn(deps, options, { code, verifier: pkce.verifier, redirectUri: server.redirectUri, calledOff }),
  });
  const { redirectUri, port, finished } = server;
  const { originator, workspace } = options;
  const authUrl = authorizeUrl(
    { issuer, redirectUri, challenge: pkce.challenge, state, originator, workspaces, workspace, clientId },
    dialect,
  );
  return { authUrl, port, finished, stop: () => server.stop() };
}

interface Return {
  readonly code: string;
  readonly verifier: string;
  readonly redirectUri: string;
  readonly calledOff: AbortSignal;
}

async function signIn(
  deps: BrowserLoginDeps,
  options: BrowserLoginOptions,
  { code, verifier, redirectUri, calledOff }: Return,
): Promise<SavedSignIn> {
  const { post, issuer, dialect, clientId, workspaces } = deps;
  const request = codeExchangeRequest({ issuer, code, verifier, redirectUri, clientId }, dialect);
  const tokens = processCodeExchange(await post(request, calledOff), dialect);
  assertWorkspace(tokens.idToken, workspaces, dialect);
  const apiKey = await apiKeyFor(deps, tokens, calledOff);
  calledOff.throwIfAborted();
  try {
    // An id token that says nothing readable is of no use later either.
    readClaims(tokens.idToken);
    await deps.save(tokens, apiKey);
  } catch (thrown) {
    throw new SignInFailure(failedSave(thrown));
  }
  const { isStreamlined, hostedSuccessPage } = options;
  const { path, setupUrl } = successFacts(tokens, { issuer, encoding: dialect.encoding, isStreamlined });
  return {
    page: { isStreamlined, setupUrl },
    next: hostedSuccessPage === null ? { path } : { elsewhere: hostedSuccessUrl(hostedSuccessPage) },
  };
}

/** Many accounts get none, and a login goes on without. */
async function apiKeyFor(
  { post, issuer, dialect, clientId }: BrowserLoginDeps,
  { idToken }: Tokens,
  calledOff: AbortSignal,
): Promise<string | null> {
  try {
    return processApiKey(
      await post(apiKeyRequest({ issuer, idToken, clientId }, dialect), calledOff),
      dialect,
    );
  } catch (thrown) {
    if (thrown instanceof OAuthError) return null;
    throw thrown;
  }
}
