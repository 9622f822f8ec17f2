// Set-ups of other agents in the files of this machine: what could be taken over, and taking it over. Nothing that is
// there is written over.

import { DomainError } from '../../domain/errors.js';
import type {
  ForeignSetups,
  FoundConnector,
  FoundItem,
  ImportItem,
  ImportType,
  Taken,
} from '../../domain/imports/import-ports.js';
import type { Clock } from '../../util/clock.js';
import { isTree, type Tree } from '../config/tree.js';
import { osErrorText } from '../files/os-error.js';
import { type Addition, addTo, missingIn, targetConfig } from './config-target.js';
import { hooksIn, mayTakeHooks, writeHooks } from './hooks-import.js';
import { ImportProblem } from './import-problem.js';
import { homeScope, type ImportPlaces, type ImportScope, scopeOf } from './import-scope.js';
import { type ImportSource, importSource } from './import-source.js';
import { instructionsFile, writeInstructions } from './instructions-import.js';
import { mcpServersIn, mcpSourceName } from './mcp-import.js';
import { memoriesFolder, missingMemories, takeMemories } from './memories-import.js';
import { type PluginDoor, pluginHome, takePlugins, wantedPlugins } from './plugins-import.js';
import { missingRoles, writeRoles } from './roles-import.js';
import { createSessionImports, type FoundSessions } from './session-imports.js';
import { sessionsFolder } from './session-list.js';
import { configOf, settingsIn } from './settings-import.js';
import { copySkills, missingCommands, missingSkills, writeCommands } from './skills-import.js';

export interface ForeignSetupsOptions extends ImportPlaces {
  readonly plugins: PluginDoor;
  readonly clock: Clock;
  /** 0.118.0 knows settings, skills and instructions of one agent alone. */
  readonly takesMoreThanSettings: boolean;
  /** Whether memories are looked for. */
  readonly hasMemories: () => boolean;
  /** Told of what failed where nobody waits for it. */
  readonly onError: (thrown: unknown) => void;
}

type Details = NonNullable<FoundItem['details']>;

const NO_DETAILS: Required<Omit<Details, 'memory'>> = {
  plugins: [],
  skills: [],
  sessions: [],
  mcpServers: [],
  hooks: [],
  subagents: [],
  commands: [],
};

export function createForeignSetups(options: ForeignSetupsOptions): ForeignSetups {
  const setups = new FileSetups(options);
  const sourceCalled = (from: string | null): ImportSource =>
    importSource(options.takesMoreThanSettings ? from : null);
  const sessions = createSessionImports({ ...options, sourceCalled });
  const { sessionFile, newSession, threadOf, recordSession } = sessions;
  return {
    detect: ({ includeHome, cwds, migrationSource, maxSessions, maxSessionAgeDays }) =>
      told(async () => {
        const source = sourceCalled(migrationSource ?? null);
        const items: FoundItem[] = [];
        const connectors: FoundConnector[] = [];
        if (includeHome) {
          const home = homeScope(options, source);
          const limits = { maxSessions: maxSessions ?? null, maxDays: maxSessionAgeDays ?? null };
          items.push(...(await setups.found(home, source)));
          const found = options.takesMoreThanSettings ? await sessions.found(source, limits) : NO_SESSIONS;
          connectors.push(...found.connectors);
          items.push(
            ...setups.foundSessions(home, found.sessions),
            ...(await setups.foundMemories(home, source)),
          );
        }
        for (const cwd of cwds ?? []) {
          const scope = scopeOf(cwd, options, source);
          if (scope !== null) items.push(...(await setups.found(scope, source)));
        }
        return { items, connectors };
      }),
    take: (item, from) =>
      told(async () => {
        const source = sourceCalled(from);
        const { cwd = null } = item;
        const isHome = cwd === null || cwd === '';
        const scope = isHome ? homeScope(options, source) : scopeOf(cwd, options, source);
        return scope === null ? nothing : setups.take(item, scope, source);
      }),
    connectors: () => told(async () => sessions.connectors()),
    sessionFile,
    newSession,
    threadOf,
    recordSession,
  };
}

