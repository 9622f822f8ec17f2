// Reads the logins of a script: who signs in, how it is decided, what goes wrong.

import { credits, headerCondition, percentWindow, times } from './answer-check.js';
import type {
  CheckedFault,
  CheckedLogin,
  FaultPoint,
  LoginDefaults,
  ScriptedDecision,
} from './checked-login.js';
import { faults, refreshFaults } from './fault-check.js';
import type {
  Account,
  AccountMessage,
  AccountTokens,
  AccountUsage,
  AdditionalLimit,
  App,
  AppTool,
  LoginCondition,
  LoginFaults,
  LoginObject,
  Moment,
  TokenOptions,
  Workspace,
} from './login-script.js';
import {
  flag,
  list,
  milliseconds,
  name,
  number,
  object,
  oneOf,
  type Place,
  pathText,
  type Read,
  record,
  refuse,
  text,
} from './script-reader.js';
import { wholeAccount } from './whole-account.js';

const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_EXPIRY_SECONDS = 900;

/** A login before it is known whose it is by default. */
export interface LoginReading extends Omit<CheckedLogin, 'account' | 'usage'> {
  readonly account: Account | undefined;
  readonly usage: AccountUsage | undefined;
}

const workspace = object<Workspace>(
  {
    id: name,
    name: text,
    backendOrigin: text,
    routingOverride: text,
    needsSignIn: flag,
    connection: name,
    isDeactivated: flag,
    isGovernment: flag,
    omit: list(oneOf('name', 'backendOrigin', 'routingOverride')),
  },
  ['id'],
);

const appTool = object<AppTool>(
  {
    name,
    title: text,
    description: text,
    isReadOnly: flag,
    inputSchema: record,
    annotations: record,
    _meta: record,
    result: (place) => (typeof place.value === 'string' ? place.value : record(place)),
    error: text,
    delayMs: milliseconds,
  },
  ['name'],
);

const app = object<App>(
  {
    id: name,
    name,
    description: text,
    directory: oneOf('all', 'workspace', 'none'),
    isHidden: flag,
    entry: record,
    tools: list(appTool),
  },
  ['id'],
);

export const account = object<Account>({
  email: name,
  name,
  plan: name,
  accountId: name,
  userId: name,
  workspace: text,
  organizationId: name,
  workspaces: list(workspace),
  apps: list(app),
});

const additionalLimit = object<AdditionalLimit>(
  { limit: name, limitName: name, primary: percentWindow, secondary: percentWindow },
  ['limit', 'limitName'],
);

const count = number('a whole number', 0, true);

const accountTokens = object<AccountTokens>({
  lifetime: count,
  peakDaily: count,
  longestTurnSeconds: count,
  currentStreakDays: count,
  longestStreakDays: count,
  daily: list(object<{ date: string; tokens: number }>({ date: name, tokens: count }, ['date', 'tokens'])),
});

const accountMessage = object<AccountMessage>(
  { id: name, type: oneOf('headline', 'announcement'), text, createdAt: name, archivedAt: name },
  ['id', 'text'],
);

export const accountUsage = object<AccountUsage>({
  primary: percentWindow,
  secondary: percentWindow,
  credits,
  additional: list(additionalLimit),
  reached: name,
  tokens: accountTokens,
  messages: list(accountMessage),
  resetCredits: count,
});

const tokenShape = {
  expiresIn: number('a number of seconds', Number.MIN_SAFE_INTEGER, true),
  omit: list(name),
  omitClaims: list(name),
  claims: record,
  authClaims: record,
  idToken: text,
  accessToken: text,
};

export const tokenOptions = object<TokenOptions>({
  ...tokenShape,
  refreshed: object<Omit<TokenOptions, 'refreshed'>>(tokenShape),
});

const momentObject = object<Moment>({
  afterPolls: number('a number of polls', 0, true),
  afterMs: milliseconds,
});

