// The configuration of one server: config.toml, the command line and the folders it works in, asked anew for
// every thread, so that a change of a file holds from the next thread on.

import { join, resolve } from 'node:path';
import { type AgentLimits, type AgentRole, USUAL_LIMITS } from '../../domain/agents/agent-ports.js';
import { DomainError } from '../../domain/errors.js';
import type { McpServerConfig } from '../../domain/mcp/mcp-ports.js';
import type { SettingsOverrides, SettingsResolver, ThreadSettings } from '../../domain/settings.js';
import type { ConfigWarningNotification, ResultOf, SandboxPolicy } from '../../protocol/index.js';
import { type AccountSettings, accountSettingsIn } from './account-settings.js';
import { agentRolesIn } from './agent-roles.js';
import type { ConfigEdit } from './config-edit.js';
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
} from './config-layers.js';
import { ConfigProblem } from './config-problem.js';
import { type ConfigVersion, complaintAbout, refuse } from './config-schema.js';
import { configView } from './config-view.js';
import {
  deniedToProjects,
  deniedWarnings,
  disabledWarning,
  unknownKeysWarning,
  untrustedReason,
} from './config-warnings.js';
import { type ConfigWriter, createConfigWriter } from './config-writer.js';
import { mcpServersIn } from './mcp-servers.js';
import { treeOfDotted } from './override.js';
import { instructionsFor } from './project-instructions.js';
import { type ProviderSettingsPatch, providerEdits } from './provider-edit.js';
import { type ConfiguredProvider, providerOf } from './providers.js';
import { filledPolicy, policyOf, settingsIn } from './settings-of-config.js';
import { type DeprecatedSetting, deprecatedSettings, unfinishedWarning } from './thread-notices.js';
import { placeOf } from './toml-text.js';
import { isTree, merged, type Tree, valueAt } from './tree.js';

export interface ConfigurationOptions {
  /** Absolute. */
  codexHome: string;
  /** Whose keys, words and defaults hold. */
  version: ConfigVersion;
  /** The `-c` overrides, see treeOfOverrides. */
  flags: Tree;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute; where threads work that name no folder. */
  cwd: string;
  /** The model of threads that name none. */
  defaultModel: string;
  systemFile?: string;
  /** Whether a ChatGPT account is in use: the built-in provider is then reached through it. */
  signedIn?: () => boolean;
}

/** What config/read fails with: `message` is the whole text. */
export class ConfigUnreadable extends Error {}

export interface Configuration extends ConfigWriter {
  /** What a client is told after its handshake; of switches only where it is told which there are. */
  warnings(knownFeatures?: ReadonlySet<string>): ConfigWarningNotification[];
  /** What is told of the settings of a thread that works in a folder; of nothing while they cannot be used. */
  notices(
    cwd: string,
    switches: { known: ReadonlySet<string>; unfinished: ReadonlySet<string> },
  ): { deprecated: DeprecatedSetting[]; warnings: string[] };
  /** @throws ConfigUnreadable */
  read(options: { includeLayers: boolean; cwd: string | null }): ResultOf<'config/read'>;
  readonly settings: SettingsResolver;
  /** What commands may touch that belong to no thread. @throws DomainError `configInvalid` */
  sandboxPolicy(): SandboxPolicy;
  /** About accounts, as it is now; the defaults while the configuration is broken. */
  account(): AccountSettings;
  /** The providers that can be named, by id; only the built-in one while the configuration is broken. */
  providers(): readonly { readonly id: string; readonly config: Tree; readonly isBuiltIn: boolean }[];
  /** Servers a thread may use; `config` holds dotted overrides of it alone. @throws ConfigUnreadable */
  mcpServers(where: {
    cwd: string | null;
    config: Readonly<Record<string, unknown>> | null;
  }): readonly McpServerConfig[];
  /** What a client wants a provider to be, as edits. @throws ConfigWriteRefused */
  providerEdits(settings: ProviderSettingsPatch): { id: string; edits: ConfigEdit[] };
  /** Names and descriptions of `[permissions]`. */
  permissionProfiles(): readonly { readonly id: string; readonly description: string | null }[];
  /** The layers of work in a folder, strongest first. @throws ConfigUnreadable */
  layers(cwd: string): readonly ConfigLayer[];
  /** What all layers say together of work in a folder; null: in none. @throws ConfigUnreadable */
  values(cwd: string | null): Tree;
  /** What the user's own file says. @throws ConfigUnreadable */
  userValues(): Tree;
  /** Where the projects around a folder keep rules on commands; 0.169.0 reads those of trusted projects alone. */
  rulesFolders(cwd: string): readonly string[];
  /** Of the switches in `features`, those that are set. @throws ConfigUnreadable */
  features(): Readonly<Record<string, boolean>>;
  /** Of `agents`; usual ones where it says nothing. */
  agentLimits(): AgentLimits;
  /** Kinds of sub-agents for a folder; none while the configuration cannot be read. */
  agentRoles(cwd: string): readonly AgentRole[];
  /** Id of the provider threads use that name none; `openai` while the configuration is broken. */
  defaultProvider(): string;
  /** @throws DomainError `configInvalid` when there is none with this id */
  provider(id: string, own?: ThreadSettings['providerConfig']): ConfiguredProvider;
  /** What is wrong with the command line's overrides; null when nothing is. */
  flagsProblem(): string | null;
}

