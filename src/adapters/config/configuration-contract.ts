// What is asked of the configuration of one server, and what it is made of.

import type { AgentRole } from '../../domain/agents/agent-ports.js';
import type { PrefixRule } from '../../domain/commands/exec-policy.js';
import type { PlacedConfiguration } from '../../domain/environments/environment-ports.js';
import type { McpServerConfig } from '../../domain/mcp/mcp-ports.js';
import type { ModelInfo } from '../../domain/model-info.js';
import type { Confines, SettingsResolver, ThreadSettings } from '../../domain/settings.js';
import type { ApprovalsReviewer, ConfigWarningNotification, ResultOf } from '../../protocol/index.js';
import type { AccountSettings } from './account-settings.js';
import type { ConfigEdit } from './config-edit.js';
import type { ConfigLayer } from './config-layers.js';
import type { ConfigVersion } from './config-schema.js';
import type { ConfigWriter } from './config-writer.js';
import type { NetworkDemands } from './network-limits.js';
import type { ProviderSettingsPatch } from './provider-edit.js';
import type { ConfiguredProvider } from './providers.js';
import type { Requirements, Wishes } from './requirements.js';
import type { DeprecatedSetting } from './thread-notices.js';
import type { Tree } from './tree.js';

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
  /** The model of threads of that provider that name none. */
  defaultModel(provider: string): string;
  /** Where an administrator's files lie; `/etc/codex` where nothing is said. */
  systemFolder?: string;
  /** The switches of the version in its order; asked for where a write breaks a pin. */
  knownSwitches?: () => Promise<readonly string[]>;
  /** Whether a ChatGPT account is in use: the built-in provider is then reached through it. */
  signedIn?: () => boolean;
}

/** What config/read fails with: `message` is the whole text. */
export class ConfigUnreadable extends Error {}

export interface Configuration extends ConfigWriter {
  /** What a client is told after its handshake; of switches only where it is told which there are. */
  warnings(knownFeatures?: ReadonlySet<string>): ConfigWarningNotification[];
  /**
   * What is told of the settings of a thread; of nothing while they cannot be used. `fresh` is what no handshake has
   * told yet.
   */
  notices(
    input: SettingsInput,
    switches: { known: ReadonlySet<string>; unfinished: ReadonlySet<string> },
  ): { deprecated: DeprecatedSetting[]; warnings: string[]; fresh: ConfigWarningNotification[] };
  /**
   * Notes in the user's own file that the repository is trusted in which somebody has a thread work that may write, where
   * nobody has said anything of it. 0.118.0 does not. Never rejects.
   */
  trustProject(input: SettingsInput): Promise<void>;
  /** What an administrator demands; null: nothing. @throws ConfigUnreadable */
  requirements(): ResultOf<'configRequirements/read'>['requirements'];
  /** The same as the file says it; null also where it cannot be used. */
  demands(): Requirements['demanded'];
  /** Why an administrator forbids one of the wishes; null where none is forbidden. */
  refusal(wishes: Wishes): string | null;
  /** The same without what an administrator lets nobody read. */
  denying(confines: Confines): Confines;
  /** Why an administrator lets nobody have the permission profile in a folder; null where somebody may. */
  profileRefusal(name: string, cwd: string | null): string | null;
  /** What a wish for a service tier, null for none, comes to in this version. */
  serviceTier(wished: string | null): string | null;
  /** A reviewer as this version names it. */
  reviewer(name: ApprovalsReviewer): ApprovalsReviewer;
  /** Whether an administrator lets the model work only where a model reviews what it wants to do. */
  mustBeReviewed(model: string): boolean;
  /** @throws ConfigUnreadable */
  read(options: { includeLayers: boolean; cwd: string | null }): ResultOf<'config/read'>;
  readonly settings: SettingsResolver;
  /** What commands may touch that belong to no thread. @throws DomainError `configInvalid` */
  confines(): Confines;
  /** What a permission profile lets commands in a folder touch. @throws ConfigUnreadable where it cannot be had */
  profile(name: string, cwd: string | null): Confines;
  /** About accounts, as it is now; the defaults while the configuration is broken. */
  account(): AccountSettings;
  /** The providers that can be named, by id; only the built-in one while the configuration is broken. */
  providers(): readonly { readonly id: string; readonly config: Tree; readonly isBuiltIn: boolean }[];
  /** The same as a list, and the default, of a configuration that need not be usable. @throws ConfigUnreadable where it is no TOML */
  listedProviders(): { readonly all: ReturnType<Configuration['providers']>; readonly usual: string };
  /** Those that are configured in an environment, as far as they may run. @throws ConfigUnreadable */
  placedServers(placed: PlacedConfiguration, environmentId: string): readonly McpServerConfig[];
  /**
   * Servers that may be used in a folder, or, for null, in none; `config` holds dotted overrides of a thread alone.
   * @throws ConfigUnreadable
   */
  mcpServers(where: {
    cwd: string | null;
    config: Readonly<Record<string, unknown>> | null;
  }): readonly McpServerConfig[];
  /** What a client wants a provider to be, as edits. @throws ConfigWriteRefused */
  providerEdits(settings: ProviderSettingsPatch): { id: string; edits: ConfigEdit[] };
  /** The permission profiles there are, the built-in ones first, and whether threads in a folder may name them. @throws ConfigUnreadable */
  permissionProfiles(cwd: string | null): readonly {
    readonly id: string;
    readonly description: string | null;
    readonly allowed: boolean;
  }[];
  /** The layers of work in a folder, strongest first. @throws ConfigUnreadable */
  layers(cwd: string | null): readonly ConfigLayer[];
  /** What all layers say together of work in a folder; null: in none. @throws ConfigUnreadable */
  values(cwd: string | null): Tree;
  /** What the user's own file says. @throws ConfigUnreadable */
  userValues(): Tree;
  /** Where the projects around a folder keep rules on commands; 0.169.0 reads those of trusted projects alone. */
  rulesFolders(cwd: string): readonly string[];
  /** Of the switches in `features`, those that are set; `own` are dotted overrides. @throws ConfigUnreadable */
  features(own?: Readonly<Record<string, unknown>> | null): Readonly<Record<string, boolean>>;
  /** Kinds of sub-agents for a folder; none while the configuration cannot be read. */
  agentRoles(cwd: string): readonly AgentRole[];
  /** Id of the provider threads use that name none; `openai` while the configuration is broken. */
  defaultProvider(): string;
  /** That provider; while there is none, that of the start, or the one of accounts. */
  usualProvider(): ConfiguredProvider;
  /** @throws DomainError `configInvalid` when there is none with this id */
  provider(id: string, own?: ThreadSettings['providerConfig']): ConfiguredProvider;
  /** The models of a file that takes the place of all others; null: there is none, or none that can be used. */
  ownModels(): readonly ModelInfo[] | null;
  /** What is wrong with the command line's overrides; null when nothing is. */
  flagsProblem(): string | null;
  /** Why no server may be started under what an administrator demands; null when nothing is in the way. */
  demandsProblem(): string | null;
  /** An administrator's rules on commands, beside everybody's own. */
  requiredRules(): readonly PrefixRule[];
  /** Where an administrator wants models to answer; null: anywhere. */
  residency(): string | null;
  /** What an administrator demands of the hosts that sandboxed commands may reach; null: nothing. */
  networkDemands(): NetworkDemands | null;
}

export type SettingsInput = Parameters<SettingsResolver['resolve']>[0];
