// LoginFlows over src/oauth: a device code or a callback server at the issuer, and credentials saved at the end.

import {
  type BrowserFlow,
  type BrowserFlowOptions,
  type DeviceFlow,
  DeviceLoginOff,
  type LoginFlows,
} from '../../domain/login/login-ports.js';
import { startBrowserLogin } from '../../oauth/browser-login.js';
import { awaitDeviceTokens, requestDeviceCode } from '../../oauth/device-login.js';
import type { OAuthDialect } from '../../oauth/dialect.js';
import { OAuthError } from '../../oauth/errors.js';
import type { Post } from '../../oauth/http.js';
import type { Tokens } from '../../oauth/token-endpoint.js';
import { assertWorkspace } from '../../oauth/workspace.js';
import type { Clock } from '../../util/clock.js';

export interface LoginFlowsDeps {
  readonly issuer: string;
  readonly dialect: OAuthDialect;
  readonly post: Post;
  readonly clock: Clock;
  /** Ports of the callback server, in place of the version's own. */
  readonly callbackPorts?: readonly number[] | undefined;
  /** Ids of the workspaces that are allowed; null: all. */
  workspaces(): readonly string[] | null;
  /** @throws Error when they cannot be saved */
  saveTokens(tokens: Tokens, apiKey: string | null): Promise<void>;
}

export function createLoginFlows(deps: LoginFlowsDeps): LoginFlows {
  return {
    startDevice: ({ signal }) => startDevice(deps, signal),
    startBrowser: ({ signal, originator, ...options }) => startBrowser(deps, { signal, originator, options }),
  };
}

async function startDevice(deps: LoginFlowsDeps, signal: AbortSignal): Promise<DeviceFlow> {
  const { dialect } = deps;
  const own = new AbortController();
  // One end for both: the server that closes, and the login that is stopped.
  const stopped = AbortSignal.any([signal, own.signal]);
  const code = await requestDeviceCode(deps, stopped).catch((thrown: unknown) => {
    if (!(thrown instanceof OAuthError) || thrown.code !== 'device_login_off') throw thrown;
    throw new DeviceLoginOff(thrown.message, { cause: thrown });
  });
  return {
    verificationUrl: code.verificationUrl,
    userCode: code.userCode,
    async finish() {
      const tokens = await awaitDeviceTokens(deps, code, stopped);
      assertWorkspace(tokens.idToken, deps.workspaces(), dialect);
      // Whoever stopped the login counts on nothing being saved.
      stopped.throwIfAborted();
      await deps.saveTokens(tokens, null);
      return { onboardingEntrypoint: null };
    },
    stop: () => own.abort(new Error('Login was not completed')),
  };
}

interface BrowserStart {
  readonly signal: AbortSignal;
  readonly originator: string;
  readonly options: BrowserFlowOptions;
}

async function startBrowser(
  deps: LoginFlowsDeps,
  { signal, originator, options }: BrowserStart,
): Promise<BrowserFlow> {
  const { streamlined, hostedSuccessPage, appBrand, workspace } = options;
  const login = await startBrowserLogin(
    {
      ...deps,
      ...(deps.callbackPorts === undefined ? {} : { ports: deps.callbackPorts }),
      workspaces: workspace === undefined ? deps.workspaces() : [workspace.accountId],
      save: (tokens, apiKey) => deps.saveTokens(tokens, apiKey),
    },
    {
      originator,
      isStreamlined: streamlined,
      hostedSuccessPage: hostedSuccessPage ? (appBrand ?? 'codex') : null,
      workspace,
    },
    signal,
  );
  const stop = (): void => login.stop();
  signal.addEventListener('abort', stop, { once: true });
  return {
    authUrl: login.authUrl,
    async finish() {
      try {
        const { onboardingEntrypoint } = await login.finished;
        return {
          onboardingEntrypoint: onboardingEntrypoint === 'life_sciences' ? onboardingEntrypoint : null,
        };
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    stop,
  };
}
