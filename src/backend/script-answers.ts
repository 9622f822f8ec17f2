// What both replies and logins are made of: HTTP answers and rate limits, as people write them in a script.

export interface RateLimits {
  readonly primary?: RateLimitWindow;
  readonly secondary?: RateLimitWindow;
  readonly credits?: { readonly hasCredits: boolean; readonly unlimited: boolean; readonly balance?: string };
  /** Which limit the figures belong to; by default the account's own. */
  readonly limit?: string;
  readonly limitName?: string;
}

export interface RateLimitWindow {
  readonly usedPercent: number;
  readonly windowMinutes?: number;
  /** Seconds since the epoch. */
  readonly resetsAt?: number;
}

/** The body is an API error object made of `type`, `code`, `message` and `extra`, unless `body` is given. */
export interface HttpError {
  /** 500 by default. */
  readonly status?: number;
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  /** Further members of the error object, e.g. `plan_type` and `resets_at` for `usage_limit_reached`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** Sent as `retry-after`, in seconds. */
  readonly retryAfter?: number;
}

export interface HttpAnswer {
  /** 200 by default. */
  readonly status?: number;
  readonly contentType?: string;
  /** A string as it is, anything else as JSON. */
  readonly body?: unknown;
}
