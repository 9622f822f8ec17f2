// The rooms of this server, and the proof that every method of every pinned version is either handled in one of
// them or stands in the ledger of refused ones. A new version does not compile until someone decides.

import type { ClientMethod } from '../../protocol/index.js';
import type { AnyHandler } from '../dispatch.js';
import { handshakeHandlers } from '../handshake-handlers.js';
import type { HostIdentity } from '../host-identity.js';
import type { Room, RoomDeps } from '../room.js';
import { account } from './account.js';
import { accountClouds } from './account-clouds.js';
import { accountGateway } from './account-gateway.js';
import { accountSession } from './account-session.js';
import { app } from './app.js';
import { collaborationMode } from './collaboration-mode.js';
import { command } from './command.js';
import { config } from './config.js';
import { configRequirements } from './config-requirements.js';
import { environment } from './environment.js';
import { experimentalFeature } from './experimental-feature.js';
import { externalAgentConfig } from './external-agent-config.js';
import { feedback } from './feedback.js';
import { fs } from './fs.js';
import { fuzzyFileSearch } from './fuzzy-file-search.js';
import { getAuthStatus } from './get-auth-status.js';
import { getConversationSummary } from './get-conversation-summary.js';
import { gitDiffToRemote } from './git-diff-to-remote.js';
import { hooks } from './hooks.js';
import type { openInitialize } from './initialize.js';
import { marketplace } from './marketplace.js';
import { mcpServer } from './mcp-server.js';
import { mcpServerStatus } from './mcp-server-status.js';
import { memory } from './memory.js';
import { mock } from './mock.js';
import { model } from './model.js';
import { modelProvider } from './model-provider.js';
import { permissionProfile } from './permission-profile.js';
import { plugin } from './plugin.js';
import { process } from './process.js';
import { project } from './project.js';
import type { OFFLINE_METHODS, REFUSED_METHODS } from './refused.js';
import { remoteControl } from './remote-control.js';
import { review } from './review.js';
import { rollout } from './rollout.js';
import { server } from './server.js';
import { skills } from './skills.js';
import { thread } from './thread.js';
import { threadAttachment } from './thread-attachment.js';
import { threadControl } from './thread-control.js';
import { threadGoal } from './thread-goal.js';
import { threadGuardian } from './thread-guardian.js';
import { threadHistory } from './thread-history.js';
import { threadLoaded } from './thread-loaded.js';
import { threadMetadata } from './thread-metadata.js';
import { threadName } from './thread-name.js';
import { threadQueue } from './thread-queue.js';
import { threadReadState } from './thread-read-state.js';
import { threadRealtime } from './thread-realtime.js';
import { threadSample } from './thread-sample.js';
import { threadSection } from './thread-section.js';
import { threadTerminals } from './thread-terminals.js';
import { turn } from './turn.js';
import { userVerification } from './user-verification.js';
import { windowsSandbox } from './windows-sandbox.js';

const ROOMS = [
  account,
  accountClouds,
  accountGateway,
  accountSession,
  app,
  collaborationMode,
  command,
  config,
  configRequirements,
  environment,
  experimentalFeature,
  externalAgentConfig,
  feedback,
  fs,
  fuzzyFileSearch,
  getAuthStatus,
  hooks,
  marketplace,
  mcpServer,
  mcpServerStatus,
  getConversationSummary,
  gitDiffToRemote,
  memory,
  mock,
  model,
  modelProvider,
  permissionProfile,
  plugin,
  process,
  project,
  remoteControl,
  review,
  server,
  skills,
  rollout,
  thread,
  threadAttachment,
  threadControl,
  threadGoal,
  threadGuardian,
  threadHistory,
  threadLoaded,
  threadMetadata,
  threadName,
  threadQueue,
  threadReadState,
  threadRealtime,
  threadSample,
  threadSection,
  threadTerminals,
  turn,
  userVerification,
  windowsSandbox,
] as const;

/** All handlers by method. */
export function openRooms(host: HostIdentity, deps: RoomDeps): ReadonlyMap<string, AnyHandler> {
  const handlers = new Map(handshakeHandlers(host));
  for (const room of ROOMS) {
    // Each handler takes the params of its own method, which is how the dispatcher calls it.
    const opened = Object.entries(room.open(deps)) as [string, AnyHandler][];
    for (const [method, handler] of opened) handlers.set(method, handler);
  }
  return handlers;
}

type KeysOf<R> = R extends Room<infer H> ? keyof H : never;
type InRooms = KeysOf<(typeof ROOMS)[number]>;
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
