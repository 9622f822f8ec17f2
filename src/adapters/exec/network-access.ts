// Whether a command may reach the network, and how it is told that it may not.

import type { CommandSpec } from '../../domain/command-ports.js';

/** Tells a command that it need not try, as the real server does; also when somebody else is the sandbox. */
const NETWORK_DISABLED = 'CODEX_SANDBOX_NETWORK_DISABLED';

export function reachesNetwork({ sandbox, accessRules, permissions, room }: CommandSpec): boolean {
  if (sandbox === null || permissions?.network === true) return true;
  if (accessRules) return accessRules.network && (accessRules.networkLimits === null || room !== undefined);
  if (sandbox.type === 'dangerFullAccess') return true;
  return sandbox.networkAccess === true || sandbox.networkAccess === 'enabled';
}

/** The variables of the specification, and what they say of the network. */
export function envOf(spec: CommandSpec): Readonly<Record<string, string>> {
  return reachesNetwork(spec) ? spec.env : { ...spec.env, [NETWORK_DISABLED]: '1' };
}
