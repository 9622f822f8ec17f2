// Which hosts a command may reach, put together from what its thread runs with, the configuration, the administrator
// and people's rules; and the proxy that sees to it.

import { type Configuration, limitsOfFeature } from '../adapters/config/index.js';
import { type NetworkProxyOptions, withNetworkProxy } from '../adapters/network-proxy/index.js';
import type { CommandRules, CommandRunner, CommandSpec } from '../domain/command-ports.js';
import type { Environments } from '../domain/environments/environment-ports.js';
import { type NetworkLimits, withHostRules } from '../domain/network/network-limits.js';
import type { Profile } from '../protocol/index.js';

export function composeNetwork(
  { profile }: { readonly profile: Profile },
  { runner, environments }: CommandPlaces,
  {
    configuration,
    commandRules,
  }: {
    readonly configuration: Pick<Configuration, 'networkDemands' | 'values'>;
    readonly commandRules: Pick<CommandRules, 'hosts'>;
  },
): CommandPlaces {
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
  const options: NetworkProxyOptions = {
    dialect,
    async limits(spec) {
      const limits = configured(spec);
      return limits === null ? null : withHostRules(limits, await commandRules.hosts(spec.sandboxCwd));
    },
  };
  return {
    runner: withNetworkProxy(runner, options),
    environments: {
      ...environments,
      workplace(call) {
        const there = environments.workplace(call);
        return there && { ...there, runner: withNetworkProxy(there.runner, { ...options, isHere: false }) };
      },
    },
  };
}

/** Where commands run: on this machine, and behind executors. */
interface CommandPlaces {
  readonly runner: CommandRunner;
  readonly environments: Environments;
}
