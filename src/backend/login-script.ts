// The part of the script format about people: who signs in, how each login goes, what usage is reported.

import type { HttpAnswer, HttpError, RateLimits, RateLimitWindow } from './script-answers.js';

/** The person who signs in. Ids that are left out follow from the e-mail address. */
export interface Account {
  /** `tester@example.com` by default. */
  readonly email?: string;
  readonly name?: string;
  /** The plan claim as it is, known to codex or not; `plus` by default. */
  readonly plan?: string;
  /** Of the ChatGPT account, which is also the id of its workspace. */
  readonly accountId?: string;
  readonly userId?: string;
  /** Name of the workspace. */
  readonly workspace?: string;
  readonly organizationId?: string;
  /** The workspaces that the account's backend lists; by default its own alone. */
  readonly workspaces?: readonly Workspace[];
  /** What the account's backend lists as apps; none by default. */
  readonly apps?: readonly App[];
}

/** An app of an account. With tools it can be reached. */
export interface App {
  readonly id: string;
  /** By default the id. */
  readonly name?: string;
  readonly description?: string;
  /** Which directory lists it: that of all accounts by default, or the one of a workspace. */
  readonly directory?: 'all' | 'workspace' | 'none';
  /** Listed, and not to be shown. */
  readonly isHidden?: boolean;
  /** Further members of its entry in the directory, as they are: `logoUrl`, `branding`, `appMetadata`, `labels`. */
  readonly entry?: Readonly<Record<string, unknown>>;
  readonly tools?: readonly AppTool[];
}

export interface AppTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly isReadOnly?: boolean;
  /** A JSON schema of its arguments; any object by default. */
  readonly inputSchema?: Readonly<Record<string, unknown>>;
  /** Further annotations: `destructiveHint`, `openWorldHint`. */
  readonly annotations?: Readonly<Record<string, unknown>>;
  /** What the tool says of itself besides its app: `_codex_apps`, `link_id`. */
  readonly _meta?: Readonly<Record<string, unknown>>;
  /** What a call gives: a text, or a whole result in the protocol for tools. */
  readonly result?: string | Readonly<Record<string, unknown>>;
  /** A call is refused with this message instead. */
  readonly error?: string;
  /** Milliseconds until a call is answered. */
  readonly delayMs?: number;
}

/** A workspace of an account. */
export interface Workspace {
  readonly id: string;
  readonly name?: string;
  /** Of its backend; an https origin that leads here by default. Codex tells it to clients. */
  readonly backendOrigin?: string;
  /** Known to codex: `NO_CONSTRAINT`, which is the default, `us`, `us_cr`. */
  readonly routingOverride?: string;
  /** Not to be changed to without signing in for it: through this connection of the company's, if it is named. */
  readonly needsSignIn?: boolean;
  readonly connection?: string;
  readonly isDeactivated?: boolean;
  /** Of a government, with logins of its own. */
  readonly isGovernment?: boolean;
  /** Members that are told as null; codex refuses a login whose workspace lacks one of the last two. */
  readonly omit?: readonly ('name' | 'backendOrigin' | 'routingOverride')[];
}

/** One login. A text is short for the member of that name: `approve`, `deny`, `expire`; `ask` waits for a person. */
export type Login = 'ask' | 'approve' | 'deny' | 'expire' | LoginObject;

/** Without `approve`, `deny` and `expire` a person decides: on a page, or by a call. */
export interface LoginObject {
  /** What logs call it; by default its place, e.g. `logins[2]`. */
  readonly name?: string;
  readonly when?: LoginCondition;
  /** How many logins this entry serves: by default one, or without limit when it has a `when`. */
  readonly times?: number | 'always';
  /** Members given here replace those of the script's `account`. */
  readonly account?: Account;
  readonly approve?: true | Moment;
  readonly deny?: true | Moment;
  /** The code expires: polls get 400, pages refuse. */
  readonly expire?: true | Moment;
  /** Seconds between polls that the client is told; 1 by default. */
  readonly interval?: number;
  /** Seconds until a person can no longer decide; 900 by default. */
  readonly expiresIn?: number;
  readonly tokens?: TokenOptions;
  readonly faults?: LoginFaults;
  /** Replaces the script's `usage` for this account. */
  readonly usage?: AccountUsage;
}

