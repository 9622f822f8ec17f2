// The ledger: methods of some pinned version that this server does not offer. They are answered exactly like a
// method nobody knows, so a client can tell. index.ts proves that nothing is missing here and nothing is twice.

import type { ClientMethod } from '../../protocol/index.js';

export const REFUSED_METHODS = [
  // account
  'account/gatewayOAuth/read',
  'account/gatewayOAuth/login',
  'account/gatewayOAuth/cancel',
  'account/bedrock/discover',
  'account/bedrock/setup',
  'account/gcp/setup',
  'account/bedrock/checkGovCloudRequirements',
  // accountSession
  'accountSession/list',
  'accountSession/switch',
  // environment
  'environment/add',
  // externalAgentConfig
  'externalAgentConfig/import/recordHistory',
  // marketplace
  'marketplace/add',
  // mcpServer
  'mcpServer/oauth/login',
  // modelProvider
  'modelProvider/config/write',
  // remoteControl
  'remoteControl/enable',
  'remoteControl/disable',
  'remoteControl/status/read',
  'remoteControl/pairing/start',
  'remoteControl/pairing/status',
  'remoteControl/client/list',
  'remoteControl/client/revoke',
  // server
  'server/diagnostics',
  // thread
  'thread/sample',
  'thread/sample/cancel',
  'thread/prediction/request',
  'thread/approveGuardianDeniedAction',
  'thread/guardianReview',
  'thread/prepareApprovedPlan',
  'thread/realtime/start',
  'thread/realtime/appendAudio',
  'thread/realtime/appendText',
  'thread/realtime/appendSpeech',
  'thread/realtime/stop',
  'thread/realtime/listVoices',
] as const satisfies readonly ClientMethod[];
