// Which values the known keys of a configuration may have, as a table; measured by writing wrong ones.

import { GRANULAR_NEEDS } from '../../domain/approval-policy.js';
import { unknownVariant, wrongType } from '../../util/value-words.js';
import { FURTHER, FURTHER_BY_VERSION } from './config-kinds-further.js';
import type { ConfigVersion } from './config-problem.js';
import { isTree } from './tree.js';

export type Kind =
  | 'string'
  | 'boolean'
  | 'list'
  | 'strings'
  | 'stringOrStrings'
  | 'flagOrStrings'
  | 'effort'
  | 'paths'
  | 'path'
  | 'number'
  | 'nonzero'
  | keyof typeof INTEGERS
  | readonly string[]
  | { readonly table: string }
  /** An enumeration in a table that is read in two steps: they say something else of what is no text. */
  | { readonly oneOf: readonly string[] }
  | typeof approval;

/** An enumeration with one member that is a table. */
const approval = 'approval policy';

const APPROVALS = ['untrusted', 'on-failure', 'on-request', 'granular', 'never'];

/** Least and greatest. */
const INTEGERS = {
  i32: [-(2 ** 31), 2 ** 31 - 1],
  i64: [-Infinity, Infinity],
  u16: [0, 2 ** 16 - 1],
  u64: [0, Infinity],
  usize: [0, Infinity],
} as const;

/** What fits in one of several ways, and in none. */
const NO_VARIANT = 'data did not match any variant of untagged enum Repr';

const NO_NOTIFICATIONS = 'data did not match any variant of untagged enum Notifications';

const table = (name: string): Kind => ({ table: name });

const PROVIDER: Readonly<Record<string, Kind>> = {
  name: 'string',
  base_url: 'string',
  env_key: 'string',
  experimental_bearer_token: 'string',
  query_params: table('a map'),
  'query_params.*': 'string',
  http_headers: table('a map'),
  'http_headers.*': 'string',
  env_http_headers: table('a map'),
  'env_http_headers.*': 'string',
  request_max_retries: 'u64',
  stream_max_retries: 'u64',
  stream_idle_timeout_ms: 'u64',
  'auth.command': 'string',
  'auth.args': 'strings',
  'auth.cwd': 'path',
  'auth.timeout_ms': 'nonzero',
  requires_openai_auth: 'boolean',
  supports_websockets: 'boolean',
};

const MCP_SERVER: Readonly<Record<string, Kind>> = {
  command: 'string',
  args: 'strings',
  env: table('a map'),
  'env.*': 'string',
  url: 'string',
  enabled: 'boolean',
  required: 'boolean',
  startup_timeout_sec: 'number',
  startup_timeout_ms: 'u64',
  tool_timeout_sec: 'number',
  enabled_tools: 'strings',
  disabled_tools: 'strings',
  scopes: 'strings',
  bearer_token_env_var: 'string',
  http_headers: table('a map'),
  'http_headers.*': 'string',
  oauth_resource: 'string',
  tools: table('a map'),
  'tools.*': table('struct McpServerToolConfig'),
};

