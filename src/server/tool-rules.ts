// What the active version says of patches and of what commands are about, in the domain's words.

import type { CommandActionRules } from '../domain/commands/command-actions.js';
import type { PatchRules } from '../domain/patch/patch.js';
import type { ToolRules } from '../domain/tools/tool-rules.js';
import type { Profile, Quirks } from '../protocol/index.js';

function patchRulesOf(quirks: Quirks): PatchRules {
  return {
    oneOperationPerFile: quirks.patchOneOperationPerFile,
    takesEnvironmentId: quirks.patchTakesEnvironmentId,
    bareChunkCountsHeader: quirks.patchBareChunkCountsHeader,
    failuresNameAbsolutePaths: quirks.patchFailuresNameAbsolutePaths,
  };
}

function commandActionRulesOf(quirks: Quirks): CommandActionRules {
  return {
    plainWordsOnly: quirks.commandsArePlainWordsOnly,
    readPathsAreAbsolute: quirks.readActionsNameAbsolutePaths,
  };
}

export function toolRulesOf({ name, quirks }: Pick<Profile, 'name' | 'quirks'>): ToolRules {
  return {
    patch: patchRulesOf(quirks),
    actions: commandActionRulesOf(quirks),
    olderToolsAreTaken: quirks.olderShellToolsAreTaken,
    plansAreOffered: quirks.plansAreOffered,
    questionsAreOfferedToAgents: quirks.questionsAreOfferedToAgents,
    outputsNameCommand: quirks.commandOutputsNameCommand,
    shorteningIsAnnounced: quirks.shortenedOutputsAreAnnounced,
    commandStartsWhenAsked: quirks.commandStartsWhenAsked,
    trustedCommandsRunUnasked: quirks.trustedCommandsRunUnasked,
    commandsAreToldOf: quirks.commandsKnowTheirCall ? name : null,
    unstartedCommandsAreShown: quirks.unstartedCommandsAreShown,
    untrustedLetsEscalate: quirks.untrustedLetsEscalate,
    forcedRemovalNeedsConsent: quirks.forcedRemovalNeedsConsent,
    failedApprovalsAreNamed: quirks.failedApprovalsAreNamed,
    patchOutputIsStreamed: quirks.patchOutputIsStreamed,
    scriptPatchOutputIsJson: quirks.scriptPatchOutputIsJson,
    emptyPollsAreTold: quirks.emptyPollsAreTold,
    hostsAreAskedByCommand: quirks.hostsAreAskedByCommand,
    stoppedCommandsAreTimed: quirks.stoppedCommandsAreTimed,
    imagesNameDetail: quirks.viewedImagesNameDetail,
    partsOfPermissionsAreGranted: quirks.partsOfPermissionsAreGranted,
    absentPermissionsAreNull: quirks.absentPermissionsAreNull,
    permissionsAreReviewed: quirks.permissionsAreReviewed,
    permissionRefusalsAreNamed: quirks.permissionRefusalsAreNamed,
    readOnlyRefusalIsNamed: quirks.readOnlyRefusalIsNamed,
    webSearchFindsPictures: quirks.webSearchFindsPictures,
    toolsAreSearched: quirks.toolsAreSearched,
    scriptsCallTools: quirks.scriptsCallTools,
    agentToolsInNamespace: quirks.agentToolsInNamespace,
    agentLimitNamesMost: quirks.agentLimitNamesMost,
    agentEffortsAreChecked: quirks.agentEffortsAreChecked,
    agentForksInheritRole: quirks.agentForksSeeUserAlone,
  };
}
