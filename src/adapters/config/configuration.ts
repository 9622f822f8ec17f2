// The configuration of one server: config.toml, the command line and the folders it works in, asked anew for
// every thread, so that a change of a file holds from the next thread on.

import { join, resolve } from 'node:path';
import type { SettingsOverrides, ThreadSettings } from '../../domain/settings.js';
import { type AccountSettings, accountSettingsIn } from './account-settings.js';
import { agentLimitsIn, agentRolesIn } from './agent-roles.js';
import { clockIn } from './clock-settings.js';
import { commandSettingsIn } from './command-settings.js';
import {
  type ConfigLayer,
  createConfigFiles,
  effective,
  fileOf,
  markersIn,
  originOf,
  projectOf,
  repositoryOf,
  trustOf,
  withWishes,
} from './config-layers.js';
import { createConfigNotices } from './config-notices.js';
import { asFailure, asProblem, ConfigProblem, lastUsable, usableOr } from './config-problem.js';
import { complaintAbout, refuse } from './config-schema.js';
import { configView } from './config-view.js';
import { deniedToProjects, untrustedReason } from './config-warnings.js';
import { createConfigWriter } from './config-writer.js';
import type { Configuration, ConfigurationOptions, SettingsInput } from './configuration-contract.js';
import { createConfiguredProfiles } from './configured-profiles.js';
import { createDemands } from './demands.js';
import { mcpServersIn } from './mcp-servers.js';
import { withProfile } from './named-profile.js';
import { treeOfDotted } from './override.js';
import { createOwnCatalog } from './own-catalog.js';
import { absolutePaths } from './path-keys.js';
import { placedServersIn } from './placed-servers.js';
import { instructionsFor } from './project-instructions.js';
import { createProjectTrust } from './project-trust.js';
import { assertPrompts, instructionsIn, promptsIn } from './prompt-settings.js';
import { providerEdits } from './provider-edit.js';
import {
  listedIn,
  providerIn,
  providerOf,
  providersIn,
  providerTreeIn,
  usualProviderIn,
} from './providers.js';
import { mustBeReviewed, reviewerNamed, reviewRulesIn } from './requirement-reviewers.js';
import { shownRequirements } from './requirement-view.js';
import { type Granted, granted, NO_WAY_IN, type Wishes } from './requirements.js';
import { serviceTierNamed } from './service-tiers.js';
import {
  contextLimitsIn,
  placesIn,
  settingsIn,
  takenAsAsked,
  UNTRUSTED,
  unloadDelayIn,
  usualPolicy,
} from './settings-of-config.js';
import { switchesIn } from './switches.js';
import { assertTeamIsPossible, teamIn } from './team-settings.js';
import { telling } from './telling.js';
import { createThreadConfines, shutFor } from './thread-confines.js';
import { placeOf } from './toml-text.js';
import { isTree, merged, type Tree } from './tree.js';
import { webSearchIn } from './web-search.js';

/** Of a thread that asks for nothing. */
const NO_WISHES: SettingsInput = { overrides: {}, config: null, base: null };

