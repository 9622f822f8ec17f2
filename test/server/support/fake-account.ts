// An account for tests: credentials in memory, and logins that end when the test says so.

import type { SignedIn, Workspace } from '../../../src/domain/login/account.js';
import { planTypeOf } from '../../../src/domain/login/account.js';
import type {
  AccountPages,
  BrowserFlowOptions,
  Credentials,
  FinishedFlow,
  LoginFlows,
  LoginPolicy,
  StartedFlow,
  WorkspaceReader,
} from '../../../src/domain/login/login-ports.js';
import type { ResultOf } from '../../../src/protocol/index.js';
import { type Deferred, deferred } from '../../../src/util/deferred.js';

/** One login in progress. */
export interface FakeFlow {
  readonly kind: 'device' | 'browser';
  readonly originator: string;
  readonly options: BrowserFlowOptions | undefined;
  readonly isWaiting: boolean;
  readonly isStopped: boolean;
  /** The person approves; the credentials are saved. */
  approve(account?: Partial<Extract<SignedIn, { email: string | null }>>): void;
  fail(message: string): void;
}

export class FakeAccount implements Credentials, LoginFlows, LoginPolicy, AccountPages, WorkspaceReader {
  signedIn: SignedIn | null = null;
  secret: string | null = null;
  readonly flows: FakeFlow[] = [];
  readonly calls: string[] = [];
  method: 'chatgpt' | 'api' | null = null;
  workspaces: readonly string[] | null = null;
  needsAuth = true;
  workspace: Workspace | null = null;
  /** What an answer about the workspace waits for. */
  workspaceGate: Deferred<void> | undefined;
  /** Thrown by the next call of this name. */
  readonly problems = new Map<string, Error>();
  /** What `startDevice` and `startBrowser` wait for. */
  gate: Deferred<void> | undefined;

  current(): SignedIn | null {
    return this.signedIn;
  }

  token(): string | null {
    return this.secret;
  }

  async saveApiKey(apiKey: string): Promise<void> {
    this.#call('saveApiKey');
    this.signedIn = { mode: 'apikey' };
    this.secret = apiKey;
  }

  async setExternal(tokens: {
    accessToken: string;
    chatgptAccountId: string;
    chatgptPlanType: string | null;
  }): Promise<void> {
    this.#call('setExternal');
    this.secret = tokens.accessToken;
    const planType = planTypeOf(tokens.chatgptPlanType);
    const accountId = tokens.chatgptAccountId;
    this.signedIn = {
      mode: 'chatgptAuthTokens',
      email: 'ext@example.com',
      planType,
      userId: null,
      accountId,
    };
  }

  async logout(): Promise<void> {
    this.#call('logout');
    this.signedIn = null;
    this.secret = null;
  }

  async refresh(): Promise<void> {
    this.#call('refresh');
  }

  forcedMethod(): 'chatgpt' | 'api' | null {
    return this.method;
  }

  forcedWorkspaces(): readonly string[] | null {
    return this.workspaces;
  }

  requiresOpenaiAuth(): boolean {
    return this.needsAuth;
  }

  cloud(): null {
    return null;
  }

  readonly tokenUsage = unasked;
  readonly workspaceMessages = unasked;
  readonly nudgeOwner = unasked;
  readonly redeemReset = unasked;

  async rateLimits(): Promise<ResultOf<'account/rateLimits/read'>> {
    this.#call('rateLimits');
    throw new Error('not played');
  }

  async read(originator: string): Promise<Workspace | null> {
    this.#call('workspace');
    void originator;
    await this.workspaceGate?.promise;
    return this.workspace;
  }

  forget(): void {
    this.workspaceGate?.reject(new Error('account changed'));
  }

  async startDevice({ originator, signal }: { originator: string; signal: AbortSignal }) {
    await this.#start('startDevice', signal);
    const flow = this.#flow('device', originator);
    const userCode = `CODE-${this.flows.length}`;
    return { ...flow, verificationUrl: 'http://127.0.0.1:1/codex/device', userCode };
  }

  async startBrowser({
    originator,
    signal,
    ...options
  }: { originator: string; signal: AbortSignal } & BrowserFlowOptions) {
    await this.#start('startBrowser', signal);
    const flow = this.#flow('browser', originator, options);
    return { ...flow, authUrl: 'http://127.0.0.1:1/oauth/authorize' };
  }

  /** The newest login. */
  get flow(): FakeFlow {
    const last = this.flows.at(-1);
    if (last === undefined) throw new Error('No login has been started.');
    return last;
  }

  async #start(name: string, signal: AbortSignal): Promise<void> {
    this.#call(name);
    if (this.gate === undefined) return;
    const gaveUp = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    await Promise.race([this.gate.promise, gaveUp]);
  }

  #call(name: string): void {
    this.calls.push(name);
    const problem = this.problems.get(name);
    this.problems.delete(name);
    if (problem !== undefined) throw problem;
  }

  #flow(kind: 'device' | 'browser', originator: string, options?: BrowserFlowOptions): StartedFlow {
    const end = deferred<FinishedFlow>();
    end.promise.catch(() => undefined);
    let isWaiting = false;
    let isStopped = false;
    this.flows.push({
      kind,
      originator,
      options,
      get isWaiting() {
        return isWaiting && !end.isSettled;
      },
      get isStopped() {
        return isStopped;
      },
      approve: (account = {}) => {
        const who = {
          email: 'a@example.com',
          planType: 'plus',
          userId: 'user-1',
          accountId: 'acct-1',
        } as const;
        this.signedIn = { mode: 'chatgpt', ...who, ...account };
        this.secret = 'access';
        end.resolve({ onboardingEntrypoint: null });
      },
      fail: (message) => end.reject(new Error(message)),
    });
    return {
      finish() {
        isWaiting = true;
        return end.promise;
      },
      stop() {
        isStopped = true;
        end.reject(new Error('Login was not completed'));
      },
    };
  }
}

function unasked(): Promise<never> {
  return Promise.reject(new Error('Nobody asks for this here.'));
}
