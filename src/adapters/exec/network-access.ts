// Whether a command may reach the network, and how it is told that it may not.

import type { CommandRunner, CommandSpec } from '../../domain/command-ports.js';

/** Tells a command that it need not try, as the real server does; also when somebody else is the sandbox. */
const NETWORK_DISABLED = 'CODEX_SANDBOX_NETWORK_DISABLED';

export function reachesNetwork({ sandbox, accessRules, permissions }: CommandSpec): boolean {
  if (sandbox === null || permissions?.network === true) return true;
  if (accessRules) return accessRules.network && !accessRules.isNetworkFiltered;
  if (sandbox.type === 'dangerFullAccess') return true;
  return sandbox.networkAccess === true || sandbox.networkAccess === 'enabled';
}

/** The variables of the specification, and what they say of the network. */
export function envOf(spec: CommandSpec): Readonly<Record<string, string>> {
  return reachesNetwork(spec) ? spec.env : { ...spec.env, [NETWORK_DISABLED]: '1' };
}

/**
 * Runs sandboxed commands without a network while `isManaged` says that they may reach it through a proxy only: there is
 * no such proxy here. What runs in no sandbox is let.
 */
export function withManagedNetwork(runner: CommandRunner, isManaged: () => boolean): CommandRunner {
  return {
    sandboxProblem: () => runner.sandboxProblem(),
    start: (spec) => runner.start(isManaged() ? withoutNetwork(spec) : spec),
    close: () => runner.close(),
  };
}

function withoutNetwork(spec: CommandSpec): CommandSpec {
  const { sandbox, accessRules, permissions } = spec;
  if (sandbox === null) return spec;
  const isConfined = sandbox.type === 'readOnly' || sandbox.type === 'workspaceWrite';
  return {
    ...spec,
    sandbox: isConfined ? { ...sandbox, networkAccess: false } : sandbox,
    ...(accessRules ? { accessRules: { ...accessRules, network: false } } : {}),
    ...(permissions ? { permissions: { ...permissions, network: false } } : {}),
  };
}
