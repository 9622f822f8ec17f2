// Which hosts a command may reach, put together from what its thread runs with, the configuration, the administrator
// and people's rules; and the proxy that sees to it.

import { type Configuration, limitsOfFeature } from '../adapters/config/index.js';
import { withNetworkProxy } from '../adapters/network-proxy/index.js';
import type { CommandRules, CommandRunner, CommandSpec } from '../domain/command-ports.js';
import { type NetworkLimits, withHostRules } from '../domain/network/network-limits.js';
import type { Profile } from '../protocol/index.js';

export function composeNetwork(
  { profile }: { readonly profile: Profile },
  runner: CommandRunner,
  {
    configuration,
    commandRules,
  }: {
    readonly configuration: Pick<Configuration, 'networkDemands' | 'values'>;
    readonly commandRules: Pick<CommandRules, 'hosts'>;
  },
): CommandRunner {
  const dialect = profile.name === '0.118.0' ? '0.118.0' : '0.169.0';
  /** Of a command in a sandbox. */
  function configured({ sandbox, accessRules, sandboxCwd }: CommandSpec): NetworkLimits | null {
    const isConfined = sandbox?.type === 'readOnly' || sandbox?.type === 'workspaceWrite';
    const own = accessRules?.networkLimits ?? null;
    if (!isConfined) return own;
    const isOpen = !accessRules && sandbox.networkAccess === true;
    const limits =
      own ?? (isOpen ? limitsOfFeature(configuration.values(sandboxCwd).features, dialect) : null);
    const demands = configuration.networkDemands();
    return demands === null ? limits : demands.over(limits);
  }
  return withNetworkProxy(runner, {
    dialect,
    async limits(spec) {
      const limits = configured(spec);
      return limits === null ? null : withHostRules(limits, await commandRules.hosts(spec.sandboxCwd));
    },
  });
}
