// What can go wrong inside the domain, as codes with the facts a wording needs.
// The wire texts stand in one table: server/error-map.ts, which is exhaustive over these codes.

import type { ThreadReadState } from '../protocol/index.js';

/** What can go wrong with what is kept about threads beside their logs. */
export type FactFailure =
  /** `label` is what clients call the text that must not be empty. */
  | { code: 'labelEmpty'; label: string }
  | { code: 'labelTooLong'; label: string; bytes: number }
  | { code: 'pageCursorInvalid' }
  | { code: 'sectionNotFound'; sectionId: string }
  | { code: 'sectionBuiltIn'; wanted: 'renamed' | 'deleted' }
  /** Of a section a thread is to be filed in. */
  | { code: 'sectionMissing'; sectionId: string }
  | { code: 'beforeThreadElsewhere'; threadId: string; sectionId: string }
  | { code: 'beforeWithoutSection' }
  | { code: 'movedBeforeItself'; noun: 'thread' | 'project'; id: string }
  | { code: 'sectionOrderNeedsSection' }
  | { code: 'payloadTooLarge'; bytes: number }
  | { code: 'attachmentsFull'; most: number }
  | { code: 'projectNotFound'; projectId: string; role: 'project' | 'before project' }
  | { code: 'projectRootTwice'; path: string }
  | { code: 'projectKeySpent'; key: string }
  | { code: 'projectCursorInvalid' }
  | { code: 'readStateChanged'; readState: ThreadReadState }
  | { code: 'readStateUnavailable' }
  | { code: 'queueThreadUnknown'; threadId: string }
  | { code: 'queueThreadNotLoaded' }
  | { code: 'queueInputMissing' }
  /** `problem`: of a file that was to wait with the input. */
  | { code: 'queueAttachmentInvalid'; problem: string }
  | { code: 'queueFull'; most: number }
  | { code: 'queueEmpty' }
  | { code: 'queueBusy' }
  | { code: 'queuedNotFound'; id: string }
  | { code: 'queueOrderIncomplete' }
  | { code: 'sampleInvalid' }
  | { code: 'sampleSourceUnloaded' }
  | { code: 'sampleSourceNotKept' }
  | { code: 'sampleSourceBusy' }
  | { code: 'sampleTurnOld'; takesRunning: boolean }
  | { code: 'sampleFailed'; message: string }
  | { code: 'callNotReviewable'; message: string }
  | { code: 'guardianFailed'; message: string }
  | { code: 'goalMissing'; threadId: string }
  | { code: 'goalObjectiveEmpty' }
  | { code: 'goalObjectiveTooLong'; most: number }
  | { code: 'goalBudgetNotPositive' };

