// What commands say, and to whom: a person, or a script that reads one JSON object a line.

import type { LateAnswer } from '../alarm.js';
import type { ExitCode } from '../exit-codes.js';
import type { Summary } from '../summary.js';
import type { SeenFrame } from './frame-log.js';

/** The end of a command, for both readers. */
export interface Verdict {
  readonly code: ExitCode;
  /** One word: `ok`, `completed`, `failed`, `refused`, `timeout`, … */
  readonly outcome: string;
  /** One sentence for a person; always there when the code is not 0. */
  readonly message?: string | undefined;
  /** What a script wants of the command: ids, lists, texts. */
  readonly result?: Readonly<Record<string, unknown>> | undefined;
  /** Turns and requests of the server; added to every command that had any. */
  readonly summary?: Summary | undefined;
}

export interface Output {
  /** Called for every frame, in order. */
  frame(frame: SeenFrame): void;
  /** A line of the command's own result. Scripts get it from the verdict instead. */
  line(text: string): void;
  /** Text of an item as it comes; consecutive pieces of one item stay on one line. */
  text(itemId: string, piece: string): void;
  /** Something to know on the side. */
  note(text: string): void;
  /** Something that must be seen. */
  warn(text: string): void;
  /** Somebody has waited long for an answer; told again as the wait grows. */
  alarm(late: LateAnswer): void;
  /** Where a person signs in, and the code to type there: to be seen, by scripts too. */
  login(where: { readonly url: string; readonly code: string | undefined }): void;
  /** Shows that something is being waited for, in words that may change meanwhile; undefined ends it. */
  waiting(what: string | (() => string) | undefined): void;
  /** The last word. */
  verdict(verdict: Verdict): void;
  /** False while the reader of the output is too slow. */
  readonly isFlowing: boolean;
  onDrain(handler: () => void): void;
}

/**
 * - `short`: one line a frame, long texts as they come
 * - `whole`: every frame as it is
 * - `inbound`: every frame that comes in as it is, and none that goes out
 * - `none`: no frame, only what the command itself says
 */
export type FrameStyle = 'short' | 'whole' | 'inbound' | 'none';
