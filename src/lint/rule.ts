// What a rule of the protocol is: something no schema can say, checked frame by frame over one connection. Pure.

/** One frame as it passed, seen from the client: `in` came from the server. */
export interface LintFrame {
  readonly dir: 'in' | 'out';
  readonly kind: 'request' | 'notification' | 'success' | 'failure';
  readonly id?: string | number;
  /** Of answers too: the method they answer, where it is known. */
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

/** `error`: broken. `note`: worth a look, but real servers under load do it too. */
type Level = 'error' | 'note';

export interface Finding {
  /** Id of the rule. */
  readonly rule: string;
  readonly level: Level;
  /** Counts frames from 1; the number after the last one for what never came. */
  readonly frame: number;
  readonly message: string;
}

/** Tells of one breach in a sentence. */
type Report = (message: string) => void;

/** A rule at work on one connection. */
export interface Check {
  frame(frame: LintFrame, report: Report): void;
  /** The traffic has ended. */
  end?(report: Report): void;
}

export interface Rule {
  readonly id: string;
  /** What must hold, in one sentence. */
  readonly sentence: string;
  /** Where it is known from. */
  readonly source: string;
  readonly level: Level;
  start(): Check;
}
