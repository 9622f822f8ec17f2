// The tables of 0.169.0's configuration. Measured: what it shows of tables that are there and empty, and which keys in
// them it does not say to ignore.

import { type Tables, table } from './config-tables.js';
import { SWITCHABLE, TABLES_IN_BOTH } from './config-tables-both.js';
import { TUI_TABLES } from './config-tables-tui.js';

const TOOLS = 'web_search experimental_request_user_input update_plan client_search_provider';

/** A command that prints credentials. */
const exported = (milliseconds: number) =>
  table({ others: 'command', usual: { args: [], timeout_ms: milliseconds } });

const TLS = table({ unset: 'ca-certificate client-certificate client-private-key', isLenient: true });

const SHELL_ENVIRONMENT =
  'inherit ignore_default_excludes exclude set include_only filters experimental_use_profile';

const HOOKED = `
  PreModelRequest PostModelRequest PreToolUse PermissionRequest PostToolUse PreCompact PostCompact
  SessionStart SessionEnd UserPromptSubmit SubagentStart SubagentStop Stop Interrupt
`;

const ORIGIN = table({ unset: 'access downloads uploads full_cdp_access' });
const SEARCH = table({
  unset: 'context_size allowed_domains location',
  isLenient: true,
  mayBeSwitch: true,
});
const PLACE = table({ unset: 'country region city timezone', isLenient: true });

const PROFILE = `
  model service_tier model_provider approval_policy approvals_reviewer sandbox_mode
  model_reasoning_effort plan_mode_reasoning_effort model_reasoning_summary model_verbosity
  model_catalog_json personality chatgpt_base_url model_instructions_file js_repl_node_path
  js_repl_node_module_dirs experimental_compact_prompt_file include_permissions_instructions
  include_apps_instructions include_collaboration_mode_instructions include_environment_context
  include_environment_context_time experimental_use_unified_exec_tool tools web_search analytics tui
  windows features oss_provider
`;

