// The values that known keys may have, and the complaints about others in the real servers' words.

import { isAbsolute } from 'node:path';
import { wrongType } from '../../util/value-words.js';
import { builtInComplaint, builtInProvider, cloudComplaint } from './built-in-providers.js';
import { kindsOf } from './config-kinds.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import { hasMember } from './config-tables.js';
import { gatewayComplaint, gatewayShapeComplaint, tokenCommandComplaint } from './gateway-settings.js';
import { placesOf } from './key-patterns.js';
import { mcpComplaint } from './mcp-schema.js';
import { permissionsComplaint } from './permission-schema.js';
import { teamComplaint } from './team-settings.js';
import { isTree, type Tree } from './tree.js';
import { misfit } from './value-kinds.js';
import { viewFactsOf } from './view-facts.js';

export type { ConfigVersion };

/** Patterns of keys of which they speak in the table around them all. */
const FLAT: Readonly<Record<ConfigVersion, RegExp>> = {
  '0.118.0': /^(features|apps|agents)\.\*|^hooks\.[A-Z]/,
  '0.169.0': /^(features|apps|agents|plugins)\.\*|^hooks\.[A-Z]|^tui\.notification/,
};

/** Switches of 0.169.0 that may be a table, which has more to say. */
const SWITCHES_WITH_TABLES: readonly string[] = [
  'apps_mcp_path_override',
  'async_compaction',
  'code_mode',
  'code_mode_host',
  'context_management',
  'current_time_reminder',
  'guardianv2',
  'guardianv3',
  'multi_agent_v2',
  'network_proxy',
  'non_prefixed_mcp_tool_names',
  'rollout_budget',
  'runtime_agent_instances',
  'sleep_tool',
  'token_budget',
];

const NO_CHAT =
  '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider config.\nMore info: https://github.com/openai/codex/discussions/7782';

export interface Complaint {
  path: string[];
  message: string;
}

/** The first thing in the tree that cannot be; null when everything known is in order. */
export function complaintAbout(tree: Tree, version: ConfigVersion): Complaint | null {
  for (const [pattern, kind] of kindsOf(version)) {
    for (const { path, value } of placesOf(tree, pattern)) {
      const message = misfit(value, kind);
      if (message !== null) return { path: toldPath(path, pattern, version), message };
    }
  }
  const { tools } = tree;
  const search = isTree(tools) ? tools.web_search : undefined;
  if (search !== undefined && !isSearch(search)) {
    const message = 'data did not match any variant of untagged enum WebSearchToolConfigInput';
    return { path: ['tools', 'web_search'], message };
  }
  const { history } = tree;
  if (version === '0.118.0' && isTree(history) && history.persistence === undefined)
    return { path: ['history'], message: 'missing field `persistence`' };
  const ofRole = complaintAboutRoles(tree.agents, version);
  if (ofRole !== null) return ofRole;
  const ofServer = complaintAboutServers(tree.mcp_servers, version);
  if (ofServer !== null) return ofServer;
  const ofSwitch =
    complaintAboutSwitches(tree.features, version) ?? complaintAboutProfiles(tree.profiles, version);
  if (ofSwitch !== null) return ofSwitch;
  const ofTeam = version === '0.118.0' ? null : teamComplaint(tree);
  if (ofTeam !== null) return { path: ['features', 'multi_agent_v2'], message: ofTeam };
  const { permissions } = tree;
  const message = permissions === undefined ? null : permissionsComplaint(permissions, version);
  return message === null ? complaintAboutProviders(tree, version) : { path: ['permissions'], message };
}

function isSearch(search: unknown): boolean {
  if (!isTree(search)) return typeof search === 'boolean';
  const { context_size: size } = search;
  return size === undefined || misfit(size, ['low', 'medium', 'high']) === null;
}

function toldPath(path: string[], pattern: string, version: ConfigVersion): string[] {
  const [head = ''] = path;
  if (FLAT[version].test(pattern)) return [head];
  // Places in lists are no part of it.
  const steps = pattern.split('.');
  return path.filter((_, at) => steps[at] !== '[]');
}

function complaintAboutSwitches(features: unknown, version: ConfigVersion): Complaint | null {
  if (!isTree(features)) return null;
  for (const [name, value] of Object.entries(features)) {
    if (typeof value === 'boolean') continue;
    if (version === '0.118.0' || !SWITCHES_WITH_TABLES.includes(name))
      return { path: ['features'], message: wrongType(value, 'a boolean') };
    if (!isTree(value) || (value.enabled !== undefined && typeof value.enabled !== 'boolean'))
      return {
        path: ['features', name],
        message: 'data did not match any variant of untagged enum FeatureToml',
      };
  }
  return null;
}

