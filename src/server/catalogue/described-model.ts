// A model that a provider or a file of the user's describes → a row of the catalogue.

import type { ModelInfo } from '../../domain/model-info.js';
import { present } from '../../util/present.js';
import type { ModelFact } from './model-fact.js';

export function described(info: ModelInfo, version: string): ModelFact {
  const isOlder = version === '0.118.0';
  const levels = info.supported_reasoning_levels;
  const summary = info.default_reasoning_summary ?? 'auto';
  return {
    id: info.slug,
    priority: info.priority,
    displayName: info.display_name,
    about: info.description ?? '',
    efforts: levels.map(({ effort }) => effort),
    effortTexts: Object.fromEntries(levels.map(({ effort, description }) => [effort, description])),
    defaultEffort: info.default_reasoning_level ?? null,
    hidden: info.visibility !== 'list',
    needsAccount: !info.supported_in_api,
    modalities: info.input_modalities ?? ['text', 'image'],
    tiers: info.service_tiers ?? [],
    speedTiers: info.additional_speed_tiers ?? [],
    supportsReasoning: isOlder ? info.supports_reasoning_summaries === true : true,
    usualSummary: summary === 'none' ? undefined : summary,
    verbosity: info.support_verbosity ? (info.default_verbosity ?? null) : undefined,
    callsInParallel: isOlder ? info.supports_parallel_tool_calls === true : info.use_responses_lite !== true,
    takesPatches: info.apply_patch_tool_type ?? false,
    findsPictures: info.web_search_tool_type === 'text_and_image',
    takesOriginals: info.supports_image_detail_original ?? false,
    extraTools: extraTools(info, version),
    searchesTools: info.supports_search_tool ?? false,
    // The older version goes by its switches alone.
    runsCommands: isOlder || info.shell_type !== 'disabled',
    outputMost: info.truncation_policy.limit,
    usablePercent: info.effective_context_window_percent ?? 95,
    ...(isOlder || !info.use_responses_lite
      ? {}
      : { reasoningContext: 'all_turns', readsTools: true as const }),
    ...(info.truncation_policy.mode === 'bytes' ? { outputUnit: 'bytes' as const } : {}),
    ...present({
      upgrade: info.upgrade?.model,
      upgradeText: info.upgrade?.migration_markdown,
      announcement: info.availability_nux?.message,
      contextWindow: info.context_window,
      compactAt: info.auto_compact_token_limit,
      defaultTier: info.default_service_tier,
    }),
    ...(isOlder
      ? {}
      : present({
          historyKind: info.comp_hash,
          toolMode: info.tool_mode,
          multiAgent: info.multi_agent_version,
          effortForUltra: info.multi_agent_reasoning_effort,
          specialty: info.model_specialty,
        })),
    ...spokenTo(info, isOlder),
  };
}

/** By what is said of a model, the tool that it is given for it; nothing else that is said there means any. */
const EXTRA_TOOLS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '0.118.0': { list_dir: 'list_dir', test_sync_tool: 'test_sync_tool' },
  '0.169.0': {
    clock: 'clock',
    request_user_input_async: 'request_user_input_async',
    send_user_message_async: 'request_user_input_async',
    test_sync_tool: 'test_sync_tool',
  },
};

function extraTools({ experimental_supported_tools }: ModelInfo, version: string): readonly string[] {
  return experimental_supported_tools.flatMap((name) => EXTRA_TOOLS[version]?.[name] ?? []);
}

/** What the model is told to be. Later versions know no personalities, and take a template as it is. */
function spokenTo(
  { base_instructions, model_messages }: ModelInfo,
  isOlder: boolean,
): Pick<ModelFact, 'instructions' | 'personality' | 'personalities'> {
  const template = model_messages?.instructions_template ?? null;
  if (template === null) return { instructions: base_instructions };
  if (!isOlder) return { instructions: template };
  const texts = model_messages?.instructions_variables ?? {};
  return {
    instructions: template,
    personalities: {
      friendly: texts?.personality_friendly ?? '',
      pragmatic: texts?.personality_pragmatic ?? '',
    },
    personality:
      template.includes('{{ personality }}') && Object.values(texts ?? {}).every((text) => text != null),
  };
}
