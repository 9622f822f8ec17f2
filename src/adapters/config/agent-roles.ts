// The kinds of sub-agents that a configuration knows: `[agents.NAME]` tables with their files, and files of the `agents`
// folder beside a config.toml that say themselves what they are.

import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type AgentLimits, type AgentRole, USUAL_LIMITS } from '../../domain/agents/agent-ports.js';
import { type TeamLimits, USUAL_TEAM_LIMITS } from '../../domain/agents/team-limits.js';
import type { SettingsOverrides } from '../../domain/settings.js';
import { type ConfigFiles, type ConfigLayer, fileOf } from './config-layers.js';
import { isTree, type Tree } from './tree.js';

/**
 * `layers` are those of a folder, strongest first. Ascending by name; one whose file cannot be read is left out. Asked
 * for every request to the model: `files` reads again only what has changed.
 */
export function agentRolesIn(
  layers: readonly ConfigLayer[],
  files: Pick<ConfigFiles, 'tree'>,
): readonly AgentRole[] {
  const roles = new Map<string, AgentRole>();
  for (const layer of layers) {
    if (layer.disabledReason !== null) continue;
    for (const role of rolesOf(layer, files)) if (!roles.has(role.name)) roles.set(role.name, role);
  }
  return [...roles.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function rolesOf(layer: ConfigLayer, files: Pick<ConfigFiles, 'tree'>): AgentRole[] {
  const configFile = fileOf(layer);
  const folder = configFile === null ? null : dirname(configFile);
  const { agents } = layer.config;
  const tables = Object.entries(isTree(agents) ? agents : {}).flatMap(([name, table]) =>
    isTree(table) ? [{ name, table }] : [],
  );
  const used = new Set<string>();
  const declared = tables.flatMap(({ name, table }) => {
    if (typeof table.config_file !== 'string') return roleOf({ name, table, own: {} });
    const file = resolve(folder ?? '.', table.config_file);
    used.add(file);
    const own = files.tree(file);
    return own === null ? [] : roleOf({ name: textIn(own.name) ?? name, table, own });
  });
  const found = (folder === null ? [] : tomlFilesIn(join(folder, 'agents')))
    .filter((file) => !used.has(file))
    .flatMap((file) => {
      const own = files.tree(file);
      const name = textIn(own?.name);
      const isWhole = own !== null && textIn(own.developer_instructions) !== null;
      return isWhole && name !== null ? roleOf({ name, table: {}, own }) : [];
    });
  return [...declared, ...found];
}

/** None where nobody says what it is for. */
function roleOf({ name, table, own }: { name: string; table: Tree; own: Tree }): AgentRole[] {
  const description = textIn(own.description) ?? textIn(table.description);
  if (description === null) return [];
  const nicknames = own.nickname_candidates ?? table.nickname_candidates;
  return [
    {
      name,
      description,
      overrides: overridesIn(own),
      nicknames: Array.isArray(nicknames) && nicknames.length > 0 ? nicknames.map(String) : null,
    },
  ];
}

/** What such an agent may do and where it works stays its parent's. */
function overridesIn(own: Tree): SettingsOverrides {
  const texts = {
    model: textIn(own.model),
    effort: textIn(own.model_reasoning_effort),
    summary: textIn(own.model_reasoning_summary),
    developerInstructions: textIn(own.developer_instructions),
    personality: textIn(own.personality),
    serviceTier: textIn(own.service_tier),
  };
  // The values are those of a configuration, which knows no others.
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== null)) as SettingsOverrides;
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

function textIn(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** How many sub-agents the configuration lets threads have. */
export function agentLimitsIn({ agents }: Tree): AgentLimits {
  const { max_threads: threads, max_depth: depth }: Tree = isTree(agents) ? agents : {};
  return {
    maxThreads: typeof threads === 'number' ? threads : USUAL_LIMITS.maxThreads,
    maxDepth: typeof depth === 'number' ? depth : USUAL_LIMITS.maxDepth,
  };
}

/** The same of teams, whose table is a switch or says more. */
export function teamLimitsIn({ agents, features }: Tree): TeamLimits & { readonly isOn: boolean } {
  const {
    enabled,
    max_threads,
    max_concurrent_threads_per_session: all,
  }: Tree = isTree(agents) ? agents : {};
  const { multi_agent_v2: own }: Tree = isTree(features) ? features : {};
  const team: Tree = isTree(own) ? own : {};
  const { maxAgents, wait } = USUAL_TEAM_LIMITS;
  // There the root counts as well.
  const withRoot = numberIn(team.max_concurrent_threads_per_session);
  return {
    isOn: enabled !== false,
    maxAgents: withRoot === null ? (numberIn(all) ?? numberIn(max_threads) ?? maxAgents) : withRoot - 1,
    wait: {
      least: numberIn(team.min_wait_timeout_ms) ?? wait.least,
      usual: numberIn(team.default_wait_timeout_ms) ?? wait.usual,
      most: numberIn(team.max_wait_timeout_ms) ?? wait.most,
    },
  };
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
