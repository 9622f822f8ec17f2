// The values that known keys may have, and the complaints about others in the real servers' words.

import { isAbsolute } from 'node:path';
import { CLOUD_PROVIDERS } from './cloud-providers.js';
import { ConfigProblem, type ConfigVersion } from './config-problem.js';
import { gatewayComplaint, gatewayShapeComplaint, tokenCommandComplaint } from './gateway-settings.js';
import { permissionsComplaint } from './permission-schema.js';
import { teamComplaint } from './team-settings.js';
import { isTree, type Tree } from './tree.js';
import { unknownVariant, wrongType } from './value-words.js';

export type { ConfigVersion };

type Kind =
  | 'string'
  | 'boolean'
  | 'u64'
  | 'nonzero'
  | 'strings'
  | 'stringMap'
  | readonly string[]
  | 'stringOrStrings'
  | typeof approval
  | typeof summary;

/** An enumeration with one member that is a table. */
const approval = 'approval policy';
const summary = 'reasoning summary';

const APPROVALS = ['untrusted', 'on-failure', 'on-request', 'granular', 'never'];
const SUMMARIES = ['auto', 'concise', 'detailed', 'none'];

const EVERYWHERE: Readonly<Record<string, Kind>> = {
  model: 'string',
  model_provider: 'string',
  approval_policy: approval,
  sandbox_mode: ['read-only', 'workspace-write', 'danger-full-access'],
  'sandbox_workspace_write.writable_roots': 'strings',
  'sandbox_workspace_write.network_access': 'boolean',
  'sandbox_workspace_write.exclude_tmpdir_env_var': 'boolean',
  'sandbox_workspace_write.exclude_slash_tmp': 'boolean',
  model_reasoning_summary: summary,
  model_verbosity: ['low', 'medium', 'high'],
  personality: ['none', 'friendly', 'pragmatic'],
  web_search: ['disabled', 'cached', 'live'],
  'tools.web_search.context_size': ['low', 'medium', 'high'],
  developer_instructions: 'string',
  instructions: 'string',
  forced_login_method: ['chatgpt', 'api'],
  cli_auth_credentials_store: ['file', 'keyring', 'auto', 'ephemeral'],
  profile: 'string',
  chatgpt_base_url: 'string',
  openai_base_url: 'string',
  'model_providers.*.name': 'string',
  'model_providers.*.base_url': 'string',
  'model_providers.*.env_key': 'string',
  'model_providers.*.experimental_bearer_token': 'string',
  'model_providers.*.query_params': 'stringMap',
  'model_providers.*.http_headers': 'stringMap',
  'model_providers.*.env_http_headers': 'stringMap',
  'model_providers.*.request_max_retries': 'u64',
  'model_providers.*.stream_max_retries': 'u64',
  'model_providers.*.stream_idle_timeout_ms': 'u64',
  'model_providers.*.auth.command': 'string',
  'model_providers.*.auth.args': 'strings',
  'model_providers.*.auth.cwd': 'string',
  'model_providers.*.auth.timeout_ms': 'nonzero',
  'model_providers.*.auth.refresh_interval_ms': 'u64',
  'model_providers.*.requires_openai_auth': 'boolean',
  'model_providers.*.supports_websockets': 'boolean',
  'projects.*.trust_level': ['trusted', 'untrusted'],
};

const BY_VERSION: Readonly<Record<ConfigVersion, Readonly<Record<string, Kind>>>> = {
  '0.118.0': {
    model_reasoning_effort: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
    approvals_reviewer: ['user', 'guardian_subagent'],
    service_tier: ['fast', 'flex'],
    forced_chatgpt_workspace_id: 'string',
  },
  '0.169.0': {
    model_reasoning_effort: 'string',
    approvals_reviewer: ['user', 'auto_review', 'guardian_subagent'],
    service_tier: 'string',
    forced_chatgpt_workspace_id: 'stringOrStrings',
    thread_unload_delay_secs: 'u64',
  },
};

const NO_CHAT =
  '`wire_api = "chat"` is no longer supported.\nHow to fix: set `wire_api = "responses"` in your provider config.\nMore info: https://github.com/openai/codex/discussions/7782';

export interface Complaint {
  path: string[];
  message: string;
}

/** The first thing in the tree that cannot be; null when everything known is in order. */
export function complaintAbout(tree: Tree, version: ConfigVersion): Complaint | null {
  for (const [pattern, kind] of Object.entries({ ...EVERYWHERE, ...BY_VERSION[version] })) {
    for (const { path, value } of matches(tree, pattern.split('.'))) {
      const message = misfit(value, kind);
      if (message !== null) return { path, message };
    }
  }
  const ofTeam = version === '0.118.0' ? null : teamComplaint(tree);
  if (ofTeam !== null) return { path: ['features', 'multi_agent_v2'], message: ofTeam };
  const { permissions } = tree;
  const message = permissions === undefined ? null : permissionsComplaint(permissions, version);
  return message === null ? complaintAboutProviders(tree, version) : { path: ['permissions'], message };
}

