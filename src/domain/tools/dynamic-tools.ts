// Tools that the client runs: offered as it declared them, called through it.

import type { DynamicToolSpec, ThreadItem } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import { jsonOrText } from '../../util/json-or-text.js';
import type { ModelCatalog, ModelFacts, ToolCall, ToolContext, ToolOutput, ToolThread } from '../ports.js';

/** What the model is told of a call that the client did not answer. */
const FAILED = 'dynamic tool request failed';
/** And of one that it answered with something of another shape. */
const INVALID = 'dynamic tool response was invalid';

type DynamicItem = Extract<ThreadItem, { type: 'dynamicToolCall' }>;
type ContentItem = NonNullable<DynamicItem['contentItems']>[number];

/** `all`: also those that the model is to look for. */
export function dynamicDefinitions(
  { dynamicTools }: ToolThread,
  { all }: { readonly all: boolean },
): unknown[] {
  return dynamicTools.flatMap((spec) =>
    spec.type === 'namespace'
      ? groupWith(spec, ({ deferLoading }) => all || !deferLoading)
      : [definition(spec)],
  );
}

/** Groups of those that the model is to look for. */
export function deferredDefinitions({ dynamicTools }: ToolThread): unknown[] {
  return dynamicTools.flatMap((spec) =>
    spec.type === 'namespace' ? groupWith(spec, ({ deferLoading }) => deferLoading === true) : [],
  );
}

/** The group with those of its tools that are wanted; none where that are none. */
function groupWith(
  { name, description, tools }: NamespaceSpec,
  isWanted: (tool: NamespaceSpec['tools'][number]) => boolean,
): unknown[] {
  const wanted = tools.filter(isWanted);
  if (wanted.length === 0) return [];
  const words = description.trim() === '' ? `Tools in the ${name} namespace.` : description;
  return [{ type: 'namespace', name, description: words, tools: wanted.map(definition) }];
}

export function isDynamic({ name, namespace }: ToolCall, { dynamicTools }: ToolThread): boolean {
  return dynamicTools.some((spec) =>
    spec.type === 'namespace'
      ? spec.name === namespace && spec.tools.some((tool) => tool.name === name)
      : namespace === null && spec.name === name,
  );
}

export async function callDynamic(
  call: ToolCall,
  context: ToolContext,
  { clock, catalog }: { readonly clock: Clock; readonly catalog: ModelCatalog },
): Promise<ToolOutput> {
  const { callId, name: tool, namespace } = call;
  const { threadId, turnId, signal } = context;
  const args = jsonOrText(call.input);
  const startedAt = clock.monotonic();
  const item: DynamicItem = {
    type: 'dynamicToolCall',
    id: callId,
    namespace,
    tool,
    arguments: args,
    status: 'inProgress',
    contentItems: null,
    success: null,
    durationMs: null,
  };
  let isComplete = false;
  const complete = (contentItems: ContentItem[] | null, success: boolean): void => {
    if (isComplete) return;
    isComplete = true;
    const durationMs = Math.round(clock.monotonic() - startedAt);
    const status = success ? 'completed' : 'failed';
    context.completeItem({ ...item, status, contentItems, success, durationMs });
  };
  context.startItem(item);
  const onAbort = (): void => complete(null, false);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const answer = await context.ask({
      method: 'item/tool/call',
      params: { threadId, turnId, callId, namespace, tool, arguments: args },
      flag: null,
    });
    const { contentItems, success } = resultIn(answer);
    complete(contentItems, success);
    return { output: outputOf(contentItems, catalog.facts(context.settings.model)) };
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

type NamespaceSpec = Extract<DynamicToolSpec, { type: 'namespace' }>;
type FunctionSpec = Pick<
  Extract<DynamicToolSpec, { type: 'function' }>,
  'name' | 'description' | 'inputSchema'
>;

function definition({ name, description, inputSchema }: FunctionSpec): unknown {
  return { type: 'function', name, description, strict: false, parameters: inputSchema };
}

function resultIn(answer: Awaited<ReturnType<ToolContext['ask']>>): {
  contentItems: ContentItem[];
  success: boolean;
} {
  const result = 'result' in answer ? (answer.result as Record<string, unknown> | null) : null;
  const items = result?.contentItems;
  if (!Array.isArray(items) || typeof result?.success !== 'boolean' || !items.every(isContent)) {
    const text = 'error' in answer ? FAILED : INVALID;
    return { contentItems: [{ type: 'inputText', text }], success: false };
  }
  return { contentItems: items, success: result.success };
}

function isContent(item: unknown): item is ContentItem {
  const { type, text, imageUrl } = (item ?? {}) as Record<string, unknown>;
  return (
    (type === 'inputText' && typeof text === 'string') ||
    (type === 'inputImage' && typeof imageUrl === 'string')
  );
}

/** One text goes as it is, everything else as a list of parts. */
function outputOf(
  items: readonly ContentItem[],
  { pictureDetail: detail }: Pick<ModelFacts, 'pictureDetail'>,
): string | unknown[] {
  const [first] = items;
  if (items.length === 1 && first?.type === 'inputText') return first.text;
  return items.map((item) => {
    if (item.type === 'inputText') return { type: 'input_text', text: item.text };
    return item.type === 'inputImage'
      ? { type: 'input_image', image_url: item.imageUrl, ...(detail === undefined ? {} : { detail }) }
      : item;
  });
}
