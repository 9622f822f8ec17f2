// Logins after checking: shorthands written out, accounts whole, faults in lists. What the issuer works with.

import type { Account, AccountUsage, LoginCondition, LoginFaults, TokenOptions } from './login-script.js';
import type { Disconnect, PlainAnswer } from './plain-answer.js';

/** One entry of a script's `logins`, or what stands in when none fits. */
export interface CheckedLogin {
  /** Its name, or where it stands, e.g. `logins[2]`; `undefined` for a login that no entry describes. */
  readonly label: string | undefined;
  readonly when: LoginCondition | undefined;
  readonly times: number;
  readonly account: WholeAccount;
  /** `undefined`: a person decides. */
  readonly decision: ScriptedDecision | undefined;
  readonly intervalSeconds: number;
  readonly expiresInSeconds: number;
  readonly tokens: TokenOptions;
  readonly faults: Readonly<Partial<Record<FaultPoint, readonly CheckedFault[]>>>;
  readonly usage: AccountUsage | undefined;
}

/** What a script says of logins in general. */
export interface LoginDefaults {
  readonly account?: Account;
  readonly usage?: AccountUsage;
}

export type WholeAccount = Readonly<Required<Account>>;

export interface ScriptedDecision {
  readonly kind: 'approve' | 'deny' | 'expire';
  readonly afterPolls: number;
  readonly afterMs: number;
}

/** Where a login can go wrong. */
export type FaultPoint = keyof LoginFaults;

export interface CheckedFault {
  readonly times: number;
  readonly delayMs: number;
  readonly hold: string | undefined;
  /** `undefined`: only the wait, then the usual answer. */
  readonly answer: PlainAnswer | Disconnect | undefined;
}