const EVERYWHERE: Readonly<Record<string, Kind>> = {
  model: 'string',
  model_provider: 'string',
  review_model: 'string',
  model_context_window: 'i64',
  model_auto_compact_token_limit: 'i64',
  model_reasoning_summary: ['auto', 'concise', 'detailed', 'none'],
  model_verbosity: ['low', 'medium', 'high'],
  model_instructions_file: 'path',
  model_catalog_json: 'path',
  approval_policy: approval,
  sandbox_mode: ['read-only', 'workspace-write', 'danger-full-access'],
  sandbox_workspace_write: table('struct SandboxWorkspaceWrite'),
  'sandbox_workspace_write.writable_roots': 'paths',
  'sandbox_workspace_write.network_access': 'boolean',
  'sandbox_workspace_write.exclude_tmpdir_env_var': 'boolean',
  'sandbox_workspace_write.exclude_slash_tmp': 'boolean',
  default_permissions: 'string',
  personality: ['none', 'friendly', 'pragmatic'],
  notify: 'strings',
  developer_instructions: 'string',
  instructions: 'string',
  compact_prompt: 'string',
  experimental_compact_prompt_file: 'path',
  allow_login_shell: 'boolean',
  hide_agent_reasoning: 'boolean',
  show_raw_agent_reasoning: 'boolean',
  disable_paste_burst: 'boolean',
  check_for_update_on_startup: 'boolean',
  suppress_unstable_features_warning: 'boolean',
  file_opener: ['vscode', 'vscode-insiders', 'windsurf', 'cursor', 'none'],
  sqlite_home: 'path',
  log_dir: 'path',
  project_doc_max_bytes: 'usize',
  project_doc_fallback_filenames: 'strings',
  project_root_markers: 'strings',
  tool_output_token_limit: 'usize',
  background_terminal_max_timeout: 'u64',
  forced_login_method: ['chatgpt', 'api'],
  cli_auth_credentials_store: ['file', 'keyring', 'auto', 'ephemeral'],
  mcp_oauth_credentials_store: ['auto', 'file', 'keyring'],
  mcp_oauth_callback_port: 'u16',
  mcp_oauth_callback_url: 'string',
  oss_provider: 'string',
  profile: 'string',
  chatgpt_base_url: 'string',
  openai_base_url: 'string',
  experimental_realtime_ws_base_url: 'string',
  experimental_realtime_ws_model: 'string',
  experimental_realtime_ws_backend_prompt: 'string',
  experimental_realtime_start_instructions: 'string',
  experimental_use_unified_exec_tool: 'boolean',
  tools: table('struct ToolsToml'),
  model_providers: table('a map'),
  'model_providers.*': table('struct ModelProviderInfo'),
  ...below('model_providers.*', PROVIDER),
  mcp_servers: table('a map'),
  'mcp_servers.*': table('struct RawMcpServerConfig'),
  ...below('mcp_servers.*', MCP_SERVER),
  projects: table('a map'),
  'projects.*': table('struct ProjectConfig'),
  'projects.*.trust_level': ['trusted', 'untrusted'],
  features: table('struct FeaturesToml'),
  tui: table('struct Tui'),
  'tui.theme': 'string',
  'tui.animations': 'boolean',
  'tui.show_tooltips': 'boolean',
  'tui.alternate_screen': ['auto', 'always', 'never'],
  'tui.status_line': 'strings',
  history: table('struct History'),
  'history.persistence': ['save-all', 'none'],
  'history.max_bytes': 'usize',
  'shell_environment_policy.inherit': ['core', 'all', 'none'],
  'shell_environment_policy.ignore_default_excludes': 'boolean',
  'shell_environment_policy.exclude': 'strings',
  'shell_environment_policy.include_only': 'strings',
  'shell_environment_policy.set': table('a map'),
  'shell_environment_policy.set.*': 'string',
  otel: table('struct OtelConfigToml'),
  'otel.environment': 'string',
  'otel.log_user_prompt': 'boolean',
  notice: table('struct Notice'),
  'notice.hide_full_access_warning': 'boolean',
  analytics: table('struct AnalyticsConfigToml'),
  'analytics.enabled': 'boolean',
  feedback: table('struct FeedbackConfigToml'),
  'feedback.enabled': 'boolean',
  agents: table('struct AgentsToml'),
  'agents.max_threads': 'usize',
  'agents.max_depth': 'i32',
  'agents.job_max_runtime_seconds': 'u64',
  apps: table('struct AppsConfigToml'),
  'apps._default': table('struct AppsDefaultConfig'),
  'apps._default.enabled': 'boolean',
  'apps.*': table('struct AppConfig'),
  'apps.*.enabled': 'boolean',
  memories: table('struct MemoriesToml'),
  'memories.generate_memories': 'boolean',
  'memories.use_memories': 'boolean',
  skills: table('struct SkillsConfig'),
  'skills.config': 'list',
  'skills.config.[]': table('struct SkillConfig'),
  'skills.config.[].path': 'path',
  'skills.config.[].name': 'string',
  'skills.config.[].enabled': 'boolean',
  'skills.bundled': table('struct BundledSkillsConfig'),
  'skills.bundled.enabled': 'boolean',
};

const BY_VERSION: Readonly<Record<ConfigVersion, Readonly<Record<string, Kind>>>> = {
  '0.118.0': {
    model_reasoning_effort: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
    plan_mode_reasoning_effort: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'],
    approvals_reviewer: ['user', 'guardian_subagent'],
    service_tier: ['fast', 'flex'],
    forced_chatgpt_workspace_id: 'string',
    web_search: ['disabled', 'cached', 'live'],
    'model_providers.*.auth.refresh_interval_ms': 'nonzero',
    commit_attribution: 'string',
    model_supports_reasoning_summaries: 'boolean',
    shell_environment_policy: table('struct ShellEnvironmentPolicyToml'),
    plugins: table('a map'),
    'plugins.*': table('struct PluginConfig'),
    'plugins.*.enabled': 'boolean',
    'tools.view_image': 'boolean',
    profiles: table('a map'),
    'profiles.*': table('struct ConfigProfile'),
  },
  '0.169.0': {
    model_reasoning_effort: 'effort',
    plan_mode_reasoning_effort: 'effort',
    model_auto_compact_token_limit_scope: ['total', 'body_after_prefix'],
    approvals_reviewer: ['user', 'auto_review', 'guardian_subagent'],
    service_tier: 'string',
    forced_chatgpt_workspace_id: 'stringOrStrings',
    web_search: ['disabled', 'cached', 'indexed', 'live'],
    'model_providers.*.auth.refresh_interval_ms': 'u64',
    thread_unload_delay_secs: 'u64',
    include_permissions_instructions: 'boolean',
    include_apps_instructions: 'boolean',
    include_environment_context: 'boolean',
    shell_environment_policy: table('struct ShellEnvironmentPolicyTomlRaw'),
    plugins: table('struct PluginsConfigToml'),
    'plugins.*': table('struct PluginConfig'),
    'plugins.*.enabled': 'boolean',
    marketplaces: table('a map'),
    'marketplaces.*': table('struct MarketplaceConfig'),
    hooks: table('struct HooksToml'),
    auto_review: table('struct AutoReviewToml'),
    'auto_review.policy': 'string',
  },
};

