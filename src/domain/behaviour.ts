// Behaviour: the named quirks the domain obeys. Filled from the active profile in server/compose.ts; the domain
// itself knows no versions.

export interface Behaviour {
  /** The last unsubscribe unloads the thread at once, even in the middle of a turn (0.118.0). */
  unsubscribeUnloads: boolean;
  /** turn/interrupt compares the turn id (0.169.0); ours always refuses when nothing runs. */
  interruptChecksTurnId: boolean;
  /** turn/start during a turn answers with an id of its own that never starts (0.118.0). */
  startDuringTurnAnswersPhantomId: boolean;
  /** A steer cuts the model response that is running (0.169.0) instead of waiting for its end. */
  steerCutsResponse: boolean;
  /** Empty input runs a turn without a user message (0.169.0) instead of failing (0.118.0). */
  emptyInputRunsTurn: boolean;
  /** The summary of a finished turn carries its last agent message (0.169.0). */
  turnCompletedCarriesLastMessage: boolean;
  /** account/rateLimits/updated and old totals are repeated around every model response (0.118.0). */
  rateLimitsPerResponse: boolean;
  /** thread/readState/changed precedes the end of a turn (0.169.0). */
  readStateChanges: boolean;
  /** A join's snapshot includes the agent message being streamed, with its text so far (ours; real: false). */
  snapshotIncludesPartialMessage: boolean;
  /** A refused connection is retried for ever (0.169.0) instead of failing the turn (0.118.0). */
  connectionRetriedForEver: boolean;
  /** A fork takes the name of its source (0.169.0). */
  forkCopiesName: boolean;
}
