// What a login needs of the world: flows that lead a person through it, a place for credentials, rules, usage.
// Implementations live in adapters/ and meet the domain in server/compose.ts.

import type { DesktopOnboardingEntrypoint, ParamsOf, ResultOf } from '../../protocol/index.js';
import type { Cloud } from '../provider-facts.js';
import type { SignedIn, Workspace } from './account.js';

/** A login whose credentials are saved. */
export interface FinishedFlow {
  /** Where an introduction should begin, when the browser came back with one. */
  readonly onboardingEntrypoint: DesktopOnboardingEntrypoint | null;
}

/** A login that waits for a person. */
export interface StartedFlow {
  /**
   * Waits for the person and saves what comes of it; called once. Resolves when the credentials are saved.
   * @throws Error whose message is the reason in words; also soon after `stop`, with nothing saved any more.
   */
  finish(): Promise<FinishedFlow>;
  /** Gives up: nothing listens, polls or saves afterwards. Harmless after the end. */
  stop(): void;
}

export interface DeviceFlow extends StartedFlow {
  readonly verificationUrl: string;
  readonly userCode: string;
}

export interface BrowserFlow extends StartedFlow {
  readonly authUrl: string;
}

export interface BrowserFlowOptions {
  readonly streamlined: boolean;
  readonly hostedSuccessPage: boolean;
  readonly appBrand: 'codex' | 'chatgpt' | null;
  /** The workspace that the login is for; undefined where any will do that is allowed. */
  readonly workspace?: LoginWorkspace;
}

/** A workspace that wants a login of its own. */
interface LoginWorkspace {
  readonly accountId: string;
  /** Who is expected to sign in. */
  readonly email: string | null;
  /** Through which connection of its company; null: none in particular. */
  readonly connection: string | null;
}

/** Starts logins at the issuer. Both start functions give up with the signal. */
export interface LoginFlows {
  /** @throws DeviceLoginOff, or Error whose message is the reason */
  startDevice(start: { originator: string; signal: AbortSignal }): Promise<DeviceFlow>;
  /** @throws Error whose message is the reason */
  startBrowser(start: { originator: string; signal: AbortSignal } & BrowserFlowOptions): Promise<BrowserFlow>;
}

/** The issuer does not offer device logins. */
export class DeviceLoginOff extends Error {}

export interface ExternalTokens {
  readonly accessToken: string;
  readonly chatgptAccountId: string;
  readonly chatgptPlanType: string | null;
}

/** The credentials of one CODEX_HOME. Errors carry the reason as their message, and never a secret. */
export interface Credentials {
  /** Who is signed in, as last loaded. */
  current(): SignedIn | null;
  /** The key or access token in use; null when nobody is signed in, and when it cannot be renewed any more. */
  token(): string | null;
  saveApiKey(apiKey: string): Promise<void>;
  /** Kept in memory alone. @throws Error for a token that cannot be read */
  setExternal(tokens: ExternalTokens): Promise<void>;
  /** Forgets everything, on disk and in memory, and revokes what can be revoked. */
  logout(): Promise<void>;
  /** Gets fresh tokens for an account of a login; nothing to do for others. */
  refresh(): Promise<void>;
}

/** The login that the tokens in use came from. */
export interface SessionCredentials {
  /** Its id; null where they tell of none. */
  sessionId(): string | null;
  /** Goes on in another of its workspaces. @throws Error for a token of somebody else, or for elsewhere */
  moveTo(workspace: { accountId: string; accessToken: string }): Promise<void>;
}

/** What the configuration allows. */
export interface LoginPolicy {
  forcedMethod(): 'chatgpt' | 'api' | null;
  /** Ids of the workspaces that are allowed; null: all. */
  forcedWorkspaces(): readonly string[] | null;
  requiresOpenaiAuth(): boolean;
  /** The vendor's cloud that threads go to which name no provider; null: none. */
  cloud(): Cloud | null;
}

/** Asks the account's own backend which workspace the credentials in use belong to, and where it is. */
export interface WorkspaceReader {
  /**
   * Null where nobody is to be asked: without a ChatGPT account or its id, for a provider that wants no account.
   * @throws Error whose message is the reason
   */
  read(originator: string): Promise<Workspace | null>;
  /** Other credentials are about to be used: whoever waits for an answer is told that it is of no use. */
  forget(): void;
}

/** Asks the account's own backend. @throws Error whose message is the reason */
export interface AccountPages {
  rateLimits(originator: string): Promise<ResultOf<'account/rateLimits/read'>>;
  tokenUsage(originator: string): Promise<ResultOf<'account/usage/read'>>;
  workspaceMessages(originator: string): Promise<ResultOf<'account/workspaceMessages/read'>>;
  nudgeOwner(
    originator: string,
    creditType: ParamsOf<'account/sendAddCreditsNudgeEmail'>['creditType'],
  ): Promise<ResultOf<'account/sendAddCreditsNudgeEmail'>>;
  redeemReset(
    originator: string,
    reset: { idempotencyKey: string; creditId: string | null },
  ): Promise<ResultOf<'account/rateLimitResetCredit/consume'>>;
}

type ListedWorkspace = ResultOf<'accountSession/list'>['sessions'][number]['workspaces'][number];

/** A workspace of an account, and what stands in the way of working in it. */
export interface AccountWorkspace extends ListedWorkspace {
  readonly isDeactivated: boolean;
  /** Those of governments have logins of their own. */
  readonly isGovernment: boolean;
  readonly needsSignIn: boolean;
  /** Of the company that owns it, for logins; null where there is none. */
  readonly connection: string | null;
}

/** Asks the account's own backend about its workspaces. @throws Error whose message is the reason */
export interface WorkspacePages {
  /** All that the account has. */
  workspaces(originator: string): Promise<readonly AccountWorkspace[]>;
  /** Resolves with an access token for another workspace. */
  switchWorkspace(originator: string, accountId: string): Promise<string>;
}
