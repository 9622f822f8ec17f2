// The quirks of the active version, in the domain's words.

import type { Behaviour } from '../domain/behaviour.js';
import type { Quirks } from '../protocol/index.js';

const A_MINUTE_MS = 60 * 1000;

export function behaviourOf(quirks: Quirks): Behaviour {
  return {
    unsubscribeUnloads: quirks.unsubscribeUnloads,
    interruptChecksTurnId: quirks.interruptComparesTurnId,
    startDuringTurnAnswersPhantomId: quirks.startDuringTurnAnswersPhantomId,
    loadingKeepsSettings: quirks.loadingKeepsSettings,
    steerJudgesTurnFirst: quirks.steerJudgesTurnFirst,
    steerCutsResponse: quirks.steerCutsResponse,
    emptyInputRunsTurn: quirks.emptyInputRunsTurn,
    turnCompletedCarriesLastMessage: quirks.turnCompletedCarriesItems,
    rateLimitsPerResponse: quirks.rateLimitsUpdatedPerResponse,
    readStateChanges: quirks.readStateChanged,
    snapshotIncludesPartialMessage: true,
    joinsUnstoredThreads: true,
    connectionRetriedForEver: quirks.refusedConnectionRetriedForEver,
    compactionIsAnnounced: quirks.compactionIsAnnounced,
    reviewItemsHaveOwnIds: quirks.reviewItemsHaveOwnIds,
    sideTurnsRefuseInput: quirks.sideTurnsRefuseInput,
    failedAgentsAreErrored: quirks.failedAgentsAreErrored,
    resumedAgentsStayInterrupted: quirks.resumedAgentsStayInterrupted,
    agentForksSeeUserAlone: quirks.agentForksSeeUserAlone,
    serversOfAgentsAreTold: quirks.serversOfAgentsAreTold,
    agentsAreTeams: quirks.agentsAreTeams,
    agentsShareFate: quirks.agentsShareFate,
    refusesRemoteImages: quirks.remoteImagesRefused,
    surroundingsTellFiles: quirks.surroundingsTellFiles,
    imagesNameDetail: quirks.inputImagesNameDetail,
    projectInstructionsFollowFolder: quirks.projectInstructionsFollowFolder,
    skillsAreToldAnew: quirks.skillsAreToldAnew,
    filingKeepsThreads: quirks.filingKeepsThreads,
    keepsEmptyMessages: quirks.emptyMessagesAreKept,
    readsArchivedTurns: quirks.archivedTurnsAreRead,
    forkJudgesSettingsFirst: !quirks.rolloutPathsAreResolved,
    forkCopiesName: quirks.forkCopiesName,
    idleUnloadAfterMs: quirks.idleThreadUnloads ? A_MINUTE_MS : null,
    typographicApostrophes: quirks.typographicApostrophes,
    httpErrorIsConnectionFailure: quirks.httpErrorIsConnectionFailure,
    rateLimitExceededIsNamed: quirks.rateLimitExceededIsNamed,
    retryAfterIsObeyed: quirks.retryAfterIsObeyed,
    connectionErrorNamesUrl: quirks.connectionErrorNamesUrl,
    usageSettingsUrl: quirks.usageSettingsUrl,
    incompleteResponseIsDisconnect: quirks.incompleteResponseIsDisconnect,
    hooksSayMore: quirks.hooksSayMore,
    conversationsAreItems: quirks.conversationsAreItems,
    approvalReviewsAreScored: quirks.approvalReviewsAreScored,
    rawEventsSayMore: quirks.rawEventsSayMore,
    scriptsCallTools: quirks.scriptsCallTools,
  };
}
