// What can go wrong with a recording as a file. A session never breaks because of one.

import { CodedError } from '../util/coded-error.js';

/**
 * - `unreadable`: the file cannot be read
 * - `not_a_recording`: it holds neither a header nor a frame
 * - `unsupported_version`: it was written by a newer recorder
 * - `not_writable`: the file cannot be made
 * - `bad_filter`: a filter expression that cannot be read
 * - `mismatch`: what a test demands of a replay did not happen
 */
export type RecordingErrorCode =
  | 'unreadable'
  | 'not_a_recording'
  | 'unsupported_version'
  | 'not_writable'
  | 'bad_filter'
  | 'mismatch';

export class RecordingError extends CodedError<RecordingErrorCode> {}