/** All given members must hold. */
export interface LoginCondition {
  readonly flow?: 'device' | 'browser';
  readonly clientId?: string;
  readonly header?: Readonly<Record<string, string | boolean>>;
}

/** Both given: whichever is later. */
export interface Moment {
  /** So many polls are answered with "pending" first. Means nothing in the browser flow. */
  readonly afterPolls?: number;
  readonly afterMs?: number;
}

export interface TokenOptions {
  /** Seconds until the access token expires; 3600 by default, negative for one that has expired already. */
  readonly expiresIn?: number;
  /** Members of the token endpoint's answer to leave out, e.g. `refresh_token`. */
  readonly omit?: readonly string[];
  /** Claims to leave out of both tokens, at the top or in the auth object, e.g. `email`, `chatgpt_account_id`. */
  readonly omitClaims?: readonly string[];
  /** Further claims of both tokens. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Further members of the auth object of both tokens. */
  readonly authClaims?: Readonly<Record<string, unknown>>;
  /** Sent instead of a token, well-formed or not. */
  readonly idToken?: string;
  readonly accessToken?: string;
  /** What is different about tokens that a refresh gives; they last an hour and are real ones unless this says otherwise. */
  readonly refreshed?: Omit<TokenOptions, 'refreshed'>;
}

/** What goes wrong, by endpoint. */
export interface LoginFaults {
  /** The request for a user code; 404 is how an issuer says that device logins are off. */
  readonly userCode?: Faults;
  readonly poll?: Faults;
  /** The page that the browser flow opens. */
  readonly authorize?: Faults;
  /** The exchange of a code for tokens. */
  readonly exchange?: Faults;
  /** The exchange of an id token for an API key. */
  readonly apiKey?: Faults;
  readonly refresh?: 'reused' | 'expired' | 'revoked' | Faults;
  readonly revoke?: Faults;
  readonly usage?: Faults;
  /** The list of workspaces that codex asks for after a login. */
  readonly accounts?: Faults;
  /** What is told of apps. */
  readonly apps?: Faults;
  /** The change to another workspace. */
  readonly switchWorkspace?: Faults;
}

/** One fault holds every time; of a list, each holds once unless it says otherwise, and then nothing is wrong. */
export type Faults = Fault | readonly Fault[];

/** A number is short for an error with this status. */
export type Fault = number | FaultObject;

/** At most one of `error`, `http`, `malformed`, `disconnect`; with none, only the wait. */
export interface FaultObject {
  readonly error?: HttpError;
  readonly http?: HttpAnswer;
  /** A body that calls itself JSON and breaks off. */
  readonly malformed?: true;
  readonly disconnect?: true;
  readonly delayMs?: number;
  /** Waits until this gate opens. */
  readonly hold?: string;
  readonly times?: number | 'always';
}

/** What the usage endpoints report. */
export interface AccountUsage {
  readonly primary?: RateLimitWindow;
  readonly secondary?: RateLimitWindow;
  readonly credits?: RateLimits['credits'];
  /** Limits of single features; `limit` is the feature's id. */
  readonly additional?: readonly AdditionalLimit[];
  /** Which limit is exhausted, e.g. `rate_limit_reached`. */
  readonly reached?: string;
  /** Tokens used so far. */
  readonly tokens?: AccountTokens;
  /** What the workspace is told; without it, it is told nothing at all. */
  readonly messages?: readonly AccountMessage[];
  /** How many early resets of the limits there are to spend; none by default. */
  readonly resetCredits?: number;
}

export interface AccountTokens {
  readonly lifetime?: number;
  readonly peakDaily?: number;
  readonly longestTurnSeconds?: number;
  readonly currentStreakDays?: number;
  readonly longestStreakDays?: number;
  readonly daily?: readonly { readonly date: string; readonly tokens: number }[];
}

export interface AccountMessage {
  readonly id: string;
  /** `announcement` by default. */
  readonly type?: 'headline' | 'announcement';
  readonly text: string;
  /** Times in RFC 3339. */
  readonly createdAt?: string;
  readonly archivedAt?: string;
}

export interface AdditionalLimit {
  readonly limit: string;
  readonly limitName: string;
  readonly primary?: RateLimitWindow;
  readonly secondary?: RateLimitWindow;
}