function complaintAboutProviders(tree: Tree, version: ConfigVersion): Complaint | null {
  const providers = tree.model_providers;
  if (!isTree(providers)) return null;
  if (Object.hasOwn(providers, 'openai')) {
    return {
      path: ['model_providers'],
      message:
        'model_providers contains reserved built-in provider IDs: `openai`. Built-in providers cannot be overridden. Rename your custom provider (for example, `openai-custom`).',
    };
  }
  for (const [id, provider] of Object.entries(providers)) {
    if (!isTree(provider)) continue;
    if (version !== '0.118.0' && Object.hasOwn(CLOUD_PROVIDERS, id)) {
      const file = provider.credential_file;
      if (typeof file !== 'string' || isAbsolute(file)) continue;
      const message = `model_providers.${id}: provider credential_file must be an absolute path`;
      return { path: ['model_providers'], message };
    }
    if (provider.wire_api === 'chat') return { path: ['model_providers', id, 'wire_api'], message: NO_CHAT };
    const wire = provider.wire_api === undefined ? null : misfit(provider.wire_api, ['responses']);
    if (wire !== null) return { path: ['model_providers', id, 'wire_api'], message: wire };
    if (version === '0.118.0' && (typeof provider.name !== 'string' || provider.name === ''))
      return { path: ['model_providers', id], message: 'missing field `name`' };
    const found = complaintAboutTokens(['model_providers', id], provider, version);
    if (found !== null) return found;
  }
  return null;
}

function complaintAboutTokens(path: string[], provider: Tree, version: ConfigVersion): Complaint | null {
  const { auth, gateway_oauth: gateway } = provider;
  if (isTree(auth) && auth.command === undefined)
    return { path: [...path, 'auth'], message: 'missing field `command`' };
  if (version !== '0.118.0' && gateway !== undefined) {
    const shape = gatewayShapeComplaint(gateway);
    if (shape !== null) return { path: [...path, 'gateway_oauth'], message: shape };
  }
  const message =
    typeof provider.name === 'string' && provider.name !== ''
      ? ((version === '0.118.0' ? null : gatewayComplaint(provider)) ?? tokenCommandComplaint(provider))
      : 'provider name must not be empty';
  return message === null ? null : { path: ['model_providers'], message: `${path.join('.')}: ${message}` };
}

function matches(
  tree: Tree,
  pattern: readonly string[],
  path: string[] = [],
): { path: string[]; value: unknown }[] {
  const [head, ...rest] = pattern;
  if (head === undefined) return [];
  const keys = head === '*' ? Object.keys(tree) : Object.hasOwn(tree, head) ? [head] : [];
  return keys.flatMap((key) => {
    const value = tree[key];
    const here = [...path, key];
    if (rest.length === 0) return [{ path: here, value }];
    return isTree(value) ? matches(value, rest, here) : [];
  });
}

function misfit(value: unknown, kind: Kind): string | null {
  if (kind === 'string') return typeof value === 'string' ? null : wrongType(value, 'a string');
  if (kind === 'boolean') return typeof value === 'boolean' ? null : wrongType(value, 'a boolean');
  if (kind === 'u64') {
    if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(value, 'u64');
    return value >= 0 ? null : `invalid value: integer \`${value}\`, expected u64`;
  }
  if (kind === 'nonzero')
    return value === 0 ? 'invalid value: integer `0`, expected a nonzero u64' : misfit(value, 'u64');
  if (kind === 'strings') {
    if (!Array.isArray(value)) return wrongType(value, 'a sequence');
    return value.map((entry) => misfit(entry, 'string')).find((message) => message !== null) ?? null;
  }
  if (kind === 'stringOrStrings') return misfit(value, Array.isArray(value) ? 'strings' : 'string');
  if (kind === 'stringMap') {
    if (!isTree(value)) return wrongType(value, 'a map');
    return (
      Object.values(value)
        .map((entry) => misfit(entry, 'string'))
        .find((message) => message !== null) ?? null
    );
  }
  if (kind === approval) {
    if (isTree(value) && isTree(value.granular)) return null;
    return misfit(value, APPROVALS);
  }
  if (kind === summary) return misfit(value, SUMMARIES);
  if (typeof value !== 'string') return 'invalid type: unit variant, expected string only';
  return kind.includes(value) ? null : unknownVariant(value, kind);
}

/** @throws ConfigProblem `value` */
export function refuse({ path, message }: Complaint, place: ConfigProblem['place'] = null): never {
  throw new ConfigProblem('value', message, { place, key: path.join('.') });
}