const moment: Read<true | Moment> = (place) => {
  if (place.value === true) return true;
  return typeof place.value === 'object'
    ? momentObject(place)
    : refuse(place, 'true, or an object with "afterPolls" or "afterMs"');
};

const condition = object<LoginCondition>({
  flow: oneOf('device', 'browser'),
  clientId: name,
  header: headerCondition,
});

type ReadFaults = Partial<Record<FaultPoint, readonly CheckedFault[]>>;

const loginFaults = object<ReadFaults>({
  userCode: faults,
  poll: faults,
  authorize: faults,
  exchange: faults,
  apiKey: faults,
  refresh: refreshFaults,
  revoke: faults,
  usage: faults,
  accounts: faults,
  apps: faults,
  switchWorkspace: faults,
} satisfies Record<keyof LoginFaults, Read<readonly CheckedFault[]>>);

interface LoginMembers extends Omit<LoginObject, 'times' | 'faults'> {
  readonly times?: number;
  readonly faults?: ReadFaults;
}

const loginMembers = object<LoginMembers>({
  name,
  when: condition,
  times,
  account,
  approve: moment,
  deny: moment,
  expire: moment,
  interval: number('a number of seconds', 0, true),
  expiresIn: number('a number of seconds', 1),
  tokens: tokenOptions,
  faults: loginFaults,
  usage: accountUsage,
});

const shortForms = ['ask', 'approve', 'deny', 'expire'];

export const login: Read<LoginReading> = (place) => {
  if (typeof place.value !== 'string') return fromMembers(place, loginMembers(place));
  if (!shortForms.includes(place.value)) return refuse(place, `${shortForms.join(', ')} or an object`);
  const value = place.value === 'ask' ? {} : { [place.value]: true };
  return fromMembers(place, loginMembers({ ...place, value }));
};

function fromMembers(place: Place, written: LoginMembers | undefined): LoginReading | undefined {
  if (written === undefined) return undefined;
  const decisions = decisionsOf(written);
  if (decisions.length > 1) return refuse(place, 'at most one of "approve", "deny" and "expire"');
  return {
    label: written.name ?? pathText(place.path),
    when: written.when,
    times: written.times ?? (written.when === undefined ? 1 : Number.POSITIVE_INFINITY),
    account: written.account,
    decision: decisions[0],
    intervalSeconds: written.interval ?? DEFAULT_INTERVAL_SECONDS,
    expiresInSeconds: written.expiresIn ?? DEFAULT_EXPIRY_SECONDS,
    tokens: written.tokens ?? {},
    faults: written.faults ?? {},
    usage: written.usage,
  };
}

function decisionsOf(written: LoginMembers): ScriptedDecision[] {
  return (['approve', 'deny', 'expire'] as const).flatMap((kind) => {
    const at = written[kind];
    if (at === undefined) return [];
    const { afterPolls = 0, afterMs = 0 } = at === true ? {} : at;
    return [{ kind, afterPolls, afterMs }];
  });
}

/** Gives every login its whole account and its usage. */
export function completeLogins(read: readonly LoginReading[], defaults: LoginDefaults): CheckedLogin[] {
  return read.map((one) => ({
    ...one,
    account: wholeAccount({ ...defaults.account, ...one.account }),
    usage: one.usage ?? defaults.usage,
  }));
}

/** A login that no entry describes: a person decides. */
export function undescribedLogin(
  defaults: LoginDefaults,
  own: Pick<LoginObject, 'account' | 'tokens'> = {},
): CheckedLogin {
  return {
    label: undefined,
    when: undefined,
    times: Number.POSITIVE_INFINITY,
    account: wholeAccount({ ...defaults.account, ...own.account }),
    decision: undefined,
    intervalSeconds: DEFAULT_INTERVAL_SECONDS,
    expiresInSeconds: DEFAULT_EXPIRY_SECONDS,
    tokens: own.tokens ?? {},
    faults: {},
    usage: defaults.usage,
  };
}