/** One member per failure; `details` holds the facts that its wire text names. */
export type DomainFailure =
  | FactFailure
  | { code: 'threadIdMalformed'; threadId: string }
  | { code: 'threadNotFound'; threadId: string }
  | { code: 'threadNotLoaded'; threadId: string }
  | { code: 'rolloutNotFound'; threadId: string }
  | { code: 'archivedRolloutNotFound'; threadId: string }
  | { code: 'threadArchived'; threadId: string }
  /** What was said in an archived thread is not read (0.118.0). */
  | { code: 'archivedUnread'; threadId: string }
  /** A thread without a first turn has no turns to show and no log to resume from. */
  | { code: 'threadNotMaterialized'; threadId: string; wanted: 'turns' | 'resume' | 'fork' }
  | { code: 'threadEphemeral'; threadId: string; what: string }
  | { code: 'threadClosing'; threadId: string }
  | { code: 'threadNameEmpty' }
  /** Only paginated threads have pages of items, can be reverted, and have others attached to them. */
  | { code: 'historyLegacy' }
  | { code: 'historyEmpty' }
  | { code: 'historyOnRunningThread'; threadId: string }
  | { code: 'resumePathMismatch'; threadId: string; requested: string; active: string }
  | { code: 'rolloutUnreadable'; threadId: string; path: string; cause: string }
  /** What somebody named by its path cannot be read. `file`: where it lies; `cause` is what the system or the reader says. */
  | {
      code: 'rolloutPathUnusable';
      path: string;
      file: string;
      problem: 'missing' | 'folder' | 'unreadable';
      cause: string;
    }
  | { code: 'threadHasOtherWriter'; threadId: string }
  | { code: 'cursorInvalid'; cursor: string }
  /** `unknownProvider`: the provider that is named and not configured, where that is what is wrong. */
  | { code: 'configInvalid'; message: string; unknownProvider: string | null }
  | { code: 'inputTooLarge'; maxChars: number; actualChars: number }
  | { code: 'imageRemote' }
  | { code: 'elicitationsZero' }
  /** The thread has no log, or (with its path) none yet. */
  | { code: 'rollbackUnstored'; path: string | null }
  | { code: 'rollbackDuringTurn' }
  | { code: 'turnNotFound'; turnId: string }
  | { code: 'threadNotDeletable'; threadId: string }
  /** Other threads begin in its log. */
  | { code: 'threadIsForked'; threadId: string }
  | { code: 'inputEmpty' }
  | { code: 'expectedTurnIdEmpty' }
  /** A turn of that kind takes no input, not even for later. */
  | { code: 'inputNotTaken'; turnKind: 'review' | 'compact' }
  /** An agent in a team hears from its team alone. */
  | { code: 'agentTakesNoInput'; isLoaded: boolean }
  | { code: 'agentNotResumable' }
  | { code: 'reviewerAtWork'; wanted: 'resume' | 'remove' }
  | { code: 'reviewTargetEmpty'; what: 'branch' | 'sha' | 'instructions' }
  | { code: 'noActiveTurn'; wanted: 'steer' | 'interrupt' }
  | { code: 'turnMismatch'; wanted: 'steer' | 'interrupt'; expected: string; actual: string }
  /** A turn under way can only go on with a model that is known. */
  | { code: 'modelUnknown' }
  | { code: 'turnNotSteerable'; turnKind: 'review' | 'compact' }
  | { code: 'externalAuthActive' }
  | { code: 'loginMethodDisabled'; wanted: 'apiKey' | 'chatgpt' | 'external' | 'amazonBedrock' }
  | { code: 'amazonBedrockKeysEmpty'; kind: 'apiKey' | 'accessKeys' }
  | { code: 'loginServerFailed'; message: string }
  | { code: 'deviceLoginOff' }
  | { code: 'deviceCodeFailed'; message: string }
  | { code: 'apiKeyNotSaved'; message: string }
  | { code: 'workspaceNotAllowed'; expected: readonly string[]; given: string }
  | { code: 'externalAuthRefused'; message: string }
  | { code: 'loginIdMalformed'; loginId: string }
  | { code: 'logoutFailed'; message: string }
  /** Versions that show an account only with its e-mail address. */
  | { code: 'accountEmailMissing' }
  | { code: 'workspaceUnknown'; message: string }
  | {
      code: 'workspaceNotSwitched';
      why:
        | 'loginPending'
        | 'unnamed'
        | 'notManaged'
        | 'otherSession'
        | 'unavailable'
        | 'government'
        | 'signInNeeded';
    }
  | { code: 'appsFailed'; message: string }
  | { code: 'appToolsFailed' }
  | { code: 'appMetadataFailed'; message: string }
  | { code: 'workspaceRestricted'; allowed: readonly string[] }
  /** By the account's backend, or since what it gave is for somebody else. */
  | { code: 'workspaceRefused'; message: string }
  /** `unrestored`: why there is no way back to the workspace before; null when it is the one in use again. */
  | { code: 'workspaceUnvalidated'; message: string; unrestored: string | null }
  | {
      code: 'remoteControlRefused';
      why: 'signedOut' | 'apiKey' | 'noCloud' | 'disabled' | 'notEnrolled' | 'forbidden';
    }
  | { code: 'gatewayNotUsed' | 'gatewayWithoutDevices' | 'gatewaySignInActive' | 'gatewaySignInOfAnother' }
  | { code: 'gatewayNeedsAccount' }
  /** `message` says why, in words for people. */
  | { code: 'gatewayFailed'; message: string }
  | { code: 'verificationInvalid' }
  | { code: 'verificationUnavailable'; message: string }
  | { code: 'idempotencyKeyEmpty' }
  | { code: 'accountMissing' }
  | { code: 'accountNotChatgpt' }
  | { code: 'accountFailed'; message: string }
  /** `message` is what the system said. */
  | { code: 'commandNotStarted'; message: string }
  | { code: 'sandboxUnavailable'; message: string }
  | { code: 'stdinClosed' }
  /** What the operating system says of a file, in its words. */
  | { code: 'fileSystem'; message: string }
  | { code: 'notAFile'; path: string }
  | { code: 'fileContentInvalid'; problem: string }
  | { code: 'copyNeedsRecursive' }
  | { code: 'copyIntoItself' }
  | { code: 'copyOfSpecialFile' }
  | { code: 'watchIdTaken'; watchId: string }
  /** Of the commands that clients run for themselves. */
  | { code: 'commandEmpty' }
  | { code: 'processIdMissing' }
  | { code: 'processHandleEmpty' }
  | { code: 'processNameTaken'; family: 'exec' | 'process'; name: string }
  | { code: 'processUnknown'; family: 'exec' | 'process'; name: string }
  | { code: 'stdinNotStreamed'; family: 'exec' | 'process' }
  | { code: 'noTerminal' }
  | { code: 'searchSessionIdEmpty' }
  | { code: 'searchSessionNotStarted'; message: string }
  | { code: 'searchSessionNotFound'; sessionId: string }
  /** An administrator's hooks that cannot run, and why. */
  | { code: 'managedHooksRequired'; problems: readonly string[] }
  /** `message` names each server that did not start, and why. */
  | { code: 'mcpServersRequired'; message: string }
  | { code: 'mcpServerUnknown'; server: string }
  /** `answer`: what the server answered, where it answered at all. */
  | { code: 'mcpFailed'; message: string; answer: { code: number; data: unknown } | null }
  /** From other agents. `isOfTarget`: the configuration it would go into cannot be read. */
  | { code: 'importFailed'; message: string; isOfTarget: boolean }
  | { code: 'storage'; message: string }
  | { code: 'shuttingDown' };

/** The only error class the domain throws. `failure.code` says which; the wording is the server's. */
export class DomainError extends Error {
  readonly failure: DomainFailure;

  constructor(failure: DomainFailure, options?: { cause?: unknown }) {
    super(failure.code, options);
    this.name = 'DomainError';
    this.failure = failure;
  }

  get code(): DomainFailure['code'] {
    return this.failure.code;
  }
}