export function createConfiguration(options: ConfigurationOptions): Configuration {
  const { codexHome, version, flags, env, defaultModel } = options;
  const files = createConfigFiles({
    codexHome,
    flags,
    deniedToProjects: deniedToProjects(version),
    untrusted: (folder, userFile, level) => untrustedReason(version, { folder, userFile, level }),
    ...(options.systemFile === undefined ? {} : { systemFile: options.systemFile }),
  });

  // 0.118.0 lets the model write its own notes.
  const extraRoots = version === '0.118.0' ? [join(codexHome, 'memories')] : [];

  /** @throws ConfigProblem */
  function checked(cwd: string | null): { layers: ConfigLayer[]; config: Tree } {
    const layers = files.layers(cwd);
    const config = effective(layers);
    const complaint = complaintAbout(config, version);
    if (complaint) {
      const layer = originOf(layers, complaint.path);
      const file = layer && fileOf(layer);
      refuse(complaint, file && layer.text !== null ? placeOf(layer.text, complaint.path, file) : null);
    }
    return { layers, config: withProfile(config, version) };
  }

  /** @throws ConfigProblem */
  function usable(cwd: string | null): { layers: ConfigLayer[]; config: Tree } {
    const result = checked(cwd);
    providerOf(result.config, providerIn(result.config), { env });
    return result;
  }

  function problem(cwd: string | null): ConfigProblem | null {
    try {
      usable(cwd);
      return null;
    } catch (cause) {
      return asProblem(cause);
    }
  }

  /** The configuration as far as it can be used at all. */
  function leniently(): Tree {
    try {
      return checked(null).config;
    } catch (cause) {
      asProblem(cause);
      return {};
    }
  }

  /** @throws ConfigUnreadable with what reloading says */
  function reloading<T>(read: () => T): T {
    try {
      return read();
    } catch (cause) {
      throw new ConfigUnreadable(asProblem(cause).reloadFailure, { cause });
    }
  }

  function settled(input: Parameters<SettingsResolver['resolve']>[0]): ThreadSettings {
    try {
      return resolved(input);
    } catch (cause) {
      throw new DomainError({ code: 'configInvalid', message: asProblem(cause).details }, { cause });
    }
  }

  function resolved({ overrides, config, base }: Parameters<SettingsResolver['resolve']>[0]): ThreadSettings {
    const cwd = resolve(options.cwd, overrides.cwd ?? base?.cwd ?? '.');
    const { layers, config: fromFiles } = checked(cwd);
    const own = treeOfDotted(config ?? {});
    const all = withProfile(merged(effective(layers), own), version);
    const complaint = complaintAbout(all, version);
    if (complaint) refuse(complaint);
    const values: SettingsOverrides = {
      ...settingsIn(fromFiles),
      ...base,
      ...settingsIn(own),
      ...overrides,
    };
    const modelProvider = values.modelProvider ?? 'openai';
    const { root, folders } = projectOf(cwd, markersIn([all]));
    const trust = trustOf(all, [cwd, root, repositoryOf(cwd) ?? root]);
    const policy = values.sandboxPolicy ?? policyOf(trust === null ? 'read-only' : 'workspace-write');
    providerOf(all, modelProvider, { env });
    return {
      model: values.model ?? defaultModel,
      modelProvider,
      providerConfig: treeAt(own, ['model_providers', modelProvider]),
      serviceTier: values.serviceTier ?? null,
      cwd,
      approvalPolicy: values.approvalPolicy ?? (trust?.level === 'untrusted' ? 'untrusted' : 'on-request'),
      approvalsReviewer: values.approvalsReviewer ?? 'user',
      sandboxPolicy: filledPolicy(policy, all, { codexHome, extraRoots }),
      effort: values.effort ?? null,
      summary: values.summary ?? null,
      personality: values.personality ?? null,
      collaborationMode: values.collaborationMode ?? null,
      baseInstructions: values.baseInstructions ?? null,
      developerInstructions: values.developerInstructions ?? null,
      features: switchesIn(all.features),
      projectInstructions: instructionsFor(all, { codexHome, folders }),
      contextLimits: {
        window: numberIn(all.model_context_window),
        compactAt: numberIn(all.model_auto_compact_token_limit),
      },
    };
  }

  const writer = createConfigWriter({
    userFile: join(codexHome, 'config.toml'),
    version,
    layers: () => files.layers(null),
  });

  return {
    ...writer,
    warnings(knownFeatures) {
      const cwd = options.cwd;
      const found = problem(cwd);
      if (found) return [warningOf(found)];
      const { layers } = checked(cwd);
      return [
        ...disabledWarning(version, layers),
        ...deniedWarnings(layers),
        ...unknownKeysWarning(version, layers, knownFeatures),
      ];
    },
    notices(cwd, { known, unfinished }) {
      const folder = resolve(options.cwd, cwd);
      if (problem(folder)) return { deprecated: [], warnings: [] };
      const { layers, config } = checked(folder);
      const deprecated = deprecatedSettings(config, version);
      if (version === '0.118.0') return { deprecated, warnings: [] };
      const ignored = [...deniedWarnings(layers), ...unknownKeysWarning(version, layers, known)];
      const notDone = unfinishedWarning(config, { unfinished, userFile: join(codexHome, 'config.toml') });
      const warnings = ignored.map(({ summary }) => summary);
      return { deprecated, warnings: notDone === null ? warnings : [...warnings, notDone] };
    },
    read({ includeLayers, cwd }) {
      const folder = cwd === null ? null : resolve(options.cwd, cwd);
      try {
        return configView(usable(folder).layers, { version, includeLayers });
      } catch (cause) {
        throw new ConfigUnreadable(asProblem(cause).readFailure, { cause });
      }
    },
    settings: {
      resolve: async (input) => settled(input),
      instructions(cwd, config) {
        try {
          return resolved({ overrides: { cwd }, config, base: null }).projectInstructions;
        } catch (cause) {
          asProblem(cause);
          return null;
        }
      },
    },
    sandboxPolicy: () => settled({ overrides: {}, config: null, base: null }).sandboxPolicy,
    providers() {
      const own = leniently().model_providers;
      const configured = Object.entries(isTree(own) ? own : {}).map(([id, config]) => ({
        id,
        config: isTree(config) ? config : {},
        isBuiltIn: false,
      }));
      const all = [...configured, { id: 'openai', config: { name: 'OpenAI' }, isBuiltIn: true }];
      return all.sort((a, b) => (a.id < b.id ? -1 : 1));
    },
    mcpServers({ cwd, config }) {
      return reloading(() => {
        const { config: fromFiles } = checked(resolve(options.cwd, cwd ?? '.'));
        return mcpServersIn(merged(fromFiles, treeOfDotted(config ?? {})));
      });
    },
    providerEdits(settings) {
      const configured = leniently().model_providers;
      return providerEdits(settings, isTree(configured) ? configured : {});
    },
    permissionProfiles() {
      const own = leniently().permissions;
      return Object.entries(isTree(own) ? own : {}).map(([id, profile]) => ({
        id,
        description: isTree(profile) && typeof profile.description === 'string' ? profile.description : null,
      }));
    },
    rulesFolders(cwd) {
      const config = leniently();
      const { root, folders } = projectOf(cwd, markersIn([config]));
      const repository = repositoryOf(cwd) ?? root;
      const rulesIn = (folder: string): string => join(folder, '.codex', 'rules');
      if (version === '0.118.0') return folders.map(rulesIn);
      return folders
        .filter((folder) => trustOf(config, [folder, root, repository])?.level === 'trusted')
        .map(rulesIn);
    },
    layers(cwd) {
      try {
        return usable(cwd).layers;
      } catch (cause) {
        throw new ConfigUnreadable(asProblem(cause).details, { cause });
      }
    },
    values: (cwd) => reloading(() => usable(cwd === null ? null : resolve(options.cwd, cwd)).config),
    userValues: () =>
      reloading(() => files.layers(null).find(({ name }) => name.type === 'user')?.config ?? {}),
    features: () => reloading(() => switchesIn(usable(null).config.features)),
    agentLimits: () => agentLimitsIn(leniently()),
    agentRoles(cwd) {
      const folder = resolve(options.cwd, cwd);
      return problem(folder) ? [] : agentRolesIn(files.layers(folder));
    },
    account: () => accountSettingsIn(leniently()),
    defaultProvider: () => providerIn(leniently()),
    provider(id, own = null) {
      try {
        const config = own === null ? leniently() : merged(leniently(), { model_providers: { [id]: own } });
        return providerOf(config, id, { env, signedIn: options.signedIn?.() ?? false });
      } catch (cause) {
        throw new DomainError({ code: 'configInvalid', message: asProblem(cause).details }, { cause });
      }
    },
    flagsProblem() {
      const complaint = complaintAbout(flags, version);
      return (
        complaint && new ConfigProblem('value', complaint.message, { key: complaint.path.join('.') }).details
      );
    },
  };
}

