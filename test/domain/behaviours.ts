// The two sets of named behaviour the domain is tested with: what the pinned versions do.

import type { Behaviour } from '../../src/domain/behaviour.js';

/** As 0.169.0 behaves, with our own completeness of snapshots. */
export const newest: Behaviour = {
  unsubscribeUnloads: false,
  interruptChecksTurnId: true,
  startDuringTurnAnswersPhantomId: false,
  steerCutsResponse: true,
  emptyInputRunsTurn: true,
  turnCompletedCarriesLastMessage: true,
  rateLimitsPerResponse: false,
  readStateChanges: true,
  snapshotIncludesPartialMessage: true,
  joinsUnstoredThreads: true,
  connectionRetriedForEver: true,
  compactionIsAnnounced: false,
  reviewItemsHaveOwnIds: true,
  sideTurnsRefuseInput: true,
  forkCopiesName: true,
  idleUnloadAfterMs: 1_800_000,
  typographicApostrophes: true,
  httpErrorIsConnectionFailure: true,
  rateLimitExceededIsNamed: true,
  incompleteResponseIsDisconnect: false,
  retryAfterIsObeyed: true,
  connectionErrorNamesUrl: false,
  hooksSayMore: true,
  usageSettingsUrl: 'https://chatgpt.com/settings/usage',
};

/** As 0.118.0 behaves. */
export const oldest: Behaviour = {
  unsubscribeUnloads: true,
  interruptChecksTurnId: false,
  startDuringTurnAnswersPhantomId: true,
  steerCutsResponse: false,
  emptyInputRunsTurn: false,
  turnCompletedCarriesLastMessage: false,
  rateLimitsPerResponse: true,
  readStateChanges: false,
  snapshotIncludesPartialMessage: true,
  joinsUnstoredThreads: true,
  connectionRetriedForEver: false,
  compactionIsAnnounced: true,
  reviewItemsHaveOwnIds: false,
  sideTurnsRefuseInput: false,
  forkCopiesName: false,
  idleUnloadAfterMs: null,
  typographicApostrophes: false,
  httpErrorIsConnectionFailure: false,
  rateLimitExceededIsNamed: false,
  incompleteResponseIsDisconnect: true,
  retryAfterIsObeyed: false,
  connectionErrorNamesUrl: true,
  hooksSayMore: false,
  usageSettingsUrl: 'https://chatgpt.com/codex/settings/usage',
};
