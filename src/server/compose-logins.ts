// The part of compose.ts about accounts: credentials, login flows and usage behind the domain's ports, and what
// authenticates model requests.

import type { AccountClientDeps } from '../adapters/account/account-request.js';
import { createLoginFlows } from '../adapters/account/login-flows.js';
import { type AccountAuth, createProviderCredentials } from '../adapters/account/provider-credentials.js';
import { residencyHeaders } from '../adapters/account/residency.js';
import { TokenCommands } from '../adapters/account/token-command.js';
import { createUsageClient } from '../adapters/account/usage-client.js';
import { createWorkspaceClient } from '../adapters/account/workspace-client.js';
import type { Configuration } from '../adapters/config/index.js';
import { openCredentialService, openStore } from '../adapters/credentials/index.js';
import type { Agent } from '../domain/agent.js';
import type { CredentialRecovery, CredentialSource } from '../domain/credential-ports.js';
import type { GatewayIssuer, GatewaySettings, GatewayTokenStore } from '../domain/gateway/gateway-ports.js';
import { Gateways } from '../domain/gateway/gateways.js';
import { isChatgpt, type SignedIn, type Workspace } from '../domain/login/account.js';
import { type AccountSessions, createAccountSessions } from '../domain/login/account-sessions.js';
import { createExternalRefresh, type ExternalRefresh } from '../domain/login/external-refresh.js';
import type { LoginPolicy } from '../domain/login/login-ports.js';
import { createLoginService, type LoginService } from '../domain/login/login-service.js';
import { createRevocation } from '../domain/login/revocation.js';
import { ModelError } from '../domain/ports.js';
import { DEFAULT_ISSUER } from '../oauth/client.js';
import { oauthDialectOf } from '../oauth/dialect.js';
import { OAuthError } from '../oauth/errors.js';
import { createPost, type Post } from '../oauth/http.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { randomId } from '../util/ids.js';
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
  /** Where the account's workspace is; null when nobody says. @throws Error whose message is the reason */
  workspace(originator: string): Promise<Workspace['routing'] | null>;
  /** For requests to the account's own backend. */
  readonly client: AccountClientDeps;
  /** Whose credentials are in use. */
  signedIn(): SignedIn | null;
  /** Whether a ChatGPT account is in use. */
  isSignedIn(): boolean;
  /** To be called once, with the agent whose clients are told and asked; `onChange`: before they are told of others. */
  serve(
    agent: Agent,
    onChange: () => void,
  ): {
    readonly logins: LoginService;
    readonly sessions: AccountSessions;
    readonly gateways: Gateways;
  };
}

