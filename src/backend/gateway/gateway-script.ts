// What a script says of the gateway: how its issuer lets people in, and for how long.

import { flag, name, number, object, oneOf, type Read } from '../script-reader.js';

/** A gateway before the model that wants a token of its own issuer. */
export interface Gateway {
  /** What people do at the issuer's page: they agree unless told otherwise. */
  readonly person?: 'approve' | 'deny';
  /** Seconds that an access token lasts; an hour by default, 0 for one that does not say so. */
  readonly expiresIn?: number;
  /** Whether there are refresh tokens (the default), and whether they serve. */
  readonly refresh?: 'rotate' | 'none' | 'refuse';
  readonly device?: {
    /** Polls before the answer; 1 by default. */
    readonly polls?: number;
    readonly answer?: 'approve' | 'deny' | 'expire' | 'never';
    /** Seconds between polls; 1 by default. */
    readonly interval?: number;
    /** Seconds that a code lasts; 900 by default. */
    readonly expiresIn?: number;
  };
  /** Every request for a token is refused so: by default with 400 and `server_error`. */
  readonly tokenError?: { readonly status?: number; readonly error?: string; readonly description?: string };
  /** The gateway takes no token at all. */
  readonly refusesTokens?: boolean;
}

const seconds = number('a number of seconds', 0, true);

export const gateway: Read<Gateway> = object<Gateway>({
  person: oneOf('approve', 'deny'),
  expiresIn: seconds,
  refresh: oneOf('rotate', 'none', 'refuse'),
  device: object<NonNullable<Gateway['device']>>({
    polls: number('a number of polls', 0, true),
    answer: oneOf('approve', 'deny', 'expire', 'never'),
    interval: seconds,
    expiresIn: seconds,
  }),
  tokenError: object<NonNullable<Gateway['tokenError']>>({
    status: number('an HTTP status', 400, true),
    error: name,
    description: name,
  }),
  refusesTokens: flag,
});