/** Pattern of the key, `*` for any name, and its kind. */
export function kindsOf(version: ConfigVersion): [pattern: string, kind: Kind][] {
  const further = { ...FURTHER, ...FURTHER_BY_VERSION[version] };
  return Object.entries({ ...EVERYWHERE, ...BY_VERSION[version], ...further });
}

function below(place: string, kinds: Readonly<Record<string, Kind>>): Record<string, Kind> {
  return Object.fromEntries(Object.entries(kinds).map(([key, kind]) => [`${place}.${key}`, kind]));
}

/** What is wrong with a value, in the real servers' words; null: nothing. */
export function misfit(value: unknown, kind: Kind): string | null {
  if (typeof kind === 'object') {
    if ('table' in kind) return isTree(value) ? null : wrongType(value, kind.table);
    if ('oneOf' in kind) return misfitOfReadEnum(value, kind.oneOf);
    return misfitOfEnum(value, kind);
  }
  if (kind in INTEGERS) return misfitOfInteger(value, kind as keyof typeof INTEGERS); // `in` has just said so
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? null : wrongType(value, 'a string');
    case 'effort':
      return value === '' ? 'reasoning_effort must not be empty' : misfit(value, 'string');
    case 'boolean':
      return typeof value === 'boolean' ? null : wrongType(value, 'a boolean');
    case 'path':
      return typeof value === 'string' ? null : wrongType(value, 'path string');
    case 'number':
      return typeof value === 'number' ? null : wrongType(value, 'f64');
    case 'nonzero':
      return value === 0
        ? 'invalid value: integer `0`, expected a nonzero u64'
        : (misfit(value, 'u64')?.replace(/u64$/, 'a nonzero u64') ?? null);
    case 'list':
      return Array.isArray(value) ? null : wrongType(value, 'a sequence');
    case 'strings':
      return Array.isArray(value) ? firstMisfit(value, 'string') : wrongType(value, 'a sequence');
    case 'stringOrStrings':
      return misfit(value, Array.isArray(value) ? 'strings' : 'string') === null ? null : NO_VARIANT;
    case 'flagOrStrings':
      return typeof value === 'boolean' || misfit(value, 'strings') === null ? null : NO_NOTIFICATIONS;
    case 'paths':
      return Array.isArray(value) ? firstMisfit(value, 'path') : wrongType(value, 'a sequence');
    default:
      return isTree(value) && 'granular' in value
        ? misfitOfGranular(value.granular)
        : misfitOfEnum(value, APPROVALS);
  }
}

/** What granular approvals are said of. */
const APPROVED_APART = [...GRANULAR_NEEDS, 'skill_approval', 'request_permissions'];

function misfitOfGranular(flags: unknown): string | null {
  if (!isTree(flags)) return wrongType(flags, 'struct GranularApprovalConfig');
  const wrong = APPROVED_APART.find((name) => flags[name] !== undefined && typeof flags[name] !== 'boolean');
  if (wrong !== undefined) return wrongType(flags[wrong], 'a boolean');
  const missing = GRANULAR_NEEDS.find((name) => flags[name] === undefined);
  return missing === undefined ? null : `missing field \`${missing}\``;
}

function firstMisfit(entries: readonly unknown[], kind: Kind): string | null {
  return entries.map((entry) => misfit(entry, kind)).find((message) => message !== null) ?? null;
}

function misfitOfInteger(value: unknown, kind: keyof typeof INTEGERS): string | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(value, kind);
  const [least, greatest] = INTEGERS[kind];
  return value >= least && value <= greatest ? null : `invalid value: integer \`${value}\`, expected ${kind}`;
}

/** A member may be written as a table of one entry, too. */
function misfitOfEnum(value: unknown, members: readonly string[]): string | null {
  if (isTree(value)) {
    const names = Object.keys(value);
    const [name = ''] = names;
    if (names.length !== 1)
      return `wanted exactly 1 element, ${names.length === 0 ? 'found 0 elements' : 'more than 1 element'}`;
    if (!members.includes(name)) return unknownVariant(name, members);
    return isTree(value[name]) ? null : `expected table, found ${kindInToml(value[name])}`;
  }
  if (typeof value !== 'string') return 'invalid type: unit variant, expected string only';
  return members.includes(value) ? null : unknownVariant(value, members);
}

function misfitOfReadEnum(value: unknown, members: readonly string[]): string | null {
  if (isTree(value)) {
    const [name = '', ...others] = Object.keys(value);
    if (name === '' || others.length > 0) return 'invalid value: map, expected map with a single key';
    return members.includes(name) ? wrongType(value[name], 'unit') : unknownVariant(name, members);
  }
  if (typeof value !== 'string') return wrongType(value, 'string or map');
  return members.includes(value) ? null : unknownVariant(value, members);
}

function kindInToml(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  return Array.isArray(value) ? 'array' : typeof value;
}
