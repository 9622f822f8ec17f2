// The errors the CLI itself throws. Those of the layers below are turned into verdicts in verdict.ts.

import { CodedError } from '../util/coded-error.js';

export type UsageErrorCode = 'bad_option' | 'conflict' | 'no_effect';

/** The command was called wrongly: exit 2. The message says what is wrong and what to write instead. */
export class UsageError extends CodedError<UsageErrorCode> {}

/**
 * - `port_in_use`: somebody else listens where `serve` should
 * - `start_failed`: the background server ended, or was not ready in time
 * - `stop_failed`: what listens on the port would not go, or cannot be found
 * - `schemas_unavailable`: a codex binary does not say what its protocol is
 * - `assertion`: what the command is there to check did not hold
 */
export type CommandErrorCode =
  | 'port_in_use'
  | 'start_failed'
  | 'stop_failed'
  | 'schemas_unavailable'
  | 'assertion';

/** A command could not do its work. */
export class CommandError extends CodedError<CommandErrorCode> {}
