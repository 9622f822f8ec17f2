// Models of an account, as the provider describes them to a codex that is signed in: each in its own words, with what
// a script leaves out filled in for every version.

import { createHash } from 'node:crypto';
import type { JsonObject } from './model-request.js';
import { type Read, record, refuse } from './script-reader.js';

/** A model as the provider describes it. `slug` is its id; every further member of the wire may stand here. */
export interface ModelEntry {
  readonly slug: string;
  readonly [member: string]: unknown;
}

export const modelEntry: Read<ModelEntry> = (place) => {
  const written = record(place);
  if (written === undefined) return undefined;
  const { slug } = written;
  return typeof slug === 'string' && slug !== ''
    ? { ...written, slug }
    : refuse({ ...place, path: [...place.path, 'slug'], value: slug }, 'a text that is not empty');
};

/** What a codex is answered. */
export interface ModelCatalog {
  readonly models: readonly JsonObject[];
  /** Its ETag: changes with what it says. */
  readonly version: string;
}

export function catalogOf(entries: readonly ModelEntry[]): ModelCatalog {
  const models = entries.map(wholeEntry);
  const digest = createHash('sha256').update(JSON.stringify(models)).digest('hex');
  return { models, version: `"${digest.slice(0, 16)}"` };
}

/** With all that the versions want to read; `place` is its place among the others. */
function wholeEntry(written: ModelEntry, place: number): JsonObject {
  return {
    display_name: written.slug,
    description: null,
    default_reasoning_level: 'medium',
    supported_reasoning_levels: ['low', 'medium', 'high'].map((effort) => ({
      effort,
      description: `${effort} effort`,
    })),
    shell_type: 'unified_exec',
    visibility: 'list',
    supported_in_api: true,
    priority: place + 1,
    upgrade: null,
    availability_nux: null,
    base_instructions: `You are ${written.slug}.`,
    model_messages: null,
    supports_reasoning_summaries: true,
    default_reasoning_summary: 'auto',
    support_verbosity: false,
    default_verbosity: null,
    apply_patch_tool_type: 'freeform',
    web_search_tool_type: 'text',
    truncation_policy: { mode: 'tokens', limit: 10_000 },
    supports_parallel_tool_calls: false,
    supports_image_detail_original: false,
    context_window: 272_000,
    effective_context_window_percent: 95,
    experimental_supported_tools: [],
    input_modalities: ['text', 'image'],
    supports_search_tool: false,
    ...written,
  };
}
