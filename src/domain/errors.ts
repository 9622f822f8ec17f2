// What can go wrong inside the domain, as codes with the facts a wording needs.
// The wire texts stand in one table: server/error-map.ts, which is exhaustive over these codes.

/** One member per failure; `details` holds the facts that its wire text names. */
export type DomainFailure =
  | { code: 'threadIdMalformed'; threadId: string }
  | { code: 'threadNotFound'; threadId: string }
  | { code: 'threadNotLoaded'; threadId: string }
  | { code: 'rolloutNotFound'; threadId: string }
  | { code: 'archivedRolloutNotFound'; threadId: string }
  | { code: 'threadArchived'; threadId: string }
  /** A thread without a first turn has no turns to show and no log to resume from. */
  | { code: 'threadNotMaterialized'; threadId: string; wanted: 'turns' | 'resume' | 'fork' }
  | { code: 'threadEphemeral'; threadId: string; what: string }
  | { code: 'threadClosing'; threadId: string }
  | { code: 'threadNameEmpty' }
  | { code: 'historyEmpty' }
  | { code: 'historyOnRunningThread'; threadId: string }
  | { code: 'resumePathMismatch'; threadId: string; requested: string; active: string }
  | { code: 'rolloutUnreadable'; threadId: string; path: string; cause: string }
  | { code: 'threadHasOtherWriter'; threadId: string }
  | { code: 'cursorInvalid'; cursor: string }
  | { code: 'configInvalid'; message: string }
  | { code: 'inputTooLarge'; maxChars: number; actualChars: number }
  | { code: 'inputEmpty' }
  | { code: 'expectedTurnIdEmpty' }
  | { code: 'noActiveTurn'; wanted: 'steer' | 'interrupt' }
  | { code: 'turnMismatch'; wanted: 'steer' | 'interrupt'; expected: string; actual: string }
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
  | { code: 'accountMissing' }
  | { code: 'accountNotChatgpt' }
  | { code: 'rateLimitsUnavailable'; message: string }
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
