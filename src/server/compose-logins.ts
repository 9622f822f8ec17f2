// The part of compose.ts about accounts: credentials, login flows and usage behind the domain's ports, and what
// authenticates model requests.

import { createLoginFlows } from '../adapters/account/login-flows.js';
import { type AccountAuth, createProviderCredentials } from '../adapters/account/provider-credentials.js';
import { createUsageClient } from '../adapters/account/usage-client.js';
import type { Configuration } from '../adapters/config/index.js';
import { type CredentialService, openCredentialService, openStore } from '../adapters/credentials/index.js';
import type { Agent } from '../domain/agent.js';
import { isChatgpt } from '../domain/login/account.js';
import { createExternalRefresh, type ExternalRefresh } from '../domain/login/external-refresh.js';
import type { LoginPolicy } from '../domain/login/login-ports.js';
import { createLoginService, type LoginService } from '../domain/login/login-service.js';
import { type CredentialSource, ModelError } from '../domain/ports.js';
import { DEFAULT_ISSUER } from '../oauth/client.js';
import { oauthDialectOf } from '../oauth/dialect.js';
import { OAuthError } from '../oauth/errors.js';
import { createPost } from '../oauth/http.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import type { HostIdentity } from './host-identity.js';
import type { Logger } from './logger.js';

export interface LoginParts {
  readonly profile: Profile;
  readonly host: HostIdentity;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configuration: Configuration;
  /** As asked for by whoever started the server. */
  readonly loginIssuer: string | undefined;
  readonly loginPorts: readonly number[] | undefined;
  /** The issuer of the scripted backend that is part of this server; undefined when there is none. */
  readonly ownIssuer: string | undefined;
}

export interface ComposedLogins {
  /** For requests to the model. */
  readonly credentials: CredentialSource;
  /** Whether a ChatGPT account is in use. */
  isSignedIn(): boolean;
  /** To be called once, with the agent whose clients are told and asked. */
  serve(agent: Agent): LoginService;
}

export async function composeLogins(parts: LoginParts): Promise<ComposedLogins> {
  const { profile, host, clock, logger, configuration, env } = parts;
  const dialect = oauthDialectOf(profile.name);
  const issuer = issuerOf(parts);
  const post = createPost({ clock });
  const policy: LoginPolicy = {
    forcedMethod: () => configuration.account().forcedMethod,
    forcedWorkspaces: () => configuration.account().forcedWorkspaces,
    requiresOpenaiAuth: () => configuration.provider(configuration.defaultProvider()).requiresOpenaiAuth,
  };
  let refreshExternal: ExternalRefresh | undefined;
  const onWarning = (message: string): void => logger.log('warn', message);
  const mode = configuration.account().store;
  const credentials = await openCredentialService({
    store: openStore({ mode, codexHome: host.codexHome, clock, onWarning }),
    issuer,
    dialect,
    post,
    clock,
    env,
    onWarning,
  });
  const account: AccountAuth = {
    headers: () => credentials.headers(),
    async recover() {
      if (credentials.current()?.mode !== 'chatgptAuthTokens') return recovered(credentials);
      if (refreshExternal === undefined) return false;
      await refreshExternal();
      return true;
    },
  };
  return {
    credentials: createProviderCredentials({ provider: (id) => configuration.provider(id), account, env }),
    isSignedIn: () => isChatgpt(credentials.current()),
    serve(agent) {
      refreshExternal = createExternalRefresh({
        ask: (method, params) => agent.askClients(method, params),
        credentials,
        policy,
        clock,
        hidesDetails: profile.quirks.externalRefreshHidesDetails,
      });
      return createLoginService({
        flows: createLoginFlows({
          issuer,
          dialect,
          post,
          clock,
          callbackPorts: parts.loginPorts,
          workspaces: () => policy.forcedWorkspaces(),
          saveTokens: (tokens, apiKey) => credentials.saveTokens(tokens, apiKey),
        }),
        credentials,
        policy,
        usage: createUsageClient({
          ...account,
          baseUrl: () => configuration.account().chatgptBaseUrl,
          accountId: () => credentials.accountId(),
          userAgent: (originator) => host.modelUserAgent(originator),
          asksForResets: profile.quirks.rateLimitResetsAsked,
        }),
        sink: agent.hub,
        clock,
        onWarning,
      });
    },
  };
}

/** @throws ModelError `credentials` */
async function recovered(credentials: CredentialService): Promise<boolean> {
  try {
    return await credentials.recovery().next();
  } catch (cause) {
    const isPermanent = cause instanceof OAuthError && cause.code === 'refresh_refused';
    throw new ModelError({ kind: 'credentials', message: messageOf(cause), isPermanent }, { cause });
  }
}

function issuerOf({ loginIssuer, ownIssuer, env }: LoginParts): string {
  const fromEnvironment = env.CODEX_APP_SERVER_LOGIN_ISSUER?.trim() || undefined;
  return loginIssuer ?? fromEnvironment ?? ownIssuer ?? DEFAULT_ISSUER;
}
