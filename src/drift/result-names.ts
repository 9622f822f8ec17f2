// Method → result type. Nearly every result is named after its params; the table holds the rest.
import type { Schema } from '../protocol/index.js';

const IRREGULAR: Readonly<Record<string, string>> = {
  'account/gatewayOAuth/cancel': 'GatewayOAuthCancelResponse',
  'account/logout': 'LogoutAccountResponse',
  'account/rateLimits/read': 'GetAccountRateLimitsResponse',
  'account/securitySetup/read': 'GetAccountSecuritySetupResponse',
  'account/workspaceMessages/read': 'GetWorkspaceMessagesResponse',
  'accountSession/list': 'AccountSessionsResponse',
  'config/batchWrite': 'ConfigWriteResponse',
  'config/mcpServer/reload': 'McpServerRefreshResponse',
  'config/value/write': 'ConfigWriteResponse',
  'configRequirements/read': 'ConfigRequirementsReadResponse',
  'externalAgentConfig/import/readHistories': 'ExternalAgentConfigImportHistoriesReadResponse',
  'memory/reset': 'MemoryResetResponse',
  'remoteControl/status/read': 'RemoteControlStatusReadResponse',
  'rollout/compress': 'RolloutCompressResponse',
  'windowsSandbox/readiness': 'WindowsSandboxReadinessResponse',
};

/** @returns the definition name of a method's result; @throws when none can be told, naming the method. */
export function resultName(
  method: string,
  params: string | null,
  definitions: ReadonlyMap<string, Schema>,
): string {
  const irregular = IRREGULAR[method];
  const name = irregular ?? params?.replace(/Params$/, 'Response');
  if (name === undefined || !name.endsWith('Response') || !definitions.has(name)) {
    const tried = name === undefined ? 'it has no params to take a name from' : `no definition ${name}`;
    throw new Error(
      `cannot resolve the result of ${method} (${tried}): add it to ${import.meta.url.split('/').at(-1)}`,
    );
  }
  return name;
}
