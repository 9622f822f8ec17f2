// How versions differ in what they do with MCP servers.

export interface McpRules {
  /** How one gets in at a server that cannot be asked is unknown (0.169.0); otherwise there is no way. */
  readonly authMayBeUnknown: boolean;
  /** Tools are offered, and called, in one namespace a server (0.169.0); otherwise by their qualified names. */
  readonly toolsAreGrouped: boolean;
  /** What the model reads of a call begins with the time it took, and keeps its parts (0.169.0). */
  readonly outputsNameTime: boolean;
  /** The model is not offered tools that say they are for others alone (0.169.0). */
  readonly toolsMayBeHidden: boolean;
  /** A question about a call names the tool beside its message (0.169.0). */
  readonly approvalsNameTool: boolean;
  /** The model reads why a reviewer refused a call (0.169.0), or as if a person had (0.118.0). */
  readonly reviewersExplain: boolean;
  /** A policy of `never` refuses calls that need consent (0.169.0) instead of asking all the same. */
  readonly neverRefuses: boolean;
  /** `mcpServerStatus/list` calls tools as the model does (0.118.0) instead of as their servers do. */
  readonly statusUsesOfferedNames: boolean;
  /** Loaded threads reload at once and keep what runs (0.169.0), or start all again before they ask the model. */
  readonly reloadsAtOnce: boolean;
  /** The server of the apps is told of which call and turn it is (0.169.0). */
  readonly appCallsNameTurn: boolean;
  /** Models that are not known hear nothing of apps (0.169.0). */
  readonly unknownModelsHearOfNoApps: boolean;
  /** Somebody may log in to the server of the apps, as to any other (0.169.0). */
  readonly appsServerTakesLogins: boolean;
  /** `mcpServerStatus/list` may leave resources out (0.169.0). */
  readonly statusHasDetail: boolean;
}