function complaintAboutProfiles(profiles: unknown, version: ConfigVersion): Complaint | null {
  for (const [name, profile] of Object.entries(isTree(profiles) ? profiles : {})) {
    const found = isTree(profile) ? complaintAboutSwitches(profile.features, version) : null;
    if (found !== null) return { ...found, path: ['profiles', name, ...found.path] };
  }
  return null;
}

/** What stands in the table of agents and is none of their members is a role. */
function complaintAboutRoles(agents: unknown, version: ConfigVersion): Complaint | null {
  const { agents: facts } = viewFactsOf(version).tables;
  const isWrong = ([name, role]: [string, unknown]): boolean =>
    !isTree(role) && facts !== undefined && !hasMember(facts, name);
  const [, wrong] = Object.entries(isTree(agents) ? agents : {}).find(isWrong) ?? [];
  return wrong === undefined ? null : { path: ['agents'], message: wrongType(wrong, 'struct AgentRoleToml') };
}

function complaintAboutServers(servers: unknown, version: ConfigVersion): Complaint | null {
  for (const [name, server] of Object.entries(isTree(servers) ? servers : {})) {
    const found = isTree(server) ? mcpComplaint(server, version) : null;
    if (found !== null) return { ...found, path: ['mcp_servers', name, ...found.path] };
  }
  return null;
}

function complaintAboutProviders(tree: Tree, version: ConfigVersion): Complaint | null {
  const providers = tree.model_providers;
  if (!isTree(providers)) return null;
  const isNamed = (provider: unknown): boolean => isTree(provider) && typeof provider.name === 'string';
  const reserved = builtInComplaint(providers, version);
  // The older one reads the tables before it looks at their names.
  if (reserved !== null && (version !== '0.118.0' || Object.values(providers).every(isNamed)))
    return { path: ['model_providers'], message: reserved };
  for (const [id, provider] of Object.entries(providers)) {
    if (!isTree(provider)) continue;
    if (provider.wire_api === 'chat') return { path: ['model_providers', id, 'wire_api'], message: NO_CHAT };
    const wire = provider.wire_api === undefined ? null : misfit(provider.wire_api, ['responses']);
    if (wire !== null) return { path: ['model_providers', id, 'wire_api'], message: wire };
    if (builtInProvider(id, version)?.kind === 'cloud') {
      const message = complaintAboutCloud(id, provider, version);
      if (message === null) continue;
      return { path: ['model_providers'], message };
    }
    if (version === '0.118.0' && typeof provider.name !== 'string')
      return { path: ['model_providers', id], message: 'missing field `name`' };
    const found = complaintAboutTokens(['model_providers', id], provider, version);
    if (found !== null) return found;
  }
  return null;
}

function complaintAboutCloud(id: string, provider: Tree, version: ConfigVersion): string | null {
  const { credential_file: file, aws } = provider;
  if (typeof file === 'string' && !isAbsolute(file))
    return `model_providers.${id}: provider credential_file must be an absolute path`;
  if (id !== 'gcp') return cloudComplaint(id, provider, version);
  if (aws === undefined) return null;
  return 'model_providers.gcp: provider aws is only supported for `amazon-bedrock` or `amazon-bedrock-runtime`';
}

function complaintAboutTokens(path: string[], provider: Tree, version: ConfigVersion): Complaint | null {
  const { auth, gateway_oauth: gateway } = provider;
  if (isTree(auth) && auth.command === undefined)
    return { path: [...path, 'auth'], message: 'missing field `command`' };
  if (version !== '0.118.0' && gateway !== undefined) {
    const shape = gatewayShapeComplaint(gateway);
    if (shape !== null) return { path: [...path, 'gateway_oauth'], message: shape };
  }
  // The older one takes an empty name.
  const isNamed = version === '0.118.0' || (typeof provider.name === 'string' && provider.name !== '');
  const message = isNamed
    ? ((version === '0.118.0' ? null : gatewayComplaint(provider)) ?? tokenCommandComplaint(provider))
    : 'provider name must not be empty';
  return message === null ? null : { path: ['model_providers'], message: `${path.join('.')}: ${message}` };
}

/** @throws ConfigProblem `value` */
export function refuse({ path, message }: Complaint, place: ConfigProblem['place'] = null): never {
  throw new ConfigProblem('value', message, { place, key: path.join('.') });
}
