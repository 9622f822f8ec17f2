// The runner of logins: owns the machine's state, performs its effects, and holds the rules of who may sign in how.
// The caller is answered first; what a call causes begins with the returned `begin`.

import type { ResultOf } from '../../protocol/index.js';
import type { Cancel, Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { randomId } from '../../util/ids.js';
import { DomainError, type DomainFailure } from '../errors.js';
import type { BroadcastEvent, EventSink } from '../events.js';
import { accountView, cloudAccountView, isChatgpt, type SignedIn } from './account.js';
import { type LoginEffect, type LoginEvent, type LoginKind, NO_LOGIN, step } from './login-machine.js';
import {
  type AccountPages,
  type BrowserFlowOptions,
  type Credentials,
  DeviceLoginOff,
  type ExternalTokens,
  type FinishedFlow,
  type LoginFlows,
  type LoginPolicy,
  type StartedFlow,
  type WorkspaceReader,
} from './login-ports.js';

type Completed = Omit<Extract<BroadcastEvent, { type: 'accountLoginCompleted' }>, 'type'>;

/** How long a person may take in the browser; device codes have a limit of their own. */
const BROWSER_TIMEOUT_MS = 10 * 60 * 1000;

export interface LoginServiceDeps {
  readonly flows: LoginFlows;
  readonly credentials: Credentials;
  readonly policy: LoginPolicy;
  readonly pages: AccountPages;
  readonly workspaces: WorkspaceReader;
  /** Whether an account is shown no longer once its tokens cannot be renewed any more. */
  readonly hidesRefused: boolean;
  /** Whether the end of the login that a logout ends is told after the answer to the logout. */
  readonly logoutsAnswerFirst: boolean;
  readonly sink: EventSink;
  readonly clock: Clock;
  /** Told of what failed where nobody waits for it. */
  readonly onWarning?: (message: string) => void;
  /** Ids of logins; random UUIDs by default. */
  readonly newId?: () => string;
}

/** A login that waits for its person as soon as `begin` is called. */
interface StartedDevice {
  readonly loginId: string;
  readonly verificationUrl: string;
  readonly userCode: string;
  begin(): void;
}

export interface StartedBrowser {
  readonly loginId: string;
  readonly authUrl: string;
  begin(): void;
}

/** A flow, and what the client that began it is called. */
interface Begun {
  readonly flow: StartedFlow;
  readonly originator: string;
}

/** Accounts and logins of one server. */
export interface LoginService {
  /** @throws DomainError `externalAuthActive` | `loginMethodDisabled` | `deviceLoginOff` | `deviceCodeFailed` */
  startDevice(originator: string): Promise<StartedDevice>;
  /** @throws DomainError `externalAuthActive` | `loginMethodDisabled` | `loginServerFailed` */
  startBrowser(originator: string, options: BrowserFlowOptions): Promise<StartedBrowser>;
  /** @throws DomainError `externalAuthActive` | `loginMethodDisabled` | `apiKeyNotSaved` */
  useApiKey(apiKey: string): Promise<{ begin(): void }>;
  /** @throws DomainError `loginMethodDisabled` | `workspaceNotAllowed` | `externalAuthRefused` */
  useExternal(originator: string, tokens: ExternalTokens): Promise<{ begin(): void }>;
  /** `loginId` in canonical form. */
  cancel(loginId: string): { status: 'canceled' | 'notFound'; begin(): void };
  /** @throws DomainError `logoutFailed` */
  logout(): Promise<{ begin(): void }>;
  /** @throws DomainError `workspaceUnknown` */
  readAccount(originator: string, options: { refresh: boolean }): Promise<ResultOf<'account/read'>>;
  authStatus(options: { refresh: boolean; includeToken: boolean }): Promise<ResultOf<'getAuthStatus'>>;
  /** Whether a login waits for its person. */
  isWaiting(): boolean;
  /** Tells everybody whose credentials are in use, where no login led to them. */
  announce(): void;
  /** Whether a key is in use, rather than an account. */
  hasApiKey(): boolean;
  isSignedIn(): boolean;
  /** Asks the backend of a ChatGPT account. @throws DomainError `accountMissing` | `accountNotChatgpt` | `accountFailed` */
  ask<T>(question: (pages: AccountPages) => Promise<T>): Promise<T>;
  /** Ends every login without a word. Resolves when nothing listens or polls any more. */
  shutdown(): Promise<void>;
}

export function createLoginService(deps: LoginServiceDeps): LoginService {
  const { flows, credentials, policy, workspaces, sink, clock, newId = randomId } = deps;
  const running = new Map<string, { flow: StartedFlow; ended: Promise<void> }>();
  const timeouts = new Map<string, Cancel>();
  /** Aborted at shutdown, for logins that are still being started. */
  const open = new AbortController();
  const starting = new Set<Promise<unknown>>();
  let state = NO_LOGIN;

  const announceUpdated = (): void => {
    const signedIn = credentials.current();
    const planType = isChatgpt(signedIn) ? signedIn.planType : null;
    sink.emit({ scope: 'all', event: { type: 'accountUpdated', authMode: modeOf(signedIn), planType } });
  };

  /** Ends that are told once a logout is answered; null: at once. */
  let heldBack: Completed[] | null = null;

  const announceCompleted = (completed: Completed): void => {
    if (heldBack === null)
      sink.emit({ scope: 'all', event: { type: 'accountLoginCompleted', ...completed } });
    else heldBack.push(completed);
  };

  const holdBack = (): void => {
    heldBack ??= [];
  };

  const letGo = (): void => {
    const ends = heldBack ?? [];
    heldBack = null;
    for (const end of ends) announceCompleted(end);
  };

  const warn = (thrown: unknown): void => deps.onWarning?.(messageOf(thrown));

  const perform = (effect: LoginEffect): void => {
    switch (effect.type) {
      case 'stopFlow':
        running.get(effect.loginId)?.flow.stop();
        return;
      case 'armTimeout': {
        const { loginId } = effect;
        const late = (): void => apply({ type: 'timedOut', loginId });
        timeouts.set(loginId, clock.setTimeout(late, BROWSER_TIMEOUT_MS));
        return;
      }
      case 'disarmTimeout':
        timeouts.get(effect.loginId)?.();
        timeouts.delete(effect.loginId);
        return;
      case 'announceCompleted': {
        const { loginId, error, onboardingEntrypoint } = effect;
        announceCompleted({ loginId, error, onboardingEntrypoint });
        return;
      }
      case 'announceUpdated':
        announceUpdated();
    }
  };

  const apply = (event: LoginEvent): void => {
    const next = step(state, event);
    state = next.state;
    for (const effect of next.effects) perform(effect);
  };

  /** Stops the login in the slot and waits until it can save nothing any more; others are about to. */
  const emptySlot = async (): Promise<void> => {
    workspaces.forget();
    const ended = state.active === null ? undefined : running.get(state.active)?.ended;
    apply({ type: 'emptied' });
    await ended;
  };

  const begin = (loginId: string, kind: LoginKind, { flow, originator }: Begun): void => {
    const over = (failure: string | null, finished?: FinishedFlow): void => {
      running.delete(loginId);
      apply({ type: 'ended', loginId, failure, isSaved: finished !== undefined, ...finished });
    };
    const ended = flow
      .finish()
      .then(
        async (finished) => over(await workspaceProblem(originator), finished),
        (thrown: unknown) => over(messageOf(thrown)),
      )
      .catch(warn);
    running.set(loginId, { flow, ended });
    apply({ type: 'started', loginId, kind });
  };

  /** Keeps count of what is being started, so that a shutdown waits for it. */
  const start = async <Flow extends StartedFlow>(
    flow: Promise<Flow>,
    failure: (thrown: unknown) => DomainFailure,
  ): Promise<Flow> => {
    const settled = flow.catch(() => undefined);
    starting.add(settled);
    try {
      return await flow;
    } catch (cause) {
      throw new DomainError(open.signal.aborted ? { code: 'shuttingDown' } : failure(cause), { cause });
    } finally {
      starting.delete(settled);
    }
  };

  const refuseExternal = (): void => {
    if (credentials.current()?.mode === 'chatgptAuthTokens') fail({ code: 'externalAuthActive' });
  };

  const refuseForced = (forced: 'chatgpt' | 'api', wanted: 'apiKey' | 'chatgpt' | 'external'): void => {
    if (policy.forcedMethod() === forced) fail({ code: 'loginMethodDisabled', wanted });
  };

  const assertOpen = (): void => {
    if (open.signal.aborted) fail({ code: 'shuttingDown' });
  };

  const refresh = async (isAsked: boolean): Promise<void> => {
    if (!isAsked || credentials.current()?.mode !== 'chatgpt') return;
    try {
      await credentials.refresh();
    } catch (thrown) {
      warn(thrown);
    }
  };

  /** Why the account's workspace cannot be told, which makes a login fail; null when all is well. */
  const workspaceProblem = (originator: string): Promise<string | null> =>
    workspaces.read(originator).then(
      () => null,
      (thrown: unknown) => messageOf(thrown),
    );

  const afterOutsideLogin = (error: string | null): void => {
    if (open.signal.aborted) return;
    announceCompleted({ loginId: null, error, onboardingEntrypoint: null });
    if (error === null) announceUpdated();
  };

  return {
    async startDevice(originator) {
      assertOpen();
      refuseExternal();
      refuseForced('api', 'chatgpt');
      const flow = await start(flows.startDevice({ originator, signal: open.signal }), (thrown) =>
        thrown instanceof DeviceLoginOff
          ? { code: 'deviceLoginOff' }
          : { code: 'deviceCodeFailed', message: messageOf(thrown) },
      );
      const loginId = newId();
      const { verificationUrl, userCode } = flow;
      return {
        loginId,
        verificationUrl,
        userCode,
        begin: () => begin(loginId, 'device', { flow, originator }),
      };
    },

    async startBrowser(originator, options) {
      assertOpen();
      refuseExternal();
      refuseForced('api', 'chatgpt');
      const flow = await start(
        flows.startBrowser({ originator, signal: open.signal, ...options }),
        (thrown) => ({ code: 'loginServerFailed', message: messageOf(thrown) }),
      );
      const loginId = newId();
      return { loginId, authUrl: flow.authUrl, begin: () => begin(loginId, 'browser', { flow, originator }) };
    },

    async useApiKey(apiKey) {
      assertOpen();
      refuseExternal();
      refuseForced('chatgpt', 'apiKey');
      await emptySlot();
      try {
        await credentials.saveApiKey(apiKey);
      } catch (cause) {
        throw new DomainError({ code: 'apiKeyNotSaved', message: messageOf(cause) }, { cause });
      }
      return { begin: () => afterOutsideLogin(null) };
    },

    async useExternal(originator, tokens) {
      assertOpen();
      refuseForced('api', 'external');
      await emptySlot();
      const expected = policy.forcedWorkspaces();
      const given = tokens.chatgptAccountId;
      if (expected !== null && !expected.includes(given))
        fail({ code: 'workspaceNotAllowed', expected, given });
      try {
        await credentials.setExternal(tokens);
      } catch (cause) {
        throw new DomainError({ code: 'externalAuthRefused', message: messageOf(cause) }, { cause });
      }
      return {
        begin() {
          const told = workspaceProblem(originator)
            .then(afterOutsideLogin)
            .catch(warn)
            .finally(() => starting.delete(told));
          starting.add(told);
        },
      };
    },

    cancel(loginId) {
      if (state.active !== loginId) return { status: 'notFound', begin: () => undefined };
      return { status: 'canceled', begin: () => apply({ type: 'cancelAsked', loginId }) };
    },

    async logout() {
      if (deps.logoutsAnswerFirst) holdBack();
      await emptySlot();
      try {
        await credentials.logout();
      } catch (cause) {
        letGo();
        throw new DomainError({ code: 'logoutFailed', message: messageOf(cause) }, { cause });
      }
      const begin = (): void => {
        const authMode = modeOf(credentials.current());
        sink.emit({ scope: 'all', event: { type: 'accountUpdated', authMode, planType: null } });
        letGo();
      };
      return { begin };
    },

    async readAccount(originator, { refresh: isAsked }) {
      await refresh(isAsked);
      const cloud = policy.cloud();
      if (cloud !== null) return cloudAccountView(cloud);
      if (deps.hidesRefused && credentials.token() === null)
        return accountView(null, policy.requiresOpenaiAuth(), null);
      const workspace = await workspaces.read(originator).catch((cause: unknown) => {
        throw new DomainError({ code: 'workspaceUnknown', message: messageOf(cause) }, { cause });
      });
      return accountView(credentials.current(), policy.requiresOpenaiAuth(), workspace);
    },

    async authStatus({ refresh: isAsked, includeToken }) {
      await refresh(isAsked);
      if (!policy.requiresOpenaiAuth())
        return { authMethod: null, authToken: null, requiresOpenaiAuth: false };
      return {
        authMethod: modeOf(credentials.current()),
        authToken: includeToken ? credentials.token() : null,
        requiresOpenaiAuth: true,
      };
    },

    isWaiting: () => state.active !== null,

    announce: announceUpdated,

    isSignedIn: () => credentials.current() !== null,

    hasApiKey: () => credentials.current()?.mode === 'apikey',

    async ask(question) {
      const signedIn = credentials.current();
      if (signedIn === null) fail({ code: 'accountMissing' });
      if (!isChatgpt(signedIn)) fail({ code: 'accountNotChatgpt' });
      try {
        return await question(deps.pages);
      } catch (cause) {
        throw new DomainError({ code: 'accountFailed', message: messageOf(cause) }, { cause });
      }
    },

    async shutdown() {
      open.abort(new Error('The server is shutting down.'));
      apply({ type: 'shutDown' });
      workspaces.forget();
      await Promise.all([...starting, ...[...running.values()].map(({ ended }) => ended)]);
    },
  };
}

function modeOf(signedIn: SignedIn | null): SignedIn['mode'] | null {
  return signedIn?.mode ?? null;
}

function fail(failure: DomainFailure): never {
  throw new DomainError(failure);
}
