// The kinds of sub-agents that a configuration knows: `[agents.NAME]` tables with their files, and files of the `agents`
// folder beside a config.toml that say themselves what they are.

import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AgentRole } from '../../domain/agents/agent-ports.js';
import { type AgentLimits, USUAL_LIMITS } from '../../domain/agents/team-limits.js';
import { type RoleDraft, type RoleFiles, RoleProblem, roleOfFile, roleOfTable } from './agent-role-file.js';
import { type ConfigLayer, fileOf } from './config-layers.js';
import { isTree, type Tree } from './tree.js';

export interface FoundRoles {
  /** Ascending by name. */
  readonly roles: readonly AgentRole[];
  /** Why others are passed over, in the real servers' order. */
  readonly problems: readonly string[];
}

/**
 * `layers` are those of a folder, strongest first. Asked for every request to the model: `files` reads again only what
 * has changed.
 */
export function agentRolesIn(layers: readonly ConfigLayer[], files: RoleFiles): FoundRoles {
  const drafts = new Map<string, RoleDraft>();
  const problems: string[] = [];
  for (const layer of layers) {
    if (layer.disabledReason !== null) continue;
    for (const role of draftsOf(layer, files, problems))
      if (!drafts.has(role.name)) drafts.set(role.name, role);
  }
  const roles: AgentRole[] = [];
  for (const [name, draft] of [...drafts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { description } = draft;
    if (description === null) problems.push(`agent role \`${name}\` must define a description`);
    else roles.push({ ...draft, description });
  }
  return { roles, problems };
}

function draftsOf(layer: ConfigLayer, files: RoleFiles, problems: string[]): RoleDraft[] {
  const configFile = fileOf(layer);
  const folder = configFile === null ? null : dirname(configFile);
  const { agents } = layer.config;
  const tables = Object.entries(isTree(agents) ? agents : {})
    .flatMap(([name, table]) => (isTree(table) ? [{ name, table }] : []))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const attempt = (read: () => RoleDraft): RoleDraft[] => {
    try {
      return [read()];
    } catch (thrown) {
      if (!(thrown instanceof RoleProblem)) throw thrown;
      problems.push(thrown.message);
      return [];
    }
  };
  const used = new Set<string>();
  const declared = tables.flatMap(({ name, table }) => {
    const { config_file: file } = table;
    const path = typeof file === 'string' ? resolve(folder ?? '.', file) : null;
    if (path !== null) used.add(path);
    return attempt(() => roleOfTable(name, table, { path, files }));
  });
  const own = folder === null ? null : join(folder, 'agents');
  const names = new Set<string>();
  const found = (own === null ? [] : tomlFilesIn(own))
    .filter((file) => !used.has(file))
    .flatMap((file) =>
      attempt(() => {
        const role = roleOfFile(file, files);
        if (names.has(role.name)) {
          throw new RoleProblem(`duplicate agent role name \`${role.name}\` discovered in ${own}`);
        }
        names.add(role.name);
        return role;
      }),
    );
  return [...declared, ...found];
}

function tomlFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.toml'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** How many sub-agents the configuration lets threads have. */
export function agentLimitsIn({ agents }: Tree): AgentLimits {
  const { max_threads: threads, max_depth: depth }: Tree = isTree(agents) ? agents : {};
  return {
    maxThreads: typeof threads === 'number' ? threads : USUAL_LIMITS.maxThreads,
    maxDepth: typeof depth === 'number' ? depth : USUAL_LIMITS.maxDepth,
  };
}
