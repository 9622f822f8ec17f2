// The exit codes of every command: the contract scripts rely on.

export const ExitCode = {
  /** Done, and the turn or login succeeded. */
  ok: 0,
  /** The server answered with an error, or an assertion of the command failed. */
  refused: 1,
  usage: 2,
  loginFailed: 3,
  /** The server cannot be reached or started, or the connection was lost. */
  unreachable: 4,
  turnFailed: 5,
  turnInterrupted: 6,
  timeout: 7,
  /** A server request was left unanswered, or refused for want of a person to ask, and the run needed it. */
  unanswered: 8,
  protocolViolation: 9,
  differences: 10,
  /** Stopped by the user. */
  stopped: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];
