// A model request as the Responses API takes it: JSON body and headers.

import { type ModelRequest, PLAIN_GROUP } from '../../domain/ports.js';
import type { ModelItem } from '../../domain/records.js';
import { isRecord } from '../../util/peek.js';

/** @param withAnnotations whether the model sees again what it noted beside its own texts */
export function requestBody(request: ModelRequest, withAnnotations: boolean): string {
  const { reasoning, serviceTier, readsTools } = request;
  const input = withAnnotations ? request.input : request.input.map(withoutAnnotations);
  return JSON.stringify({
    model: request.model,
    instructions: request.instructions,
    input: readsTools ? [...additionalTools(request.tools), ...input] : input,
    ...(readsTools ? {} : { tools: request.tools }),
    tool_choice: 'auto',
    parallel_tool_calls: request.callsInParallel,
    reasoning: reasoning === null ? null : withoutNulls(reasoning),
    store: false,
    stream: true,
    include: reasoning === null ? [] : ['reasoning.encrypted_content'],
    prompt_cache_key: request.threadId,
    ...(serviceTier === null ? {} : { service_tier: serviceTier }),
    ...textWish(request),
  });
}

/** Tools as an item of the input: those of no group in one of their own, none that the provider runs. */
function additionalTools(tools: readonly unknown[]): object[] {
  const read = tools
    .filter(isRecord)
    .filter(({ type }) => type !== 'web_search' && type !== 'image_generation');
  const loose = read.filter(({ type }) => type === 'function' || type === 'custom');
  const others = read.filter((tool) => !loose.includes(tool));
  const group = { type: 'namespace', name: PLAIN_GROUP, description: '', tools: loose };
  const all = loose.length === 0 ? others : [group, ...others];
  return all.length === 0 ? [] : [{ type: 'additional_tools', role: 'developer', tools: all }];
}

/** How the answer is to be worded; empty where nobody minds. */
function textWish({ verbosity, outputSchema, isSchemaLoose }: ModelRequest): { text?: object } {
  const text = {
    ...(verbosity === null ? {} : { verbosity }),
    ...(outputSchema === null || outputSchema === undefined
      ? {}
      : { format: format(outputSchema, !isSchemaLoose) }),
  };
  return Object.keys(text).length === 0 ? {} : { text };
}

function withoutAnnotations(item: ModelItem): ModelItem {
  if (item.type !== 'message' || !Array.isArray(item.content)) return item;
  const content = item.content.map((part: object) => ({ ...part, annotations: undefined }));
  return { ...item, content };
}

function format(schema: unknown, strict: boolean): unknown {
  return { type: 'json_schema', strict, name: 'codex_output_schema', schema };
}

function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

/** Headers of every request but the ones that authenticate it. */
export function requestHeaders(request: ModelRequest, userAgent: string): Record<string, string> {
  const { threadId, turnId, sandbox, originator, subagent, kind } = request;
  return {
    accept: 'text/event-stream',
    'content-type': 'application/json',
    // Newer versions spell it with hyphens; providers look for either.
    session_id: threadId,
    'session-id': threadId,
    'thread-id': threadId,
    'x-client-request-id': threadId,
    'x-codex-turn-metadata': JSON.stringify({
      session_id: threadId,
      turn_id: turnId,
      ...(request.agentPath === undefined ? {} : { agent_name: request.agentPath }),
      request_kind: kind,
      sandbox,
    }),
    originator,
    ...(request.readsTools ? { 'x-openai-internal-codex-responses-lite': 'true' } : {}),
    ...(subagent === null ? {} : { 'x-openai-subagent': subagent }),
    'user-agent': userAgent,
  };
}
