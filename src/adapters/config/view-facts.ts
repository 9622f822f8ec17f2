// What config/read shows of settings nobody has made: every known key, with its default or null, per version.
// Measured from the real servers with an empty and a nearly complete config.toml.

import type { ConfigVersion } from './config-problem.js';
import { type Tables, unset } from './config-tables.js';
import { TABLES_0118 } from './config-tables-0118.js';
import { TABLES_0169 } from './config-tables-0169.js';
import type { Tree } from './tree.js';

export interface ViewFacts {
  /** Every top-level key the version knows. */
  readonly keys: Tree;
  readonly tables: Tables;
  /** Shown at the top, and set elsewhere. */
  readonly lifted: Readonly<Record<string, readonly string[]>>;
  /** Values whose origin is told by the newer names of their keys. */
  readonly moved: Readonly<Record<string, string>>;
}

const viewFacts0118: ViewFacts = {
  keys: {
    ...unset(`
      model review_model model_context_window model_auto_compact_token_limit model_provider
      approval_policy approvals_reviewer sandbox_mode sandbox_workspace_write
      forced_chatgpt_workspace_id forced_login_method web_search tools profile instructions
      developer_instructions compact_prompt model_reasoning_effort model_reasoning_summary
      model_verbosity service_tier analytics apps disable_paste_burst agents openai_base_url
      experimental_realtime_start_instructions notify mcp_oauth_callback_port
      experimental_use_freeform_apply_patch personality experimental_use_unified_exec_tool
      background_terminal_max_timeout plan_mode_reasoning_effort skills js_repl_node_path
      hide_agent_reasoning js_repl_node_module_dirs zsh_path allow_login_shell model_catalog_json
      check_for_update_on_startup model_instructions_file tui suppress_unstable_features_warning
      experimental_instructions_file experimental_compact_prompt_file project_root_markers
      experimental_realtime_ws_startup_context project_doc_max_bytes default_permissions sqlite_home
      memories windows show_raw_agent_reasoning realtime log_dir projects windows_wsl_setup_acknowledged
      mcp_oauth_callback_url tool_suggest feedback model_supports_reasoning_summaries
      experimental_realtime_ws_backend_prompt history notice ghost_snapshot cli_auth_credentials_store
      mcp_oauth_credentials_store otel chatgpt_base_url audio project_doc_fallback_filenames
      experimental_realtime_ws_model tool_output_token_limit file_opener oss_provider commit_attribution
      permissions experimental_realtime_ws_base_url
    `),
    profiles: {},
    plugins: {},
    mcp_servers: {},
    model_providers: {},
    features: {
      apps: true,
      plugins: true,
      tool_search: false,
      tool_suggest: true,
      tool_call_mcp_elicitation: true,
    },
    shell_environment_policy: {
      ...unset(`
        inherit ignore_default_excludes exclude set include_only experimental_use_profile
      `),
    },
  },
  tables: TABLES_0118,
  lifted: {},
  moved: {},
};

const viewFacts0169: ViewFacts = {
  keys: {
    ...unset(`
      model review_model model_context_window model_auto_compact_token_limit
      model_auto_compact_token_limit_scope model_provider approval_policy approvals_reviewer
      sandbox_mode sandbox_workspace_write forced_chatgpt_workspace_id forced_login_method web_search
      tools instructions developer_instructions compact_prompt
      model_reasoning_effort model_reasoning_summary model_verbosity service_tier analytics apps
      browser_use computer_use desktop sqlite_home notify js_repl_node_path apps_mcp_product_sku
      daybreak experimental_realtime_ws_backend_prompt otel realtime experimental_thread_store_endpoint
      experimental_realtime_ws_startup_context responses_api_metadata disable_paste_burst agents
      oss_provider model_instructions_file experimental_realtime_start_instructions tool_suggest
      show_raw_agent_reasoning audio orchestrator auto_review experimental_realtime_webrtc_call_base_url
      suppress_unstable_features_warning mcp_enterprise_managed_auth hooks personality
      check_for_update_on_startup mcp_optional_startup_grace_ms
      model_post_turn_compact_threshold_percent default_permissions log_dir experimental_thread_store
      ghost_snapshot goals cloud experimental_compact_prompt_file model_catalog_json
      experimental_use_unified_exec_tool profile tool_output_token_limit thread_unload_delay_secs skills
      mcp_oauth_callback_url plan_mode_reasoning_effort openai_base_url memories
      experimental_realtime_ws_base_url mcp_oauth_callback_port windows js_repl_node_module_dirs tui
      experimental_realtime_ws_model feedback notice allow_symlinked_codex_home projects permissions
    `),
    include_apps_instructions: true,
    chatgpt_base_url: 'https://chatgpt.com/backend-api/',
    project_root_markers: ['.git'],
    file_opener: 'vscode',
    include_environment_context: true,
    mcp_servers: {},
    include_permissions_instructions: true,
    profiles: {},
    include_collaboration_mode_instructions: true,
    cli_auth_credentials_store: 'file',
    features: {
      api_key_cyber_access_programs: true,
      api_key_model_discovery: true,
      auth_elicitation: true,
      background_paginated_rollout_migration: false,
      codex_apps_mcp_2026_07_28: false,
      daybreak_program_propagation: false,
      mcp_2026_07_28: false,
      mcp_connection_sharing: false,
      mcp_lazy_stdio_startup: false,
      memories: false,
      mentions_v2: true,
      remote_control: false,
      remote_plugin: true,
      tool_suggest: true,
      windows_sandbox_service: false,
    },
    model_providers: {},
    include_environment_context_time: true,
    mcp_oauth_credentials_store: 'auto',
    hide_agent_reasoning: false,
    marketplaces: {},
    shell_environment_policy: {
      ...unset(`
        inherit ignore_default_excludes exclude set include_only filters experimental_use_profile
      `),
    },
    plugins: {},
    allow_login_shell: true,
    history: {
      ...unset(`
        max_bytes
      `),
      persistence: 'save-all',
    },
    project_doc_max_bytes: 32768,
    background_terminal_max_timeout: 300000,
    project_doc_fallback_filenames: [],
  },
  tables: TABLES_0169,
  lifted: { client_search_provider: ['tools', 'client_search_provider'] },
  moved: {
    'agents.max_threads': 'agents.max_concurrent_threads_per_session',
    'memories.no_memories_if_mcp_or_web_search': 'memories.disable_on_external_context',
  },
};

export function viewFactsOf(version: ConfigVersion): ViewFacts {
  return version === '0.118.0' ? viewFacts0118 : viewFacts0169;
}
