// The ledger: methods of some pinned version that this server does not offer. They are answered exactly like a
// method nobody knows, so a client can tell. index.ts proves that nothing is missing here and nothing is twice.

import type { ClientMethod } from '../../protocol/index.js';

export const REFUSED_METHODS = [
  // (legacy)
  'getConversationSummary',
  'gitDiffToRemote',
  'fuzzyFileSearch',
  // account
  'account/gatewayOAuth/read',
  'account/gatewayOAuth/login',
  'account/gatewayOAuth/cancel',
  'account/bedrock/discover',
  'account/bedrock/setup',
  'account/gcp/setup',
  'account/bedrock/checkGovCloudRequirements',
  'account/securitySetup/read',
  'account/rateLimitResetCredit/consume',
  'account/usage/read',
  'account/workspaceMessages/read',
  'account/sendAddCreditsNudgeEmail',
  // accountSession
  'accountSession/list',
  'accountSession/switch',
  // app
  'app/read',
  'app/list',
  'app/installed',
  // collaborationMode
  'collaborationMode/list',
  // command
  'command/exec',
  'command/exec/write',
  'command/exec/terminate',
  'command/exec/resize',
  // config
  'config/mcpServer/reload',
  'config/value/write',
  'config/batchWrite',
  // configRequirements
  'configRequirements/read',
  // environment
  'environment/add',
  'environment/info',
  'environment/status',
  // experimentalFeature
  'experimentalFeature/list',
  'experimentalFeature/enablement/set',
  // externalAgentConfig
  'externalAgentConfig/detect',
  'externalAgentConfig/import',
  'externalAgentConfig/import/recordHistory',
  'externalAgentConfig/import/readHistories',
  // feedback
  'feedback/upload',
  'feedback/save',
  // fs
  'fs/readFile',
  'fs/writeFile',
  'fs/createDirectory',
  'fs/getMetadata',
  'fs/readDirectory',
  'fs/remove',
  'fs/copy',
  'fs/watch',
  'fs/unwatch',
  // fuzzyFileSearch
  'fuzzyFileSearch/sessionStart',
  'fuzzyFileSearch/sessionUpdate',
  'fuzzyFileSearch/sessionStop',
  // hooks
  'hooks/list',
  // marketplace
  'marketplace/add',
  'marketplace/remove',
  'marketplace/upgrade',
  // mcpServer
  'mcpServer/oauth/login',
  'mcpServer/resource/read',
  'mcpServer/event/stream/start',
  'mcpServer/event/stream/stop',
  'mcpServer/tool/call',
  // mcpServerStatus
  'mcpServerStatus/list',
  // memory
  'memory/status',
  'memory/reset',
  // mock
  'mock/experimentalMethod',
  // modelProvider
  'modelProvider/list',
  'modelProvider/config/write',
  'modelProvider/capabilities/read',
  // permissionProfile
  'permissionProfile/list',
  // plugin
  'plugin/list',
  'plugin/search',
  'plugin/installed',
  'plugin/reconcile',
  'plugin/read',
  'plugin/skill/read',
  'plugin/share/save',
  'plugin/share/updateTargets',
  'plugin/share/list',
  'plugin/share/checkout',
  'plugin/share/delete',
  'plugin/install',
  'plugin/uninstall',
  // process
  'process/spawn',
  'process/writeStdin',
  'process/kill',
  'process/resizePty',
  // project
  'project/list',
  'project/read',
  'project/create',
  'project/import',
  'project/update',
  'project/move',
  'project/delete',
  // remoteControl
  'remoteControl/enable',
  'remoteControl/disable',
  'remoteControl/status/read',
  'remoteControl/pairing/start',
  'remoteControl/pairing/status',
  'remoteControl/client/list',
  'remoteControl/client/revoke',
  // review
  'review/start',
  // rollout
  'rollout/compress',
  // server
  'server/diagnostics',
  // skills
  'skills/list',
  'skills/extraRoots/set',
  'skills/config/write',
  // thread
  'thread/sample',
  'thread/sample/cancel',
  'thread/delete',
  'thread/increment_elicitation',
  'thread/decrement_elicitation',
  'thread/prediction/request',
  'thread/goal/set',
  'thread/goal/get',
  'thread/goal/clear',
  'thread/queue/add',
  'thread/queue/list',
  'thread/queue/update',
  'thread/queue/delete',
  'thread/queue/reorder',
  'thread/queue/start',
  'thread/metadata/update',
  'thread/attachment/add',
  'thread/attachment/list',
  'thread/attachmentOwner/list',
  'thread/attachment/remove',
  'thread/section/move',
  'thread/settings/update',
  'thread/memoryMode/set',
  'thread/memory/read',
  'thread/compact/start',
  'thread/shellCommand',
  'thread/approveGuardianDeniedAction',
  'thread/backgroundTerminals/clean',
  'thread/backgroundTerminals/list',
  'thread/backgroundTerminals/terminate',
  'thread/revert',
  'thread/search',
  'thread/searchOccurrences',
  'thread/readState/update',
  'thread/turns/list',
  'thread/items/list',
  'thread/items/read',
  'thread/guardianReview',
  'thread/inject_items',
  'thread/prepareApprovedPlan',
  'thread/realtime/start',
  'thread/realtime/appendAudio',
  'thread/realtime/appendText',
  'thread/realtime/appendSpeech',
  'thread/realtime/stop',
  'thread/timeline/list',
  'thread/realtime/listVoices',
  'thread/rollback',
  // threadSection
  'threadSection/list',
  'threadSection/create',
  'threadSection/update',
  'threadSection/delete',
  // turn
  'turn/settings/update',
  // userVerification
  'userVerification/status',
  'userVerification/enroll',
  'userVerification/delete',
  'userVerification/verify',
  'userVerification/cancel',
  // windowsSandbox
  'windowsSandbox/setupStart',
  'windowsSandbox/readiness',
] as const satisfies readonly ClientMethod[];
