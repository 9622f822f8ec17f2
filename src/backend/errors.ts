// Every way the backend can fail its caller; what it tells an HTTP client is not here but in the routes.

import { CodedError } from '../util/coded-error.js';

export type BackendErrorCode =
  /** The listen URL is not `http://HOST:PORT`. */
  | 'bad_address'
  /** Something else listens there. */
  | 'address_in_use'
  /** The system refused the address for another reason. */
  | 'listen_failed'
  | 'already_listening'
  | 'not_listening'
  /** Nothing that was waited for came in time. */
  | 'timeout'
  /** No login has this number or code. */
  | 'unknown_login'
  /** The login is no longer waiting for a decision. */
  | 'login_decided'
  /** A page that was visited is not the one expected. */
  | 'page_unexpected'
  | 'script_unreadable'
  | 'script_invalid';

/** A failure of the backend itself. */
export class BackendError extends CodedError<BackendErrorCode> {}

/** One thing wrong with a script. */
export interface ScriptProblem {
  /** Where in the script, e.g. `replies[1].text.delayMs`; empty for the script as a whole. */
  readonly path: string;
  /** What was expected and what was found. */
  readonly message: string;
  /** `file:line:column`, when the script came from a file. */
  readonly at?: string;
}

/** A script that cannot be used. The message lists every problem, one a line. */
export class ScriptError extends BackendError {
  readonly problems: readonly ScriptProblem[];

  constructor(source: string, problems: readonly ScriptProblem[]) {
    super('script_invalid', [`${source} is not a valid script:`, ...problems.map(problemLine)].join('\n'));
    this.problems = problems;
  }
}

function problemLine({ at, path, message }: ScriptProblem): string {
  return `  ${[at, path, message].filter((part) => part !== undefined && part !== '').join(': ')}`;
}
