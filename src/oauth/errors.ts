// What can go wrong between us and an OAuth issuer. Messages are what people are shown: the real client's own
// words where it has some, and never a secret.

import { CodedError } from '../util/coded-error.js';

/**
 * - `device_login_off`: the issuer offers no device logins
 * - `device_request_refused`: no device code was given out (see `status`)
 * - `device_login_refused`: the answer to a poll ended the login (see `status`)
 * - `device_login_expired`: nobody approved within the time limit
 * - `token_refused`: the token endpoint said no (see `status`)
 * - `refresh_refused`: the refresh token is of no use any more (see `reason`)
 * - `response_malformed`: an answer that is not of the agreed shape
 * - `unreachable`: the request could not be sent, or no whole answer came
 * - `timeout`: no whole answer in time
 * - `id_token_malformed`: a token whose claims cannot be read
 * - `workspace_refused`: the account belongs to a workspace that is not allowed
 * - `sign_in_refused`: the issuer sent the browser back with an error
 * - `code_missing`: the issuer sent the browser back with neither code nor error
 * - `not_saved`: signed in, but the credentials could not be saved
 * - `cancelled`: a later login took over, or the login was called off
 * - `port_in_use`, `listen_failed`: the callback server could not be started
 */
export type OAuthErrorCode =
  | 'device_login_off'
  | 'device_request_refused'
  | 'device_login_refused'
  | 'device_login_expired'
  | 'token_refused'
  | 'refresh_refused'
  | 'response_malformed'
  | 'unreachable'
  | 'timeout'
  | 'id_token_malformed'
  | 'workspace_refused'
  | 'sign_in_refused'
  | 'code_missing'
  | 'not_saved'
  | 'cancelled'
  | 'port_in_use'
  | 'listen_failed';

/** Why a refresh token is of no use any more. */
export type RefusalReason = 'expired' | 'exhausted' | 'revoked' | 'other';

export class OAuthError extends CodedError<OAuthErrorCode> {
  /** HTTP status of a refusal. */
  readonly status: number | undefined;
  /** Of `refresh_refused`. */
  readonly reason: RefusalReason | undefined;

  constructor(
    code: OAuthErrorCode,
    message: string,
    options: { cause?: unknown; status?: number; reason?: RefusalReason } = {},
  ) {
    super(code, message, 'cause' in options ? { cause: options.cause } : undefined);
    this.status = options.status;
    this.reason = options.reason;
  }
}
