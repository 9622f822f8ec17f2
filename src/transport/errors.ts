// What can go wrong below the messages: reaching, starting, or keeping the other side.

import { CodedError } from '../util/coded-error.js';

/**
 * - `bad_address`: the URL cannot mean a place
 * - `unreachable`: nothing answers there
 * - `refused`: an HTTP answer instead of an upgrade (see `status`)
 * - `timeout`: no answer in time
 * - `address_in_use`: someone else listens there
 * - `listen_failed`: listening failed otherwise
 * - `not_found`, `not_executable`, `spawn_failed`: the command could not be started
 * - `oversized`: a frame above the ceiling
 * - `auth_config`: wrong options for WebSocket auth
 * - `lost`: the connection broke
 * - `bad_fault`: a fault that means nothing
 */
export type TransportErrorCode =
  | 'bad_address'
  | 'unreachable'
  | 'refused'
  | 'timeout'
  | 'address_in_use'
  | 'listen_failed'
  | 'not_found'
  | 'not_executable'
  | 'spawn_failed'
  | 'oversized'
  | 'auth_config'
  | 'lost'
  | 'bad_fault';

export class TransportError extends CodedError<TransportErrorCode> {
  /** HTTP status of a `refused` upgrade. */
  readonly status: number | undefined;

  constructor(code: TransportErrorCode, message: string, options?: { cause?: unknown; status?: number }) {
    super(code, message, options);
    this.status = options?.status;
  }
}