const NO_SESSIONS: FoundSessions = { sessions: [], connectors: [] };
const nothing: Taken = { moved: [], failures: [] };

/** Problems of files in the domain's words. @throws DomainError `importFailed` */
async function told<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    const isOfTarget = cause instanceof ImportProblem && cause.isOfTarget;
    throw new DomainError({ code: 'importFailed', message: osErrorText(cause), isOfTarget }, { cause });
  }
}

class FileSetups {
  readonly #options: ForeignSetupsOptions;

  constructor(options: ForeignSetupsOptions) {
    this.#options = options;
  }

  async found(scope: ImportScope, source: ImportSource): Promise<FoundItem[]> {
    const items: FoundItem[] = [];
    const add = (
      itemType: ImportType,
      description: string,
      details: Partial<Details> | null = null,
    ): void => {
      items.push({
        itemType,
        description,
        cwd: scope.repository,
        details: details && { ...NO_DETAILS, ...details },
      });
    };
    const { takesMoreThanSettings: all } = this.#options;
    const settings = settingsIn(scope, all);
    if (missingSettings(scope, settings, source).length > 0)
      add('CONFIG', `Migrate ${scope.settings} into ${scope.config}`);
    if (all) await this.#foundParts(scope, { source, settings, add });
    const skills = await missingSkills(scope);
    if (skills.length > 0)
      add(
        'SKILLS',
        `${all ? 'Migrate skills' : 'Copy skill folders'} from ${scope.source}/skills to ${scope.skills}`,
        { skills: named(skills) },
      );
    const commands = all ? await missingCommands(scope) : [];
    if (commands.length > 0)
      add('COMMANDS', `Migrate commands from ${scope.source}/commands to ${scope.skills}`, {
        commands: named(commands),
      });
    const roles = all ? await missingRoles(scope) : [];
    if (roles.length > 0)
      add('SUBAGENTS', `Migrate subagents from ${scope.source}/agents to ${scope.roles}`, {
        subagents: named(roles),
      });
    const instructions = instructionsFile(scope, source);
    if (instructions !== null)
      add('AGENTS_MD', `${all ? 'Migrate' : 'Import'} ${instructions} to ${scope.instructions}`);
    if (!all || scope.repository !== null) return items;
    const plugins = await wantedPlugins(scope, source, this.#options.plugins);
    if (plugins.length > 0)
      add('PLUGINS', source.plugins.title(pluginHome(scope)), {
        plugins: plugins.map(({ marketplaceName, pluginNames }) => ({
          marketplaceName,
          pluginNames: [...pluginNames],
        })),
      });
    return items;
  }

  async #foundParts(
    scope: ImportScope,
    found: {
      source: ImportSource;
      settings: unknown;
      add: (itemType: ImportType, description: string, details: Partial<Details>) => void;
    },
  ): Promise<void> {
    const { source, settings, add } = found;
    const servers = Object.keys(this.#missingServers(scope, source, settings));
    if (servers.length > 0)
      add(
        'MCP_SERVER_CONFIG',
        `Migrate MCP servers from ${mcpSourceName(scope, source)} into ${scope.config}`,
        {
          mcpServers: named(servers),
        },
      );
    const hooks = Object.keys(hooksIn(scope, source));
    if (hooks.length > 0 && mayTakeHooks(scope))
      add('HOOKS', `Migrate hooks from ${scope.source} to ${scope.hooks}`, { hooks: named(hooks) });
  }

  foundSessions(scope: ImportScope, sessions: FoundSessions['sessions']): FoundItem[] {
    if (sessions.length === 0) return [];
    return [
      {
        itemType: 'SESSIONS',
        description: `Migrate recent sessions from ${sessionsFolder(scope)}`,
        cwd: null,
        details: { ...NO_DETAILS, sessions },
      },
    ];
  }

  async foundMemories(scope: ImportScope, source: ImportSource): Promise<FoundItem[]> {
    if (!source.hasMemories || !this.#options.hasMemories()) return [];
    const memory = await missingMemories(scope);
    if (memory.length === 0) return [];
    return [
      {
        itemType: 'MEMORY',
        description: `Import memory files from ${sessionsFolder(scope)} to ${memoriesFolder(scope)}`,
        cwd: null,
        details: { ...NO_DETAILS, memory },
      },
    ];
  }

  async take(item: ImportItem, scope: ImportScope, source: ImportSource): Promise<Taken> {
    switch (item.itemType) {
      case 'CONFIG':
        return this.#takeConfig(scope, source);
      case 'MCP_SERVER_CONFIG':
        return this.#options.takesMoreThanSettings ? this.#takeServers(scope, source) : nothing;
      case 'HOOKS': {
        const hooks = hooksIn(scope, source);
        const events = Object.keys(hooks);
        if (events.length === 0 || !mayTakeHooks(scope)) return nothing;
        await writeHooks(scope, hooks);
        return alike(events);
      }
      case 'SKILLS':
        return alike(await copySkills(scope, source));
      case 'COMMANDS':
        return alike(await writeCommands(scope, source));
      case 'SUBAGENTS':
        return alike(await writeRoles(scope, source));
      case 'AGENTS_MD': {
        const file = instructionsFile(scope, source);
        if (file === null) return nothing;
        await writeInstructions(file, scope, source);
        return { moved: [{ source: file, target: scope.instructions }], failures: [] };
      }
      case 'PLUGINS':
        return takePlugins(item, scope, { source, door: this.#options.plugins });
      case 'MEMORY':
        return takeMemories(item, homeScope(this.#options, source), source);
      case 'SESSIONS':
        return nothing;
    }
  }

  async #takeConfig(scope: ImportScope, source: ImportSource): Promise<Taken> {
    const settings = settingsIn(scope, this.#options.takesMoreThanSettings);
    const missing = missingSettings(scope, settings, source);
    if (missing.length === 0) return nothing;
    await addTo(scope.config, missing);
    return { moved: [{ source: scope.settings, target: scope.config }], failures: [] };
  }

  async #takeServers(scope: ImportScope, source: ImportSource): Promise<Taken> {
    const servers = this.#missingServers(scope, source, settingsIn(scope, true));
    const names = Object.keys(servers);
    if (names.length === 0) return nothing;
    await addTo(
      scope.config,
      names.map((name) => ({ path: ['mcp_servers', name], value: servers[name] })),
    );
    return alike(names);
  }

  /** Switches that a repository does not set are the user's. */
  #missingServers(scope: ImportScope, source: ImportSource, settings: unknown): Record<string, Tree> {
    const { home } = this.#options;
    const switches = settings ?? (scope.repository === null ? undefined : this.#homeSettings(source));
    const servers = mcpServersIn(scope, source, { home, settings: switches });
    if (Object.keys(servers).length === 0) return {};
    const { mcp_servers: known = {} } = targetConfig(scope.config);
    if (!isTree(known)) return {};
    return Object.fromEntries(Object.entries(servers).filter(([name]) => !Object.hasOwn(known, name)));
  }

  #homeSettings(source: ImportSource): unknown {
    try {
      return settingsIn(homeScope(this.#options, source), true);
    } catch {
      return undefined;
    }
  }
}

/** What the settings would add to the configuration, which is not looked at where they say nothing. @throws ImportProblem */
function missingSettings(scope: ImportScope, settings: unknown, source: ImportSource): Addition[] {
  const wanted = configOf(settings, source);
  return Object.keys(wanted).length === 0 ? [] : missingIn(targetConfig(scope.config), wanted);
}

/** What goes by the same name here. */
function alike(names: readonly string[]): Taken {
  return { moved: names.map((name) => ({ source: name, target: name })), failures: [] };
}

function named(names: readonly string[]): { name: string }[] {
  return names.map((name) => ({ name }));
}
