// One login from its first request to its tokens: who it is for, how it was decided, what went wrong.

import type { CheckedFault, CheckedLogin, FaultPoint, WholeAccount } from '../checked-login.js';
import { BackendError } from '../errors.js';
import { secret } from './secret.js';

/**
 * `waiting` for a decision; `approved`, but its code not yet exchanged; `signedIn` once it was; `denied` or
 * `expired`; `failed` when its first request already was answered with a fault.
 */
export type LoginState = 'waiting' | 'approved' | 'denied' | 'expired' | 'signedIn' | 'failed';

/** What happened in one login so far. */
export interface LoginRecord {
  /** Counts from 1 over the life of the backend. */
  readonly number: number;
  /** `direct`: tokens were issued without a login. */
  readonly flow: 'device' | 'browser' | 'direct';
  /** Which entry of the script describes it, e.g. `logins[0]`. */
  readonly script: string | undefined;
  readonly state: LoginState;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly clientId: string;
  /** Of the browser flow. */
  readonly originator: string | undefined;
  readonly redirectUri: string | undefined;
  readonly account: WholeAccount;
  /** Of the device flow: what the person types. */
  readonly userCode: string | undefined;
  readonly polls: number;
  readonly refreshes: number;
  /** API keys that were given for its id token. */
  readonly apiKeys: number;
  readonly isRevoked: boolean;
  /** What the client did that a real issuer refuses, one sentence each. */
  readonly problems: readonly string[];
}

export type Decision = 'approve' | 'deny' | 'expire';

/** What a login starts from. */
export interface LoginStart {
  readonly number: number;
  readonly flow: LoginRecord['flow'];
  readonly script: CheckedLogin;
  readonly startedAt: number;
  readonly clientId: string;
  readonly userCode?: string;
  readonly authorization?: AuthorizationRequest;
}

/** What the browser flow asks for. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly challenge: string;
  readonly scope: string;
  readonly originator: string | undefined;
  readonly workspaces: string | undefined;
}

/** How long an authorization code can be exchanged. */
export const CODE_LIFE_MS = 10 * 60 * 1000;

/** An authorization code and what its exchange must prove. */
export interface AuthorizationCode {
  readonly value: string;
  readonly challenge: string;
  /** Only of a device login: there the issuer itself makes the proof. */
  readonly verifier?: string;
  /** The whole URI; of a device login only its path, since the client makes it from the URL it was given. */
  readonly redirectUri: string;
  readonly expiresAt: number;
}

const stateAfter = { approve: 'approved', deny: 'denied', expire: 'expired' } as const;

export class Login implements LoginRecord {
  readonly number: number;
  readonly flow: LoginRecord['flow'];
  readonly entry: CheckedLogin;
  readonly startedAt: number;
  readonly clientId: string;
  readonly userCode: string | undefined;
  readonly authorization: AuthorizationRequest | undefined;
  polls = 0;
  refreshes = 0;
  apiKeys = 0;
  isRevoked = false;
  /** Ids of requests that were granted an early reset of the limits. */
  readonly redeemed = new Set<string>();
  readonly problems: string[] = [];
  readonly #onChange: (login: Login) => void;
  readonly #faultsUsed = new Map<CheckedFault, number>();
  // Secrets are no plain members, so that printing a login does not show them.
  readonly #deviceAuthId = secret('deviceauth_', 16);
  readonly #ticket = secret('', 24);
  #account: WholeAccount;
  #code: AuthorizationCode | undefined;
  #state: LoginState = 'waiting';

  constructor(start: LoginStart, onChange: (login: Login) => void) {
    this.number = start.number;
    this.flow = start.flow;
    this.entry = start.script;
    this.#account = start.script.account;
    this.startedAt = start.startedAt;
    this.clientId = start.clientId;
    this.userCode = start.userCode;
    this.authorization = start.authorization;
    this.#onChange = onChange;
  }

  get state(): LoginState {
    return this.#state;
  }

  /** Known to the device alone. */
  get deviceAuthId(): string {
    return this.#deviceAuthId;
  }

  /** Known to the page alone: no other site can post a decision. */
  get ticket(): string {
    return this.#ticket;
  }

  get code(): AuthorizationCode | undefined {
    return this.#code;
  }

  /** The code of this login: made at the first call, then always the same. */
  codeOr(make: () => AuthorizationCode): AuthorizationCode {
    this.#code ??= make();
    return this.#code;
  }

  get script(): string | undefined {
    return this.entry.label;
  }

  get account(): WholeAccount {
    return this.#account;
  }

  /** Tokens that are given out from now on are for this one of the account's workspaces. */
  moveTo({ id, name }: WholeAccount['workspaces'][number]): void {
    this.#account = { ...this.#account, accountId: id, workspace: name ?? this.#account.workspace };
  }

  get originator(): string | undefined {
    return this.authorization?.originator;
  }

  get redirectUri(): string | undefined {
    return this.authorization?.redirectUri;
  }

  get expiresAt(): number {
    return this.startedAt + this.entry.expiresInSeconds * 1000;
  }

  /** @throws BackendError `login_decided` */
  decide(decision: Decision): void {
    if (this.#state !== 'waiting') {
      throw new BackendError(
        'login_decided',
        `Login ${this.number} cannot be decided now: it is ${this.#state}.`,
      );
    }
    this.become(stateAfter[decision]);
  }

  /** Takes the script's decision when its moment has come. */
  decideAsScripted(now: number): void {
    const { decision } = this.entry;
    if (this.#state !== 'waiting' || decision === undefined) return;
    const arePollsDone = this.flow === 'browser' || this.polls > decision.afterPolls;
    if (arePollsDone && now >= this.startedAt + decision.afterMs) this.decide(decision.kind);
  }

  become(state: LoginState): void {
    this.#state = state;
    this.#onChange(this);
  }

  /** The fault that holds at this point now, counting it as used. */
  takeFault(point: FaultPoint): CheckedFault | undefined {
    const fault = this.entry.faults[point]?.find((one) => (this.#faultsUsed.get(one) ?? 0) < one.times);
    if (fault !== undefined) this.#faultsUsed.set(fault, (this.#faultsUsed.get(fault) ?? 0) + 1);
    return fault;
  }
}

/** Without codes, for reports that leave the process. */
export function loginReport(login: LoginRecord): Omit<LoginRecord, 'userCode'> {
  const { number, flow, script, state, startedAt, clientId, originator, redirectUri, account } = login;
  const { polls, refreshes, apiKeys, isRevoked, problems } = login;
  const who = { number, flow, script, state, startedAt, clientId, originator, redirectUri, account };
  return { ...who, polls, refreshes, apiKeys, isRevoked, problems };
}