export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { codexHome, version, env } = options;
  const flags = absolutePaths(options.flags, options.cwd, version);
  const world = { version, env, cwd: options.cwd };
  const files = createConfigFiles({
    codexHome,
    flags,
    deniedToProjects: deniedToProjects(version),
    untrusted: (folder, userFile, level) => untrustedReason(version, { folder, userFile, level }),
    version,
    ...(options.systemFolder === undefined ? {} : { systemFolder: options.systemFolder }),
  });
  const ownModels = createOwnCatalog(version);
  const demands = createDemands(files, version);
  const confines = createThreadConfines({ version, codexHome, env, isDemanded: demands.hasProfile });

  /** `own` is what an administrator has no say in. @throws ConfigProblem */
  function checked(cwd: string | null): { layers: ConfigLayer[]; config: Tree; own: Tree } {
    const layers = files.layers(cwd);
    const config = effective(layers);
    const complaint = complaintAbout(config, version);
    if (complaint) {
      const layer = originOf(layers, complaint.path);
      const file = layer && fileOf(layer);
      refuse(complaint, file && layer.text !== null ? placeOf(layer.text, complaint.path, file) : null);
    }
    const own = withProfile(config, version);
    demands.assertFit(own);
    return { layers, config: demands.applied(own), own };
  }

  /** @throws ConfigProblem */
  function usable(cwd: string | null): ReturnType<typeof checked> {
    const result = checked(cwd);
    providerOf(result.config, providerIn(result.config), world);
    assertConfined(result.config, cwd);
    assertPrompts(result.config, version);
    ownModels(result.config);
    return result;
  }

  /** @throws ConfigProblem where the configuration leaves commands nothing to run with */
  function assertConfined(config: Tree, cwd: string | null): void {
    const place = { config, cwd: resolve(options.cwd, cwd ?? '.') };
    grant(confines.asked(demands.bounded(settingsIn(config), config).values, place).wishes);
  }

  /** What is granted of what is asked for. @throws ConfigProblem */
  function grant(asked: Wishes, usual: Required<Wishes> = UNTRUSTED): Granted {
    return granted({ asked, usual }, files.requirements(), version);
  }

  /** A file that breaks takes nothing from a server that runs. */
  const standing = lastUsable(() => {
    const result = checked(null);
    providerOf(result.config, providerIn(result.config), world);
    return result;
  });

  /** The configuration as far as it can be used at all. */
  function leniently(): Tree {
    const never = (): Tree =>
      usableOr(
        () => ({}),
        () => checked(null).config,
      );
    return standing()?.config ?? never();
  }

  function account(): AccountSettings {
    return accountSettingsIn(leniently(), version === '0.118.0' ? {} : (demands.written()?.tree ?? {}));
  }

  /** Of demands that make sense, what keeps anybody from working by them. @throws ConfigProblem */
  function contradiction(): string | null {
    const { model_provider: provider } = files.requirements().tree;
    if (typeof provider === 'string') providerOf(leniently(), provider, world);
    // Without the user's files a server goes on that cannot use them.
    const unconfined = (own: Tree): string | null =>
      usableOr(
        ({ message }) => message,
        () => {
          demands.assertFit(own);
          assertConfined(demands.applied(own), null);
          ownModels(demands.applied(own));
          return null;
        },
      );
    const why = unconfined({});
    if (why !== null && unconfined(effective(files.layers(null))) !== null) return why;
    return account().loginMethods.length === 0 ? NO_WAY_IN : null;
  }

  function settled(input: SettingsInput): ThreadSettings {
    try {
      return resolved(input).settings;
    } catch (cause) {
      throw asFailure(cause);
    }
  }

  function confinesOfServer(): ThreadSettings {
    const problem = (cause: unknown): ThreadSettings => {
      const last = standing();
      if (last === null) throw asFailure(cause);
      return resolved(NO_WISHES, () => last).settings;
    };
    return usableOr(problem, () => resolved(NO_WISHES).settings);
  }

  /** @throws ConfigProblem */
  function resolved(
    input: SettingsInput,
    read: typeof checked = checked,
  ): {
    settings: ThreadSettings;
    told: string[];
    cuts: readonly string[];
    isTrustKnown: boolean;
  } {
    const { overrides, config, base } = input;
    const cwd = resolve(options.cwd, overrides.cwd ?? base?.cwd ?? '.');
    const { layers, config: fromFiles } = read(cwd);
    const own = absolutePaths(treeOfDotted(config ?? {}), cwd, version);
    const asked = withProfile(merged(effective(withWishes(layers, config)), own), version);
    const complaint = complaintAbout(asked, version);
    if (complaint) refuse(complaint);
    assertTeamIsPossible(asked, version);
    demands.assertFit(asked);
    const all = demands.applied(asked);
    const kept = confines.kept(base, all);
    const baseInstructions = instructionsIn(all, version);
    const wanted: SettingsOverrides = {
      ...settingsIn(fromFiles),
      ...kept,
      ...(baseInstructions === undefined ? {} : { baseInstructions }),
      ...settingsIn(own),
      ...overrides,
      ...settingsIn(demands.applied({})),
    };
    const { values, told: replaced } = demands.bounded(wanted, all);
    const place = { config: all, cwd };
    const { wishes, named } = confines.asked(values, place);
    const modelProvider = values.modelProvider ?? 'openai';
    const { root, folders } = projectOf(cwd, markersIn([all]));
    const trust = trustOf(all, [cwd, root, repositoryOf(cwd) ?? root]);
    const { approvalPolicy, sandboxPolicy, approvalsReviewer, told } = grant(
      { ...wishes, approvalsReviewer: values.approvalsReviewer },
      {
        approvalPolicy: trust?.level === 'untrusted' ? 'untrusted' : 'on-request',
        sandboxPolicy: usualPolicy(trust !== null),
        approvalsReviewer: 'user',
      },
    );
    const model = values.model ?? options.defaultModel(modelProvider);
    const isReviewed = mustBeReviewed(model, files.requirements().tree, version);
    const search = webSearchIn(all, files.requirements());
    providerOf(all, modelProvider, world);
    ownModels(all);
    const isKept = kept.sandboxPolicy !== undefined && values.sandboxPolicy === kept.sandboxPolicy;
    const usual = settingsIn(fromFiles).profileNamed;
    // Nothing would be left to review without a sandbox.
    const bounded =
      isReviewed && sandboxPolicy.type === 'dangerFullAccess' ? usualPolicy(true) : sandboxPolicy;
    const settledConfines = demands.denying(
      confines.settled(bounded, { ...place, named, values, usual, isKept }),
    );
    const isShut = shutFor(settledConfines.accessRules, cwd);
    const isSilent = trust?.level === 'untrusted' && version !== '0.118.0';
    const said = { codexHome, folders: isSilent ? [] : folders, isShut, version };
    const project = instructionsFor(all, said);
    const settings: ThreadSettings = {
      model,
      modelProvider,
      providerConfig: providerTreeIn(all, modelProvider),
      serviceTier: values.serviceTier == null ? null : serviceTierNamed(values.serviceTier, version),
      cwd,
      approvalPolicy,
      approvalsReviewer: isReviewed ? 'auto_review' : approvalsReviewer,
      requestedReviewer: approvalsReviewer,
      reviewRules: reviewRulesIn(all, files.requirements().tree, version),
      ...settledConfines,
      ...(named === null && version !== '0.118.0' ? placesIn(all, cwd) : {}),
      ...takenAsAsked(values),
      ...demands.told(),
      ...promptsIn(all, version),
      ...commandSettingsIn(all),
      features: switchesIn(all.features),
      clock: version === '0.118.0' ? undefined : clockIn(all.features),
      unloadDelaySeconds: unloadDelayIn(all),
      projectInstructions: project.instructions,
      contextLimits: contextLimitsIn(all),
      agents: { limits: agentLimitsIn(all), team: teamIn(all) },
      webSearch: search.webSearch,
    };
    told.push(...replaced, ...(named?.told ?? []), ...search.told);
    return { settings, told, cuts: project.warnings, isTrustKnown: trust !== null };
  }

  const writer = createConfigWriter({
    userFile: join(codexHome, 'config.toml'),
    version,
    layers: () => files.layers(null),
    requirements: () => files.requirements(),
    knownSwitches: options.knownSwitches,
  });
  const notices = createConfigNotices({
    ...options,
    files,
    usable,
    resolved,
  });
  const profiles = createConfiguredProfiles({
    version,
    cwd: options.cwd,
    demands,
    confines,
    configOf: (cwd) => checked(cwd).config,
  });
  return {
    ...writer,
    ...notices,
    ...profiles,
    ...createProjectTrust({
      version,
      cwd: options.cwd,
      config: leniently,
      write: writer.write,
      mayWork: (input) =>
        usableOr(
          () => false,
          () => {
            const { settings, isTrustKnown } = resolved(input);
            return settings.sandboxPolicy.type !== 'readOnly' && !isTrustKnown;
          },
        ),
    }),
    requirements: () =>
      telling('readFailure', () =>
        shownRequirements(files.requirements(), {
          version,
          allowedLoginMethods: account().loginMethods,
        }),
      ),
    demands: demands.written,
    refusal: demands.refusal,
    denying: demands.denying,
    requiredRules: demands.rules,
    residency: demands.residency,
    ownModels: () =>
      usableOr(
        () => null,
        () => ownModels(usable(null).config),
      ),
    serviceTier: (wished) => serviceTierNamed(wished, version),
    reviewer: (name) => reviewerNamed(name, version),
    networkDemands: demands.network,
    mustBeReviewed: (model) => mustBeReviewed(model, demands.written()?.tree ?? {}, version),
    read({ includeLayers, cwd }) {
      const folder = cwd === null ? null : resolve(options.cwd, cwd);
      return telling('readFailure', () => {
        const { layers } = usable(folder);
        return configView(layers, { version, includeLayers, cwd: options.cwd, demands: demands.standing() });
      });
    },
    settings: {
      resolve: async (input) => settled(input),
      instructions(cwd, config) {
        try {
          return resolved({ overrides: { cwd }, config, base: null }).settings.projectInstructions;
        } catch (cause) {
          asProblem(cause);
          return null;
        }
      },
    },
    confines: confinesOfServer,
    providers: () => providersIn(leniently()),
    listedProviders: () =>
      telling('providersFailure', () => listedIn(demands.applied(effective(files.layers(null))))),
    mcpServers({ cwd, config }) {
      return telling('reloadFailure', () => {
        const { config: fromFiles } = checked(cwd === null ? null : resolve(options.cwd, cwd));
        return demands.ofServers(mcpServersIn(merged(fromFiles, treeOfDotted(config ?? {}))));
      });
    },
    placedServers: (placed, environmentId) => demands.ofServers(placedServersIn(placed, environmentId)),
    providerEdits(settings) {
      const configured = leniently().model_providers;
      return providerEdits(settings, isTree(configured) ? configured : {});
    },
    layers: (cwd) => telling('details', () => usable(cwd).layers),
    values: (cwd) =>
      telling('reloadFailure', () => usable(cwd === null ? null : resolve(options.cwd, cwd)).config),
    userValues: () =>
      telling(
        'reloadFailure',
        () => files.layers(null).find(({ name }) => name.type === 'user')?.config ?? {},
      ),
    features: (own) =>
      telling('reloadFailure', () =>
        switchesIn(demands.applied(merged(usable(null).config, treeOfDotted(own ?? {}))).features),
      ),
    agentRoles(cwd) {
      return usableOr(
        () => [],
        () => agentRolesIn(usable(resolve(options.cwd, cwd)).layers, files).roles,
      );
    },
    account,
    defaultProvider: () => providerIn(leniently()),
    usualProvider: usualProviderIn(() => checked(null).config, world),
    provider(id, own = null) {
      try {
        return providerOf(own ?? leniently(), id, { ...world, signedIn: options.signedIn?.() ?? false });
      } catch (cause) {
        throw asFailure(cause);
      }
    },
    flagsProblem() {
      const complaint = complaintAbout(flags, version);
      return (
        complaint && new ConfigProblem('value', complaint.message, { key: complaint.path.join('.') }).details
      );
    },
    demandsProblem: () => demands.startProblem(contradiction),
  };
}
