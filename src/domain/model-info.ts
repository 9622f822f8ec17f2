// A model as a provider's catalogue or a file of the user's describes it, in the wire's own names.

export interface ModelInfo {
  readonly slug: string;
  readonly display_name: string;
  readonly description?: string | null;
  readonly default_reasoning_level?: string | null;
  readonly supported_reasoning_levels: readonly { readonly effort: string; readonly description: string }[];
  readonly shell_type: string;
  readonly visibility: 'list' | 'hide' | 'none';
  /** Whether it is there without a ChatGPT account too. */
  readonly supported_in_api: boolean;
  /** Models are listed by it, the least first. */
  readonly priority: number;
  readonly additional_speed_tiers?: readonly string[];
  readonly service_tiers?: readonly {
    readonly id: string;
    readonly name: string;
    readonly description: string;
  }[];
  readonly default_service_tier?: string | null;
  readonly availability_nux?: { readonly message: string } | null;
  readonly upgrade?: { readonly model: string; readonly migration_markdown: string } | null;
  readonly base_instructions: string;
  readonly model_messages?: ModelMessages | null;
  readonly supports_reasoning_summaries?: boolean;
  readonly default_reasoning_summary?: 'auto' | 'concise' | 'detailed' | 'none';
  readonly support_verbosity: boolean;
  readonly default_verbosity?: 'low' | 'medium' | 'high' | null;
  readonly apply_patch_tool_type?: 'freeform' | 'function' | null;
  readonly web_search_tool_type?: 'text' | 'text_and_image';
  readonly truncation_policy: { readonly mode: 'bytes' | 'tokens'; readonly limit: number };
  readonly supports_parallel_tool_calls?: boolean;
  readonly context_window?: number | null;
  readonly max_context_window?: number | null;
  readonly auto_compact_token_limit?: number | null;
  readonly effective_context_window_percent?: number;
  readonly comp_hash?: string | null;
  readonly input_modalities?: readonly string[];
  readonly supports_image_detail_original?: boolean;
  readonly experimental_supported_tools: readonly string[];
  readonly supports_search_tool?: boolean;
  readonly use_responses_lite?: boolean;
  readonly tool_mode?: string | null;
  readonly multi_agent_version?: string | null;
  readonly multi_agent_reasoning_effort?: string | null;
  readonly model_specialty?: string | null;
}

interface ModelMessages {
  /** With `{{ personality }}` where that goes. */
  readonly instructions_template?: string | null;
  readonly instructions_variables?: {
    readonly personality_default?: string | null;
    readonly personality_friendly?: string | null;
    readonly personality_pragmatic?: string | null;
  } | null;
}
