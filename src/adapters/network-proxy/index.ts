// Commands that may reach some hosts only get a network of their own, whose only way out is a proxy that tells hosts
// apart. Fail closed: where no such network can be made, there is none.

import type { CommandRunner, CommandSpec, RunningCommand } from '../../domain/command-ports.js';
import type { NetworkLimits } from '../../domain/network/network-limits.js';
import type { ProxyDialect } from './stop-answers.js';

export interface NetworkProxyOptions {
  /** The limits of a command in a sandbox; null: none, its sandbox alone counts. */
  limits(spec: CommandSpec): Promise<NetworkLimits | null>;
  readonly dialect: ProxyDialect;
  /** False: the runner's commands are on another machine, which this proxy does not reach. */
  readonly isHere?: boolean;
  readonly platform?: string;
}

export function withNetworkProxy(
  runner: CommandRunner,
  { limits: limitsOf, dialect, isHere = true, platform = process.platform }: NetworkProxyOptions,
): CommandRunner {
  async function start(spec: CommandSpec): Promise<RunningCommand> {
    const limits = spec.sandbox === null ? null : await limitsOf(spec);
    if (limits === null) return runner.start(spec);
    // On other systems no process can be given the network of another.
    if (!isHere || platform !== 'linux') return runner.start(withoutNetwork(spec));
    const { openProxiedNetwork } = await import('./proxied-network.js');
    const network = await openProxiedNetwork(limits, spec.hosts, dialect);
    try {
      const env = { ...spec.env, ...network.env };
      const running = await runner.start({ ...spec, env, room: network.files });
      void running.exited.then(() => network.close());
      return running;
    } catch (thrown) {
      network.close();
      throw thrown;
    }
  }
  return {
    sandboxProblem: () => runner.sandboxProblem(),
    start,
    close: () => runner.close(),
  };
}

function withoutNetwork(spec: CommandSpec): CommandSpec {
  const { sandbox, accessRules, permissions } = spec;
  const isConfined = sandbox?.type === 'readOnly' || sandbox?.type === 'workspaceWrite';
  return {
    ...spec,
    sandbox: isConfined ? { ...sandbox, networkAccess: false } : sandbox,
    ...(accessRules ? { accessRules: { ...accessRules, network: false } } : {}),
    ...(permissions ? { permissions: { ...permissions, network: false } } : {}),
  };
}
