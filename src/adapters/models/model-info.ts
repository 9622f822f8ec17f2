// Reads descriptions of models, and tells what is wrong with one.

import type { ModelInfo } from '../../domain/model-info.js';
import { isRecord } from '../../util/peek.js';
import { unknownVariant, wrongType } from '../../util/value-words.js';

/** The descriptions cannot be used; says why in the real servers' words, and where. */
export class ModelsMalformed extends Error {
  constructor(problem: string, at: string) {
    super(at === '' ? problem : `${problem} at ${at}`);
    this.name = 'ModelsMalformed';
  }
}

/** `{ models: […] }`; one that is malformed spoils all. @throws ModelsMalformed */
export function modelsIn(value: unknown, version: string): readonly ModelInfo[] {
  const kind = version === '0.118.0' ? OLDER : NEWER;
  object({ models: list(kind) })(value, '');
  return (value as { models: readonly ModelInfo[] }).models;
}

/** Complains of what does not fit; `at`: where it stands. */
type Kind = (value: unknown, at: string) => void;

const simple =
  (expected: string, fits: (value: unknown) => boolean): Kind =>
  (value, at) => {
    if (!fits(value)) throw new ModelsMalformed(wrongType(value, expected), at);
  };

const text = simple('a string', (value) => typeof value === 'string');
const flag = simple('a boolean', (value) => typeof value === 'boolean');
const whole = simple('i64', Number.isInteger);
const rank = simple('i32', (value) => Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31);

function oneOf(...known: readonly string[]): Kind {
  return (value, at) => {
    text(value, at);
    if (!known.includes(String(value))) throw new ModelsMalformed(unknownVariant(String(value), known), at);
  };
}

function list(kind: Kind): Kind {
  return (value, at) => {
    if (!Array.isArray(value)) throw new ModelsMalformed(wrongType(value, 'a sequence'), at);
    for (const [index, one] of value.entries()) kind(one, `${at}[${index}]`);
  };
}

/** `needed` must be there, `optional` may be missing, `nullable` null as well. */
function object(
  needed: Readonly<Record<string, Kind>>,
  optional: Readonly<Record<string, Kind>> = {},
  nullable: Readonly<Record<string, Kind>> = {},
): Kind {
  return (value, at) => {
    if (!isRecord(value)) throw new ModelsMalformed(wrongType(value, 'a map'), at);
    const below = (name: string): string => (at === '' ? name : `${at}.${name}`);
    for (const [name, kind] of Object.entries(needed)) {
      if (value[name] === undefined) throw new ModelsMalformed(`missing field \`${name}\``, at);
      kind(value[name], below(name));
    }
    for (const [name, kind] of Object.entries(optional))
      if (value[name] !== undefined) kind(value[name], below(name));
    for (const [name, kind] of Object.entries(nullable))
      if (value[name] != null) kind(value[name], below(name));
  };
}

const NEEDED = {
  slug: text,
  display_name: text,
  shell_type: oneOf('default', 'local', 'unified_exec', 'disabled', 'shell_command'),
  visibility: oneOf('list', 'hide', 'none'),
  supported_in_api: flag,
  priority: rank,
  base_instructions: text,
  support_verbosity: flag,
  truncation_policy: object({ mode: oneOf('bytes', 'tokens'), limit: whole }),
  experimental_supported_tools: list(text),
};

const OPTIONAL = {
  default_reasoning_summary: oneOf('auto', 'concise', 'detailed', 'none'),
  web_search_tool_type: oneOf('text', 'text_and_image'),
  supports_image_detail_original: flag,
  effective_context_window_percent: whole,
  supports_search_tool: flag,
};

const VARIABLES = { personality_default: text, personality_friendly: text, personality_pragmatic: text };

const NULLABLE = {
  description: text,
  upgrade: object({ model: text, migration_markdown: text }),
  availability_nux: object({ message: text }),
  model_messages: object(
    {},
    {},
    { instructions_template: text, instructions_variables: object({}, {}, VARIABLES) },
  ),
  default_verbosity: oneOf('low', 'medium', 'high'),
  context_window: whole,
  auto_compact_token_limit: whole,
};

const OLDER_EFFORT = oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh');

const OLDER = object(
  {
    ...NEEDED,
    supported_reasoning_levels: list(object({ effort: OLDER_EFFORT, description: text })),
    supports_reasoning_summaries: flag,
    supports_parallel_tool_calls: flag,
  },
  { ...OPTIONAL, input_modalities: list(oneOf('text', 'image')) },
  {
    ...NULLABLE,
    default_reasoning_level: OLDER_EFFORT,
    apply_patch_tool_type: oneOf('freeform', 'function'),
  },
);

const NEWER = object(
  { ...NEEDED, supported_reasoning_levels: list(object({ effort: text, description: text })) },
  {
    ...OPTIONAL,
    input_modalities: list(text),
    additional_speed_tiers: list(text),
    service_tiers: list(object({ id: text, name: text, description: text })),
    use_responses_lite: flag,
  },
  {
    ...NULLABLE,
    default_reasoning_level: text,
    apply_patch_tool_type: oneOf('freeform'),
    default_service_tier: text,
    max_context_window: whole,
    comp_hash: text,
    tool_mode: text,
    multi_agent_version: text,
    multi_agent_reasoning_effort: text,
    model_specialty: text,
  },
);
