// Valid calls as data: what has to be there first, and what is called then, in order. One server plays one of these.
import type { Script } from '../../../../src/backend/index.js';
import type { Frame, Version } from '../target.js';

/** What calls may build on. */
export interface Known {
  readonly home: string;
  /** Where the server runs, a folder of the home. */
  readonly cwd: string;
  /** The thread of the set-up; empty without one. */
  readonly threadId: string;
  /** The result of the latest call of a method, or of the one before that name. */
  result(method: string): Frame;
  /** The turn that was started last. */
  turnId(): string;
}

export interface Call {
  readonly method: string;
  /** Absent: called without params. */
  readonly params?: Frame | ((known: Known) => Frame);
  readonly versions?: readonly Version[];
  /** Goes on when this notification has come. */
  readonly until?: string;
  /** It is refused all the same, for this reason: what it lacks is not here, or is there in a play that is named. */
  readonly refusedFor?: string;
}

export interface CallPlay {
  readonly name: string;
  /** A thread that is loaded, with a turn that has ended, or with one that goes on; by default there is none. */
  readonly begin?: 'thread' | 'turn' | 'running';
  /** Of the thread. */
  readonly threadParams?: Frame;
  readonly script?: Script;
  /** Switched on in its config.toml. */
  readonly features?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Fills the home; `work` in it is the working folder. */
  prepare?(home: string): void;
  readonly calls: readonly Call[];
  /** Notifications that are compared as well; none where their moment is nobody's promise. */
  readonly heard?: RegExp;
}

/** A call that both versions know. */
export const call = (
  method: string,
  params?: Call['params'],
  more: Omit<Call, 'method' | 'params'> = {},
): Call => ({
  method,
  ...(params === undefined ? {} : { params }),
  ...more,
});

/** One that only the newer version knows, or knows like this. */
export const newer = (
  method: string,
  params?: Call['params'],
  more: Omit<Call, 'method' | 'params'> = {},
): Call => call(method, params, { ...more, versions: ['0.169.0'] });

/** One that only the older version knows, or knows like this. */
export const older = (
  method: string,
  params?: Call['params'],
  more: Omit<Call, 'method' | 'params'> = {},
): Call => call(method, params, { ...more, versions: ['0.118.0'] });

/** Params with the id of the thread. */
export const ofThread =
  (more: Frame = {}) =>
  (known: Known): Frame => ({ threadId: known.threadId, ...more });

export const text = (said: string): Frame[] => [{ type: 'text', text: said, text_elements: [] }];