export async function composeLogins(parts: LoginParts): Promise<ComposedLogins> {
  const { profile, host, clock, logger, configuration, env } = parts;
  const dialect = oauthDialectOf(profile.name);
  const issuer = issuerOf(parts);
  const post = createPost({ clock });
  const residency = (): string | null => configuration.residency();
  const policy: LoginPolicy = {
    forcedMethod: () => configuration.account().forcedMethod,
    forcedWorkspaces: () => configuration.account().forcedWorkspaces,
    requiresOpenaiAuth: () => configuration.usualProvider().requiresOpenaiAuth,
    cloud: () => configuration.usualProvider().cloud,
  };
  let refreshExternal: ExternalRefresh | undefined;
  const onWarning = (message: string): void => logger.log('warn', message);
  const mode = configuration.account().store;
  const revocation = createRevocation();
  const credentials = await openCredentialService({
    store: openStore({ mode, codexHome: host.codexHome, clock, onWarning }),
    issuer,
    dialect,
    post: createPost({ clock, headers: () => residencyHeaders(residency()) }),
    clock,
    env,
    onWarning,
    onReplaced: () => {
      if (profile.quirks.accountChangeEndsRequests) revocation.revoke();
    },
  });
  const account: AccountAuth = {
    headers: () => credentials.headers(),
    recovery: () =>
      credentials.current()?.mode === 'chatgptAuthTokens'
        ? once(refreshExternal)
        : toModelErrors(credentials.recovery()),
  };
  const client: AccountClientDeps = {
    ...account,
    baseUrl: () => configuration.account().chatgptBaseUrl,
    accountId: () => credentials.accountId(),
    userAgent: (originator) => host.modelUserAgent(originator),
    residency,
  };
  const workspaces = createWorkspaceClient({
    ...client,
    isAsked: () => profile.quirks.workspacesAsked && policy.requiresOpenaiAuth(),
    token: () => credentials.token(),
    clock,
  });
  const pages = createUsageClient({ ...client, asksForResets: profile.quirks.rateLimitResetsAsked });
  const gateways = new Gateways({
    ...lazyGateways(host.codexHome, { clock, post }),
    clock,
    newId: randomId,
    showUrl: (url) => logger.log('warn', `Sign in at the gateway of the model provider: ${url}`),
  });
  return {
    workspace: async (originator) => (await workspaces.read(originator))?.routing ?? null,
    credentials: createProviderCredentials({
      account: { ...account, revocation: () => revocation.signal() },
      env,
      commands: new TokenCommands(clock, env),
      gatewayToken: (id, settings) => gateways.account(id, settings).accessToken(),
    }),
    client,
    signedIn: () => credentials.current(),
    isSignedIn: () => isChatgpt(credentials.current()),
    serve(agent, onChange) {
      refreshExternal = createExternalRefresh({
        ask: (method, params) => agent.askClients(method, params),
        credentials,
        policy,
        clock,
        hidesDetails: profile.quirks.externalRefreshHidesDetails,
      });
      const logins = createLoginService({
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
        pages,
        workspaces,
        hidesRefused: profile.quirks.accountHiddenOnceRefused,
        logoutsAnswerFirst: profile.quirks.logoutsAnswerFirst,
        sink: {
          emit(news) {
            if (news.event.type === 'accountUpdated') onChange();
            agent.hub.emit(news);
          },
        },
        clock,
        onWarning,
      });
      gateways.serve(agent.hub);
      const sessions = createAccountSessions({
        credentials,
        policy,
        pages,
        workspaces,
        logins,
        closeThreads: () => agent.closeThreads(),
        clock,
      });
      return { logins, sessions, gateways };
    },
  };
}

/** Loaded when a provider is reached through a gateway. */
function lazyGateways(
  codexHome: string,
  { clock, post }: { readonly clock: Clock; readonly post: Post },
): { readonly issuer: GatewayIssuer; readonly store: (settings: GatewaySettings) => GatewayTokenStore } {
  const load = async () => {
    const { createGatewayIssuer, openGatewayTokens } = await import('../adapters/gateway/index.js');
    return {
      issuer: createGatewayIssuer({ post, clock }),
      store: (settings: GatewaySettings) => openGatewayTokens(settings, { codexHome, clock }),
    };
  };
  let loaded: ReturnType<typeof load> | undefined;
  const adapters = () => (loaded ??= load());
  return {
    issuer: {
      browser: async (...at) => (await adapters()).issuer.browser(...at),
      device: async (...at) => (await adapters()).issuer.device(...at),
      refresh: async (...at) => (await adapters()).issuer.refresh(...at),
    },
    store: (settings) => {
      const store = async () => (await adapters()).store(settings);
      return {
        load: async () => (await store()).load(),
        save: async (token) => (await store()).save(token),
        exclusively: async (work) => (await store()).exclusively(work),
      };
    },
  };
}

/** Whoever brought the tokens is asked for others, once. */
function once(refresh: (() => Promise<unknown>) | undefined): CredentialRecovery {
  let left = refresh;
  return {
    async next() {
      const asking = left;
      left = undefined;
      await asking?.();
      return asking !== undefined;
    },
  };
}

function toModelErrors(recovery: CredentialRecovery): CredentialRecovery {
  return {
    async next() {
      try {
        return await recovery.next();
      } catch (cause) {
        const isPermanent = cause instanceof OAuthError && cause.code === 'refresh_refused';
        throw new ModelError({ kind: 'credentials', message: messageOf(cause), isPermanent }, { cause });
      }
    },
  };
}

function issuerOf({ loginIssuer, ownIssuer, env }: LoginParts): string {
  const fromEnvironment = env.CODEX_APP_SERVER_LOGIN_ISSUER?.trim() || undefined;
  return loginIssuer ?? fromEnvironment ?? ownIssuer ?? DEFAULT_ISSUER;
}
