// The reviewer of a thread's approvals as those know it who want an action reviewed.

import type { TurnError } from '../../protocol/index.js';
import type { ThreadSettings } from '../settings.js';
import type { Dialect } from './dialect.js';

export interface Question {
  /** The action, as the reviewer is told. */
  readonly planned: Readonly<Record<string, unknown>>;
  readonly settings: ThreadSettings;
  readonly dialect: Dialect;
  /** The turn that wants the action, or on whose behalf that runs; null: none does. */
  readonly rootTurnId: string | null;
  readonly signal: AbortSignal;
}

export interface Reviewer {
  /** Resolves with its last words. @throws ReviewerFailed, or the signal's reason */
  ask(question: Question): Promise<string>;
}

/** The reviewer could not be heard to its end. */
export class ReviewerFailed extends Error {
  readonly error: TurnError;

  constructor(error: TurnError) {
    super(error.message);
    this.error = error;
  }
}
