// What an administrator demands, applied to configurations as they are now. Nothing is demanded while the demands
// cannot be read: whatever needs the configuration is refused then.

import type { McpServerConfig } from '../../domain/mcp/mcp-ports.js';
import type { SettingsOverrides, ThreadSettings } from '../../domain/settings.js';
import { textAt } from '../../util/peek.js';
import type { ConfigFiles } from './config-layers.js';
import { type ConfigProblem, type ConfigVersion, DemandProblem, usableOr } from './config-problem.js';
import type { Configuration } from './configuration-contract.js';
import { networkDemands } from './network-limits.js';
import { type Exact, exactIn, withExact } from './requirement-exact.js';
import { type Pins, withPins } from './requirement-features.js';
import { allowsServer } from './requirement-mcp.js';
import { hostsIn } from './requirement-network.js';
import {
  assertProfilesFit,
  type Bounded,
  boundedBy,
  demandedProfiles,
  denyingReads,
  profileRefusal,
  withDemandedProfiles,
} from './requirement-profiles.js';
import { rulesIn } from './requirement-rules.js';
import { refusalOf } from './requirements.js';
import type { Tree } from './tree.js';

export interface Demands {
  /** Values and switches that are the same for everybody. @throws ConfigProblem */
  standing(): { readonly exact: readonly Exact[]; readonly pins: Pins };
  /** The configuration with them in it, and with demanded permission profiles. @throws ConfigProblem */
  applied(config: Tree): Tree;
  /** @throws ConfigProblem where a configuration without demands in it does not go together with them */
  assertFit(own: Tree): void;
  /** What is asked for with permission profiles that may be had. @throws ConfigProblem */
  bounded(values: SettingsOverrides, config: Tree): Bounded;
  /** Why nobody may have the permission profile, whatever it says; null where somebody may. */
  profileRefusal(name: string): string | null;
  readonly denying: Configuration['denying'];
  /** Whether the profile is one of the demands' own. @throws ConfigProblem */
  hasProfile(name: string): boolean;
  /** The servers, those that may not run switched off. @throws ConfigProblem */
  ofServers(servers: readonly McpServerConfig[]): readonly McpServerConfig[];
  /** What an administrator has every model told. @throws ConfigProblem */
  told(): Pick<ThreadSettings, 'managedInstructions' | 'managedHosts'>;
  readonly written: Configuration['demands'];
  readonly refusal: Configuration['refusal'];
  readonly rules: Configuration['requiredRules'];
  readonly residency: Configuration['residency'];
  readonly network: Configuration['networkDemands'];
  /** Why no server may be started; `further` is asked where the demands make sense by themselves. */
  startProblem(further: () => string | null): string | null;
}

export function createDemands(files: ConfigFiles, version: ConfigVersion): Demands {
  const standing = (): ReturnType<Demands['standing']> => {
    const { tree, pins } = files.requirements();
    return { exact: exactIn(tree, version), pins };
  };
  const ofProfiles = (): Tree => (version === '0.118.0' ? {} : files.requirements().tree);
  return {
    standing,
    applied(config) {
      const { exact, pins } = standing();
      return withDemandedProfiles(withPins(withExact(config, exact), pins), ofProfiles());
    },
    assertFit: (own) => assertProfilesFit(own, ofProfiles()),
    bounded: (values, config) => boundedBy(ofProfiles(), values, config),
    profileRefusal: (name) =>
      usableOr(
        () => null,
        () => profileRefusal(name, ofProfiles()),
      ),
    denying: (confines) =>
      usableOr(
        () => confines,
        () => denyingReads(confines, ofProfiles()),
      ),
    hasProfile: (name) => Object.hasOwn(demandedProfiles(ofProfiles()), name),
    ofServers(servers) {
      const { tree } = files.requirements();
      return servers.map((server) => (allowsServer(server, tree) ? server : { ...server, isEnabled: false }));
    },
    told() {
      const { tree } = files.requirements();
      const words =
        version === '0.118.0' ? undefined : textAt(tree, 'additional_developer_instructions') || undefined;
      return { managedInstructions: words, managedHosts: hostsIn(tree) };
    },
    written: () =>
      usableOr(
        () => null,
        () => files.requirements().demanded,
      ),
    refusal: (wishes) =>
      usableOr(
        () => null,
        () => refusalOf(wishes, files.requirements()),
      ),
    rules: () =>
      usableOr(
        () => [],
        () => rulesIn(files.requirements().tree),
      ),
    residency: () =>
      usableOr(
        () => null,
        () => textAt(files.requirements().tree, 'enforce_residency') ?? null,
      ),
    network: () =>
      usableOr(
        () => null,
        () => networkDemands(files.requirements().tree),
      ),
    // The older version starts, and tells of it.
    startProblem: (further) => (version === '0.118.0' ? null : usableOr(atStart, further)),
  };
}

/** Other problems are told once the server runs. */
function atStart(problem: ConfigProblem): string | null {
  return problem instanceof DemandProblem || problem.kind === 'reference' ? problem.message : null;
}