export const TABLES_0169: Tables = {
  ...TABLES_IN_BOTH,
  ...TUI_TABLES,
  agents: table({
    unset: `
      enabled max_concurrent_threads_per_session max_depth default_subagent_model
      default_subagent_reasoning_effort job_max_runtime_seconds interrupt_message
    `,
    older: { max_threads: 'max_concurrent_threads_per_session' },
    isOpen: true,
  }),
  'agents.*': table({ unset: 'description config_file nickname_candidates', isLenient: true }),
  'apps.*': table({
    unset: `
      omit_tools_from approvals_reviewer destructive_enabled open_world_enabled
      default_tools_approval_mode default_tools_enabled tools links
    `,
    usual: { enabled: true },
    isLenient: true,
  }),
  'apps.*.links.*': table({ unset: 'approvals_reviewer default_tools_approval_mode', isLenient: true }),
  'apps.*.tools.*': table({ unset: 'enabled approval_mode', isLenient: true }),
  'apps._default': table({
    unset: 'approvals_reviewer default_tools_approval_mode',
    usual: { enabled: true, destructive_enabled: true, open_world_enabled: true },
  }),
  audio: table({ unset: 'microphone_channel microphone speaker' }),
  auto_review: table({
    unset: `
      timeout_ms circuit_break_action policy experimental_conversation_history_prompt
      conversation_history_max_output_tokens
    `,
  }),
  browser_use: table({ unset: 'allow_history_access default_origin_policy origins' }),
  'browser_use.default_origin_policy': ORIGIN,
  'browser_use.origins.*': ORIGIN,
  cloud: table({ unset: 'skills' }),
  'cloud.skills': SWITCHABLE,
  computer_use: table({ unset: 'default_app_access macos windows' }),
  'computer_use.macos': table({ unset: 'bundle_ids' }),
  'computer_use.windows': table({ unset: 'aumids exes' }),
  'computer_use.windows.exes.[]': table({ others: 'publisher_name product_name binary_name access' }),
  experimental_thread_store: table({ others: 'type id', isLenient: true }),
  features: table({ unset: 'network_proxy', isOpen: true }),
  goals: table({ unset: 'max_goal_token_budget' }),
  history: table({ unset: 'max_bytes', usual: { persistence: 'save-all' } }),
  hooks: table({
    usual: Object.fromEntries(
      HOOKED.trim()
        .split(/\s+/)
        .map((event) => [event, []]),
    ),
    others: 'state',
    isLenient: true,
  }),
  'hooks.*.[]': table({ unset: 'matcher', usual: { hooks: [] }, isLenient: true }),
  'hooks.*.[].hooks.[]': table({
    unset: 'commandWindows timeout statusMessage',
    usual: { async: false },
    others: 'type command additionalContextLimit',
    older: { command_windows: 'commandWindows' },
    where: { type: 'command' },
    isLenient: true,
  }),
  'hooks.state.*': table({ others: 'enabled trusted_hash trusted_content_hash' }),
  'marketplaces.*': table({ unset: 'last_updated last_revision source_type source ref sparse_paths' }),
  'mcp_servers.*': table({
    unset: 'tool_timeout_sec',
    usual: { environment_id: 'local', enabled: true },
    beside: { command: { args: [] } },
    others: `
      command args env env_vars cwd http_headers env_http_headers url bearer_token_env_var
      startup_timeout_sec startup_readiness tool_input_schema_max_bytes required
      supports_parallel_tool_calls default_tools_approval_mode enabled_tools disabled_tools scopes oauth
      oauth_resource tools omit_tools_from http_headers_helper
    `,
    hidden: 'bearer_token name auth',
    older: { startup_timeout_ms: 'startup_timeout_sec' },
  }),
  'mcp_servers.*.oauth': table({
    others: `
      client_id client_secret token_endpoint_auth_method callback_url callback_port
      authorization_server_issuer
    `,
  }),
  'mcp_servers.*.tools.*': table({ others: 'approval_mode output_token_limit' }),
  memories: table({
    unset: `
      version dual_write disable_on_external_context generate_memories use_memories dedicated_tools
      max_raw_memories_for_consolidation max_unused_days max_rollout_age_days max_rollouts_per_startup
      min_rollout_idle_hours min_rate_limit_remaining_percent extract_model consolidation_model
      consolidation_service_tier
    `,
    older: { no_memories_if_mcp_or_web_search: 'disable_on_external_context' },
  }),
  'model_providers.*': table({
    unset: `
      base_url model_catalog_url env_key env_key_instructions experimental_bearer_token auth gateway_oauth
      aws project_id location credential_file capabilities query_params http_headers env_http_headers
      request_max_retries stream_max_retries stream_idle_timeout_ms websocket_connect_timeout_ms
    `,
    usual: {
      name: '',
      wire_api: 'responses',
      requires_openai_auth: false,
      supports_websockets: false,
      supports_standalone_web_search: false,
    },
  }),
  'model_providers.*.auth': table({
    others: 'command',
    usual: { args: [], timeout_ms: 5000, refresh_interval_ms: 300_000, cwd: '.' },
  }),
  'model_providers.*.aws': table({ unset: 'profile region auth_refresh credential_export' }),
  'model_providers.*.aws.auth_refresh': exported(300_000),
  'model_providers.*.aws.credential_export': exported(30_000),
  'model_providers.*.capabilities': table({
    unset: 'cyber_access_programs external_web_access remote_compaction',
  }),
  'model_providers.*.gateway_oauth': table({
    usual: { delivery: {} },
    beside: { client_id: { resource: null, scopes: [], redirect_port: null } },
    others: 'authorization_url token_url client_id resource scopes redirect_port credential_export',
    isLenient: true,
  }),
  'model_providers.*.gateway_oauth.credential_export': { ...exported(30_000), isLenient: true },
  'model_providers.*.gateway_oauth.delivery': table({
    usual: { kind: 'header', name: 'Authorization', scheme: 'Bearer' },
    isLenient: true,
  }),
  notice: table({
    unset: `
      hide_gov_cloud_guidance hide_full_access_warning hide_world_writable_warning fast_default_opt_out
      hide_rate_limit_model_nudge hide_gpt5_1_migration_prompt hide_gpt-5.1-codex-max_migration_prompt
    `,
    usual: { model_migrations: {}, external_config_migration_prompts: {} },
  }),
  'notice.external_config_migration_prompts': table({
    unset: 'home home_last_prompted_at',
    usual: { projects: {}, project_last_prompted_at: {} },
  }),
  orchestrator: table({ unset: 'skills mcp' }),
  'orchestrator.mcp': SWITCHABLE,
  'orchestrator.skills': SWITCHABLE,
  otel: table({
    unset: `
      tool_result log_sse_deltas log_user_prompt log_agent_responses log_guardian_assessments environment
      exporter trace_exporter metrics_exporter span_attributes tracestate
    `,
  }),
  'otel.*.otlp-grpc': table({
    unset: 'tls',
    usual: { headers: {} },
    others: 'endpoint',
    isLenient: true,
  }),
  'otel.*.otlp-grpc.tls': TLS,
  'otel.*.otlp-http': table({
    unset: 'tls',
    usual: { headers: {} },
    others: 'endpoint protocol',
    isLenient: true,
  }),
  'otel.*.otlp-http.tls': TLS,
  'otel.tool_result': table({ unset: 'max_bytes' }),
  plugins: table({ others: '_default', isOpen: true }),
  'plugins._default': table({ usual: { enabled: true } }),
  'plugins.*': table({ others: 'enabled mcp_servers', isLenient: true }),
  'plugins.*.mcp_servers.*': table({
    usual: { enabled: true },
    others: 'default_tools_approval_mode enabled_tools disabled_tools tools',
    isLenient: true,
  }),
  'plugins.*.mcp_servers.*.tools.*': table({ others: 'approval_mode output_token_limit', isLenient: true }),
  'profiles.*': table({ unset: PROFILE }),
  'profiles.*.analytics': SWITCHABLE,
  'profiles.*.features': table({ unset: 'network_proxy', isOpen: true }),
  'profiles.*.tools': table({ unset: TOOLS }),
  'profiles.*.tools.experimental_request_user_input': table({ usual: { enabled: true } }),
  'profiles.*.tools.update_plan': table({ usual: { enabled: false } }),
  'profiles.*.tools.web_search': SEARCH,
  'profiles.*.tools.web_search.location': PLACE,
  'profiles.*.tui': table({ unset: 'session_picker_view' }),
  'profiles.*.windows': table({ unset: 'sandbox allow_mxc' }),
  realtime: table({ unset: 'version type transport voice' }),
  shell_environment_policy: table({ unset: SHELL_ENVIRONMENT }),
  skills: table({ others: 'bundled include_instructions config' }),
  'skills.bundled': table({ usual: { enabled: true } }),
  'skills.config.[]': table({ others: 'path name enabled' }),
  tool_suggest: table({ usual: { discoverables: [], disabled_tools: [] } }),
  'tool_suggest.disabled_tools.[]': table({ others: 'type id' }),
  'tool_suggest.discoverables.[]': table({ others: 'type id' }),
  tools: table({ unset: 'web_search', hidden: TOOLS }),
  'tools.experimental_request_user_input': SWITCHABLE,
  'tools.update_plan': SWITCHABLE,
  'tools.web_search': SEARCH,
  'tools.web_search.location': PLACE,
  windows: table({ unset: 'sandbox allow_mxc' }),
};
