// Behaviour: the named quirks the domain obeys. Filled from the active profile in server/compose.ts; the domain
// itself knows no versions.

export interface Behaviour {
  /** The last unsubscribe unloads the thread at once, even in the middle of a turn (0.118.0). */
  unsubscribeUnloads: boolean;
  /** turn/interrupt compares the turn id (0.169.0); ours always refuses when nothing runs. */
  interruptChecksTurnId: boolean;
  /** turn/start during a turn answers with an id of its own that never starts (0.118.0). */
  startDuringTurnAnswersPhantomId: boolean;
  /**
   * A thread that is resumed or forked goes on where and as it last ran (0.169.0); otherwise of all that with its model
   * and effort alone.
   */
  loadingKeepsSettings: boolean;
  /** turn/steer without input is first told that no such turn runs (0.169.0), then that there is no input. */
  steerJudgesTurnFirst: boolean;
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
  /** A loaded thread may be joined before its first turn, or when it is ephemeral (ours; real: false). */
  joinsUnstoredThreads: boolean;
  /** A refused connection is retried for ever (0.169.0) instead of failing the turn (0.118.0). */
  connectionRetriedForEver: boolean;
  /** thread/compacted follows the item of a compaction (0.118.0). */
  compactionIsAnnounced: boolean;
  /** What a review adds to the thread has ids of its own (0.169.0) instead of the turn's (0.118.0). */
  reviewItemsHaveOwnIds: boolean;
  /** turn/start during a compaction or a review is refused (0.169.0) instead of lost (0.118.0) or kept (ours). */
  sideTurnsRefuseInput: boolean;
  /** An agent whose turn failed is told as errored (0.169.0) instead of completed without a word (0.118.0). */
  failedAgentsAreErrored: boolean;
  /** An agent that was interrupted and is opened again still is (0.169.0); otherwise it is like new. */
  resumedAgentsStayInterrupted: boolean;
  /** An agent forked off its parent sees what the user said and final answers alone (0.169.0). */
  agentForksSeeUserAlone: boolean;
  /** Newer models work with sub-agents as a team whose members write to each other (0.169.0). */
  agentsAreTeams: boolean;
  /** Clients hear how the MCP servers start of agents that other threads want (0.118.0). */
  serversOfAgentsAreTold: boolean;
  /** Whoever archives or deletes a thread does so with the agents it has had (0.169.0). */
  agentsShareFate: boolean;
  /** The model is told which folders are its workspace and what it may do to files (0.169.0). */
  surroundingsTellFiles: boolean;
  /** Pictures in the input that lie on the net are refused (0.169.0). */
  refusesRemoteImages: boolean;
  /**
   * The model is told the path of a picture from the disk, also where it is none, and the detail of each; those from
   * elsewhere come without marks around them (0.169.0).
   */
  imagesNameDetail: boolean;
  /** What AGENTS.md files say is read anew in another folder, and told again when it changed (0.169.0). */
  projectInstructionsFollowFolder: boolean;
  /** The model is told of skills and plug-ins again when there are others (0.169.0), not only at the start. */
  skillsAreToldAnew: boolean;
  /** A thread in which nothing was said is kept once it is named, filed or archived (0.169.0). */
  filingKeepsThreads: boolean;
  /** A message without any text is read back (0.169.0). */
  keepsEmptyMessages: boolean;
  /** Turns of an archived thread are read where it lies (0.169.0). */
  readsArchivedTurns: boolean;
  /** What a fork of a file is to run with is judged before the file is read (0.118.0). */
  forkJudgesSettingsFirst: boolean;
  /** A fork takes the name of its source (0.169.0). */
  forkCopiesName: boolean;
  /** A loaded thread that nobody watches and that is idle is unloaded after this time; null: never. */
  idleUnloadAfterMs: number | null;
  /** Failure texts use typographic apostrophes (0.169.0). */
  typographicApostrophes: boolean;
  /** A 4xx answer of the provider is reported as httpConnectionFailed (0.169.0) instead of other (0.118.0). */
  httpErrorIsConnectionFailure: boolean;
  /**
   * rate_limit_exceeded, slow_down, cyber_policy and an HTTP insufficient_quota have reports of their own
   * (0.169.0) instead of falling under stream, overload and retry-limit errors (0.118.0).
   */
  rateLimitExceededIsNamed: boolean;
  /** The retry-after header of a 429 is obeyed, and the wait announced (0.169.0). */
  retryAfterIsObeyed: boolean;
  /** The text of a request that could not be sent names the URL (0.118.0). */
  connectionErrorNamesUrl: boolean;
  /** The page a usage-limit text sends people to. */
  usageSettingsUrl: string;
  /** An incomplete response counts, and is worded, as a stream cut in the middle (0.118.0). */
  incompleteResponseIsDisconnect: boolean;
  /**
   * Hooks before a tool may change its input and tell the model more, their runs name the call, patches have them,
   * and what a turn goes on with at its end is an item (0.169.0).
   */
  hooksSayMore: boolean;
  /**
   * What is said in a conversation by voice becomes items of the thread, the model that speaks is told of all turns of
   * the agent, and requests to the agent come with what was said before (0.169.0).
   */
  conversationsAreItems: boolean;
  /** A reviewer of approvals says how risky an action is, and does not decide (0.118.0). */
  approvalReviewsAreScored: boolean;
  /**
   * Raw events tell the answers that compact, the mark of an interruption and the end of each response as well
   * (0.169.0).
   */
  rawEventsSayMore: boolean;
  /** Models may write scripts that call their tools (0.169.0). */
  scriptsCallTools: boolean;
}