function switchesIn(features: unknown): Record<string, boolean> {
  const entries = Object.entries(isTree(features) ? features : {});
  return Object.fromEntries(entries.flatMap(([name, on]) => (typeof on === 'boolean' ? [[name, on]] : [])));
}

function agentLimitsIn({ agents }: Tree): AgentLimits {
  const { max_threads: threads, max_depth: depth }: Tree = isTree(agents) ? agents : {};
  return {
    maxThreads: typeof threads === 'number' ? threads : USUAL_LIMITS.maxThreads,
    maxDepth: typeof depth === 'number' ? depth : USUAL_LIMITS.maxDepth,
  };
}

function treeAt(tree: Tree, path: readonly string[]): Tree | null {
  const value = valueAt(tree, path);
  return isTree(value) ? value : null;
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function providerIn(config: Tree): string {
  return typeof config.model_provider === 'string' ? config.model_provider : 'openai';
}

/** The profile that is named lies above everything else. @throws ConfigProblem `reference` */
function withProfile(config: Tree, version: ConfigVersion): Tree {
  const name = config.profile;
  if (typeof name !== 'string') return config;
  if (version !== '0.118.0') {
    throw new ConfigProblem(
      'reference',
      `legacy \`profile = "${name}"\` config is no longer supported; use \`--profile ${name}\` with \`${name}.config.toml\` instead`,
    );
  }
  const profile = valueAt(config, ['profiles', name]);
  if (!isTree(profile)) throw new ConfigProblem('reference', `config profile \`${name}\` not found`);
  return merged(config, profile);
}

function warningOf(problem: ConfigProblem): ConfigWarningNotification {
  return {
    summary: 'Invalid configuration; using defaults.',
    details: problem.details,
    ...(problem.place ? { path: problem.place.file, range: problem.place.range } : {}),
  };
}

/** @throws anything that is no ConfigProblem */
function asProblem(cause: unknown): ConfigProblem {
  if (cause instanceof ConfigProblem) return cause;
  throw cause;
}
