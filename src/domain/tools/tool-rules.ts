// How versions differ in the tools they offer and in what they say around them.

import type { CommandActionRules } from '../commands/command-actions.js';
import type { PatchRules } from '../patch/patch.js';

export interface ToolRules {
  readonly patch: PatchRules;
  readonly actions: CommandActionRules;
  /** shell_command, shell and a function apply_patch are taken (0.118.0); otherwise they are unknown tools. */
  readonly olderToolsAreTaken: boolean;
  /** update_plan is offered (0.118.0). */
  readonly plansAreOffered: boolean;
  /** request_user_input is offered to helpers of a thread, and refused (0.169.0); otherwise they have none. */
  readonly questionsAreOfferedToAgents: boolean;
  /** Outputs of exec_command begin with the command, and its failures name it (0.118.0). */
  readonly outputsNameCommand: boolean;
  /** Shortened outputs say so in a line of their own (0.169.0). */
  readonly shorteningIsAnnounced: boolean;
  /** A command that needs consent starts when it is asked about (0.169.0), not when it may run. */
  readonly commandStartsWhenAsked: boolean;
  /** A policy of `untrusted` lets commands run that only read (0.118.0). */
  readonly trustedCommandsRunUnasked: boolean;
  /** The version commands are told of, beside their session and call (0.169.0); null: of neither. */
  readonly commandsAreToldOf: string | null;
  /** A command whose folder is missing is shown as an item that failed (0.169.0). */
  readonly unstartedCommandsAreShown: boolean;
  /** Not only on-request lets the model ask to leave the sandbox: untrusted and granular policies do (0.169.0). */
  readonly untrustedLetsEscalate: boolean;
  /** A command that removes by force is refused where nobody may be asked (0.169.0). */
  readonly forcedRemovalNeedsConsent: boolean;
  /** An answer that cannot be used, or an error, is told as a failed request (0.169.0) instead of a refusal. */
  readonly failedApprovalsAreNamed: boolean;
  /** The patch's output is also told as a delta of its item (0.118.0). */
  readonly patchOutputIsStreamed: boolean;
  /** The output of a patch inside exec_command is JSON (0.118.0). */
  readonly scriptPatchOutputIsJson: boolean;
  /** Waiting for a process without writing to it is told as an interaction (0.118.0). */
  readonly emptyPollsAreTold: boolean;
  /**
   * Each command is asked about by itself when it wants to reach a host, and ends when it may not (0.169.0); otherwise
   * one answer counts for all that ask at the time, and the command goes on.
   */
  readonly hostsAreAskedByCommand: boolean;
  /** Stopped exec_command calls are worded like shell commands (0.169.0). */
  readonly stoppedCommandsAreTimed: boolean;
  /** Pictures go to the model in their own resolution, named as such (0.169.0). */
  readonly imagesNameDetail: boolean;
  /** A grant may be of parts, by entries, and to be reviewed (0.169.0); otherwise of the same paths only. */
  readonly partsOfPermissionsAreGranted: boolean;
  /** Permissions of one kind that were not granted are null (0.118.0) instead of left out. */
  readonly absentPermissionsAreNull: boolean;
  /** A command that may not ask for permissions is told so (0.169.0) instead of hearing of escalation. */
  readonly permissionRefusalsAreNamed: boolean;
  /** A reviewer of approvals decides on permissions, too (0.169.0). */
  readonly permissionsAreReviewed: boolean;
  /** A refused patch names the read-only sandbox (0.169.0). */
  readonly readOnlyRefusalIsNamed: boolean;
  /** Web search is offered last, and finds pictures for models that are known (0.169.0). */
  readonly webSearchFindsPictures: boolean;
  /** Models that are known look for tools of servers and for agents, instead of being told of them (0.169.0). */
  readonly toolsAreSearched: boolean;
  /** Models may write scripts that call their tools (0.169.0). */
  readonly scriptsCallTools: boolean;
  /** The tools for sub-agents are in a namespace of their own (0.169.0). */
  readonly agentToolsInNamespace: boolean;
  /** The refusal of one agent too many says how many there may be (0.118.0). */
  readonly agentLimitNamesMost: boolean;
  /** An agent's effort must be one of its model (0.169.0). */
  readonly agentEffortsAreChecked: boolean;
  /** An agent that begins with what its parent has seen is what its parent is (0.169.0). */
  readonly agentForksInheritRole: boolean;
}
