// The rooms of this server, each with the methods it answers; a room is loaded when one of them is first asked for.
// And the proof that every method of every pinned version is either answered in one of them or stands in the ledger
// of refused ones: a new version does not compile until someone decides.

import type { ClientMethod } from '../../protocol/index.js';
import type { Handlers, Room } from '../room.js';
import type { openInitialize } from './initialize.js';
import type { OFFLINE_METHODS, REFUSED_METHODS } from './refused.js';

/** A room that is not loaded yet. */
export interface ClosedRoom<M extends string = string> {
  readonly load: () => Promise<Room>;
  readonly methods: readonly M[];
}

/** What `methods` has to be besides a list: all that the room answers. */
type All<H, M> = [keyof H] extends [M] ? unknown : { readonly missing: Exclude<keyof H, M> };

function room<H extends Handlers, const M extends string & keyof H>(
  load: () => Promise<Room<H>>,
  methods: readonly M[] & All<H, M>,
): ClosedRoom<M> {
  return { load, methods };
}

export const ROOMS = [
  room(
    () => import('./account.js').then((room) => room.account),
    [
      'account/login/start',
      'account/login/cancel',
      'account/logout',
      'account/read',
      'account/rateLimits/read',
      'account/usage/read',
      'account/workspaceMessages/read',
      'account/sendAddCreditsNudgeEmail',
      'account/rateLimitResetCredit/consume',
      'account/securitySetup/read',
    ],
  ),
  room(
    () => import('./account-clouds.js').then((room) => room.accountClouds),
    [
      'account/bedrock/discover',
      'account/bedrock/setup',
      'account/bedrock/checkGovCloudRequirements',
      'account/gcp/setup',
    ],
  ),
  room(
    () => import('./account-gateway.js').then((room) => room.accountGateway),
    ['account/gatewayOAuth/read', 'account/gatewayOAuth/login', 'account/gatewayOAuth/cancel'],
  ),
  room(
    () => import('./account-session.js').then((room) => room.accountSession),
    ['accountSession/list', 'accountSession/switch'],
  ),
  room(() => import('./app.js').then((room) => room.app), ['app/list', 'app/installed', 'app/read']),
  room(
    () => import('./collaboration-mode.js').then((room) => room.collaborationMode),
    ['collaborationMode/list'],
  ),
  room(
    () => import('./command.js').then((room) => room.command),
    ['command/exec', 'command/exec/write', 'command/exec/resize', 'command/exec/terminate'],
  ),
  room(
    () => import('./config.js').then((room) => room.config),
    ['config/read', 'config/value/write', 'config/batchWrite', 'config/mcpServer/reload'],
  ),
  room(
    () => import('./config-requirements.js').then((room) => room.configRequirements),
    ['configRequirements/read'],
  ),
  room(
    () => import('./environment.js').then((room) => room.environment),
    ['environment/add', 'environment/info', 'environment/status'],
  ),
  room(
    () => import('./experimental-feature.js').then((room) => room.experimentalFeature),
    ['experimentalFeature/list', 'experimentalFeature/enablement/set'],
  ),
  room(
    () => import('./external-agent-config.js').then((room) => room.externalAgentConfig),
    [
      'externalAgentConfig/detect',
      'externalAgentConfig/import',
      'externalAgentConfig/import/readHistories',
      'externalAgentConfig/import/recordHistory',
    ],
  ),
  room(() => import('./feedback.js').then((room) => room.feedback), ['feedback/upload', 'feedback/save']),
  room(
    () => import('./fs.js').then((room) => room.fs),
    [
      'fs/readFile',
      'fs/writeFile',
      'fs/createDirectory',
      'fs/getMetadata',
      'fs/readDirectory',
      'fs/remove',
      'fs/copy',
      'fs/watch',
      'fs/unwatch',
    ],
  ),
  room(
    () => import('./fuzzy-file-search.js').then((room) => room.fuzzyFileSearch),
    [
      'fuzzyFileSearch',
      'fuzzyFileSearch/sessionStart',
      'fuzzyFileSearch/sessionUpdate',
      'fuzzyFileSearch/sessionStop',
    ],
  ),
  room(() => import('./get-auth-status.js').then((room) => room.getAuthStatus), ['getAuthStatus']),
  room(() => import('./hooks.js').then((room) => room.hooks), ['hooks/list']),
  room(
    () => import('./marketplace.js').then((room) => room.marketplace),
    ['marketplace/add', 'marketplace/remove', 'marketplace/upgrade'],
  ),
  room(
    () => import('./mcp-server.js').then((room) => room.mcpServer),
    [
      'mcpServer/tool/call',
      'mcpServer/resource/read',
      'mcpServer/oauth/login',
      'mcpServer/event/stream/start',
      'mcpServer/event/stream/stop',
    ],
  ),
  room(() => import('./mcp-server-status.js').then((room) => room.mcpServerStatus), ['mcpServerStatus/list']),
  room(
    () => import('./get-conversation-summary.js').then((room) => room.getConversationSummary),
    ['getConversationSummary'],
  ),
  room(() => import('./git-diff-to-remote.js').then((room) => room.gitDiffToRemote), ['gitDiffToRemote']),
  room(
    () => import('./memory.js').then((room) => room.memory),
    ['memory/status', 'memory/reset', 'thread/memory/read', 'thread/memoryMode/set'],
  ),
  room(() => import('./mock.js').then((room) => room.mock), ['mock/experimentalMethod']),
  room(() => import('./model.js').then((room) => room.model), ['model/list']),
  room(
    () => import('./model-provider.js').then((room) => room.modelProvider),
    ['modelProvider/list', 'modelProvider/config/write', 'modelProvider/capabilities/read'],
  ),
  room(
    () => import('./permission-profile.js').then((room) => room.permissionProfile),
    ['permissionProfile/list'],
  ),
  room(
    () => import('./plugin.js').then((room) => room.plugin),
    [
      'plugin/list',
      'plugin/installed',
      'plugin/search',
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
    ],
  ),
  room(
    () => import('./process.js').then((room) => room.process),
    ['process/spawn', 'process/writeStdin', 'process/resizePty', 'process/kill'],
  ),
  room(
    () => import('./project.js').then((room) => room.project),
    [
      'project/list',
      'project/read',
      'project/create',
      'project/import',
      'project/update',
      'project/move',
      'project/delete',
    ],
  ),
  room(
    () => import('./remote-control.js').then((room) => room.remoteControl),
    [
      'remoteControl/status/read',
      'remoteControl/enable',
      'remoteControl/disable',
      'remoteControl/pairing/start',
      'remoteControl/pairing/status',
      'remoteControl/client/list',
      'remoteControl/client/revoke',
    ],
  ),
  room(() => import('./review.js').then((room) => room.review), ['review/start']),
  room(() => import('./server.js').then((room) => room.server), ['server/diagnostics']),
  room(
    () => import('./skills.js').then((room) => room.skills),
    ['skills/list', 'skills/extraRoots/set', 'skills/config/write'],
  ),
  room(() => import('./rollout.js').then((room) => room.rollout), ['rollout/compress']),
  room(
    () => import('./thread.js').then((room) => room.thread),
    [
      'thread/start',
      'thread/resume',
      'thread/fork',
      'thread/read',
      'thread/list',
      'thread/archive',
      'thread/unarchive',
      'thread/unsubscribe',
    ],
  ),
  room(
    () => import('./thread-attachment.js').then((room) => room.threadAttachment),
    [
      'thread/attachment/add',
      'thread/attachment/list',
      'thread/attachment/remove',
      'thread/attachmentOwner/list',
    ],
  ),
  room(
    () => import('./thread-control.js').then((room) => room.threadControl),
    [
      'thread/compact/start',
      'thread/inject_items',
      'thread/rollback',
      'thread/revert',
      'thread/settings/update',
      'thread/increment_elicitation',
      'thread/decrement_elicitation',
      'thread/prepareApprovedPlan',
      'thread/prediction/request',
      'thread/delete',
    ],
  ),
  room(
    () => import('./thread-goal.js').then((room) => room.threadGoal),
    ['thread/goal/set', 'thread/goal/get', 'thread/goal/clear'],
  ),
  room(
    () => import('./thread-guardian.js').then((room) => room.threadGuardian),
    ['thread/guardianReview', 'thread/approveGuardianDeniedAction'],
  ),
  room(
    () => import('./thread-history.js').then((room) => room.threadHistory),
    [
      'thread/turns/list',
      'thread/items/list',
      'thread/items/read',
      'thread/timeline/list',
      'thread/searchOccurrences',
      'thread/search',
    ],
  ),
  room(() => import('./thread-loaded.js').then((room) => room.threadLoaded), ['thread/loaded/list']),
  room(() => import('./thread-metadata.js').then((room) => room.threadMetadata), ['thread/metadata/update']),
  room(() => import('./thread-name.js').then((room) => room.threadName), ['thread/name/set']),
  room(
    () => import('./thread-queue.js').then((room) => room.threadQueue),
    [
      'thread/queue/add',
      'thread/queue/list',
      'thread/queue/update',
      'thread/queue/delete',
      'thread/queue/reorder',
      'thread/queue/start',
    ],
  ),
  room(
    () => import('./thread-read-state.js').then((room) => room.threadReadState),
    ['thread/readState/update'],
  ),
  room(
    () => import('./thread-realtime.js').then((room) => room.threadRealtime),
    [
      'thread/realtime/start',
      'thread/realtime/appendText',
      'thread/realtime/appendSpeech',
      'thread/realtime/appendAudio',
      'thread/realtime/stop',
      'thread/realtime/listVoices',
    ],
  ),
  room(
    () => import('./thread-sample.js').then((room) => room.threadSample),
    ['thread/sample', 'thread/sample/cancel'],
  ),
  room(
    () => import('./thread-section.js').then((room) => room.threadSection),
    [
      'threadSection/list',
      'threadSection/create',
      'threadSection/update',
      'threadSection/delete',
      'thread/section/move',
    ],
  ),
  room(
    () => import('./thread-terminals.js').then((room) => room.threadTerminals),
    [
      'thread/shellCommand',
      'thread/backgroundTerminals/clean',
      'thread/backgroundTerminals/list',
      'thread/backgroundTerminals/terminate',
    ],
  ),
  room(
    () => import('./turn.js').then((room) => room.turn),
    ['turn/start', 'turn/steer', 'turn/settings/update', 'turn/interrupt'],
  ),
  room(
    () => import('./user-verification.js').then((room) => room.userVerification),
    [
      'userVerification/status',
      'userVerification/enroll',
      'userVerification/delete',
      'userVerification/verify',
      'userVerification/cancel',
    ],
  ),
  room(
    () => import('./windows-sandbox.js').then((room) => room.windowsSandbox),
    ['windowsSandbox/readiness', 'windowsSandbox/setupStart'],
  ),
] as const;

type InRooms = (typeof ROOMS)[number]['methods'][number];
type Handled = InRooms | keyof ReturnType<typeof openInitialize>;
type Refused = (typeof REFUSED_METHODS)[number];
type Offline = (typeof OFFLINE_METHODS)[number]['methods'][number];

/** What stands in the way of completeness; each member must be never. */
interface Gaps {
  undecided: Exclude<Exclude<ClientMethod, Handled>, Refused>;
  both: Extract<Handled, Refused>;
  unknown: Exclude<Handled, ClientMethod>;
  unanswered: Exclude<Offline, Handled>;
}

type Complete = { [K in keyof Gaps]: [Gaps[K]] extends [never] ? true : Gaps[K] };

/** Compiles only while handled and refused methods are all methods, without overlap. */
export const COMPLETENESS: { [K in keyof Gaps]: true } & Complete = {
  undecided: true,
  both: true,
  unknown: true,
  unanswered: true,
};
