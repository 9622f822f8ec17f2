// The tables of 0.118.0's configuration, as it shows them when they are there and empty; measured. It tells nobody of keys
// it does not know.

import { type Tables, table } from './config-tables.js';
import { SWITCHABLE, TABLES_IN_BOTH } from './config-tables-both.js';

const TLS = table({ unset: 'ca-certificate client-certificate client-private-key' });
const SEARCH = table({ unset: 'context_size allowed_domains location', mayBeSwitch: true });
const PLACE = table({ unset: 'country region city timezone' });
const WINDOWS = table({ unset: 'sandbox sandbox_private_desktop' });

export const TABLES_0118: Tables = {
  ...TABLES_IN_BOTH,
  agents: table({ unset: 'max_threads max_depth job_max_runtime_seconds', isOpen: true }),
  'agents.*': table({ unset: 'description config_file nickname_candidates' }),
  'apps._default': table({
    usual: { enabled: true, destructive_enabled: true, open_world_enabled: true },
  }),
  'apps.*': table({
    unset: 'destructive_enabled open_world_enabled default_tools_approval_mode default_tools_enabled tools',
    usual: { enabled: true },
  }),
  'apps.*.tools.*': table({ unset: 'enabled approval_mode' }),
  audio: table({ unset: 'microphone speaker' }),
  history: table({ unset: 'max_bytes', others: 'persistence' }),
  'mcp_servers.*': table({
    unset: 'tool_timeout_sec',
    usual: { enabled: true },
    beside: { command: { args: [] } },
    others: `
      command args env env_vars cwd http_headers env_http_headers url bearer_token_env_var
      startup_timeout_sec required enabled_tools disabled_tools scopes oauth_resource tools
    `,
    older: { startup_timeout_ms: 'startup_timeout_sec' },
  }),
  'mcp_servers.*.tools.*': table({ others: 'approval_mode' }),
  memories: table({
    unset: `
      no_memories_if_mcp_or_web_search generate_memories use_memories max_raw_memories_for_consolidation
      max_unused_days max_rollout_age_days max_rollouts_per_startup min_rollout_idle_hours extract_model
      consolidation_model
    `,
  }),
  'model_providers.*': table({
    unset: `
      name base_url env_key env_key_instructions experimental_bearer_token auth query_params http_headers
      env_http_headers request_max_retries stream_max_retries stream_idle_timeout_ms
      websocket_connect_timeout_ms
    `,
    usual: { wire_api: 'responses', requires_openai_auth: false, supports_websockets: false },
  }),
  'model_providers.*.auth': table({
    others: 'command',
    usual: { args: [], timeout_ms: 5000, refresh_interval_ms: 300_000, cwd: '.' },
  }),
  notice: table({
    unset: `
      hide_full_access_warning hide_world_writable_warning hide_rate_limit_model_nudge
      hide_gpt5_1_migration_prompt hide_gpt-5.1-codex-max_migration_prompt
    `,
    usual: { model_migrations: {} },
  }),
  otel: table({ unset: 'log_user_prompt environment exporter trace_exporter metrics_exporter' }),
  'otel.*.otlp-grpc': table({ unset: 'tls', usual: { headers: {} }, others: 'endpoint' }),
  'otel.*.otlp-grpc.tls': TLS,
  'otel.*.otlp-http': table({ unset: 'tls', usual: { headers: {} }, others: 'endpoint protocol' }),
  'otel.*.otlp-http.tls': TLS,
  'plugins.*': table({ usual: { enabled: true } }),
  'profiles.*': table({
    unset: `
      model model_provider approval_policy approvals_reviewer service_tier model_reasoning_effort
      model_reasoning_summary model_verbosity web_search tools chatgpt_base_url personality
      js_repl_node_path experimental_instructions_file oss_provider js_repl_node_module_dirs
      experimental_use_freeform_apply_patch sandbox_mode features experimental_use_unified_exec_tool
      model_instructions_file tools_view_image plan_mode_reasoning_effort zsh_path analytics
      experimental_compact_prompt_file model_catalog_json include_apply_patch_tool windows
    `,
  }),
  'profiles.*.analytics': SWITCHABLE,
  'profiles.*.tools': table({ unset: 'web_search view_image' }),
  'profiles.*.tools.web_search': SEARCH,
  'profiles.*.tools.web_search.location': PLACE,
  'profiles.*.windows': WINDOWS,
  realtime: table({ unset: 'version type' }),
  shell_environment_policy: table({
    unset: 'inherit ignore_default_excludes exclude set include_only experimental_use_profile',
  }),
  skills: table({ others: 'bundled config' }),
  'skills.bundled': table({ usual: { enabled: true } }),
  'skills.config.[]': table({ others: 'path name enabled' }),
  tool_suggest: table({ usual: { discoverables: [] } }),
  'tool_suggest.discoverables.[]': table({ others: 'type id' }),
  tools: table({ unset: 'web_search view_image' }),
  'tools.web_search': SEARCH,
  'tools.web_search.location': PLACE,
  tui: table({
    unset: 'status_line terminal_title theme',
    usual: {
      notifications: true,
      notification_method: 'auto',
      animations: true,
      show_tooltips: true,
      alternate_screen: 'auto',
      model_availability_nux: {},
    },
  }),
  windows: WINDOWS,
};
