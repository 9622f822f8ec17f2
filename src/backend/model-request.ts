// What a script may ask about a model request: plain facts, read once from headers and body.

/** An output that answers a call the model made. */
export interface ToolOutput {
  readonly callId: string;
  readonly text: string;
}

/** One `POST /responses`. */
export interface ModelRequest {
  /** Counts from 1 since the script was set. */
  readonly number: number;
  readonly model: string;
  /** `turn`, `compaction`, or the kind of sub-agent that asks, e.g. `review`. */
  readonly kind: string;
  /** Which of a team of agents asks, such as `/root/one`; empty where servers do not say. */
  readonly agent: string;
  /**
   * Text of the newest message that a person wrote, or task that another agent gave; notes the app-server adds in the
   * user's name do not count.
   */
  readonly userText: string;
  /** Outputs that came since the model last spoke and of a turn that was not stopped since, oldest first. */
  readonly toolOutputs: readonly ToolOutput[];
  readonly tools: readonly string[];
  /** The JSON schema the answer must follow. */
  readonly outputSchema: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly input: readonly JsonObject[];
  readonly body: JsonObject;
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads the facts. Missing or odd members become empty ones: a script decides what to make of them. */
export function readModelRequest(
  body: JsonObject,
  headers: Readonly<Record<string, string>>,
  number: number,
): ModelRequest {
  const input = objectsIn(typeof body.input === 'string' ? [userMessage(body.input)] : body.input);
  const tools = toolsIn(body, input);
  const userText = lastUserText(input);
  return {
    number,
    model: textOf(body.model),
    kind: kindOf(headers, tools, userText),
    agent: metadataText(headers, 'agent_name'),
    userText,
    toolOutputs: newestToolOutputs(input),
    tools: tools.map((tool) => textOf(tool.name) || textOf(tool.type)),
    outputSchema: schemaOf(body),
    headers,
    input,
    body,
  };
}

/** Those that the request has, and those that the model reads of as the last such item of its input. */
export function toolsIn(body: JsonObject, input: readonly JsonObject[]): readonly JsonObject[] {
  const read = input.findLast(({ type }) => type === 'additional_tools');
  const groups = body.tools === undefined ? objectsIn(read?.tools) : objectsIn(body.tools);
  return groups.flatMap((tool) => (tool.name === 'functions' ? objectsIn(tool.tools) : [tool]));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function objectsIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function userMessage(text: string): JsonObject {
  return { type: 'message', role: 'user', content: [{ type: 'input_text', text }] };
}

// Beginnings of messages that app-servers write themselves with the role "user"; the last two open summaries, of the
// real ones and of ours.
const NOTE_START =
  /^\s*(<(environment_context|turn_aborted|user_instructions|skill|user_shell_command|subagent_notification|codex_internal_context)\b|# AGENTS\.md instructions|Another language model started to solve this problem|What came before this message was replaced by a summary)/;

function lastUserText(input: readonly JsonObject[]): string {
  for (let index = input.length - 1; index >= 0; index -= 1) {
    const item = input[index];
    const task = item === undefined ? null : taskText(item);
    if (task !== null) return task;
    if (item?.role !== 'user') continue;
    const text = contentText(item.content);
    if (!NOTE_START.test(text)) return text;
  }
  return '';
}

/** What another agent's model wants of this one; null for anything else. */
function taskText(item: JsonObject): string | null {
  if (item.type !== 'agent_message') return null;
  const parts = objectsIn(item.content);
  if (!textOf(parts[0]?.text).startsWith('Message Type: NEW_TASK\n')) return null;
  return parts.map((part) => textOf(part.encrypted_content)).join('');
}

function contentText(content: unknown): string {
  if (typeof content === 'string') return content;
  return objectsIn(content)
    .map((part) => textOf(part.text))
    .filter((text) => text !== '')
    .join('\n');
}

function newestToolOutputs(input: readonly JsonObject[]): readonly ToolOutput[] {
  const outputs: ToolOutput[] = [];
  for (let index = input.length - 1; index >= 0; index -= 1) {
    const item = input[index];
    if (item !== undefined && endsTurn(item)) break;
    if (item?.role === 'user' || item?.role === 'developer') continue;
    if (typeof item?.call_id !== 'string' || !textOf(item.type).endsWith('_output')) break;
    outputs.unshift({ callId: item.call_id, text: outputText(item.output) });
  }
  return outputs;
}

/** The note of an app-server that the turn before it was stopped: nobody waits for what its tools have said. */
function endsTurn({ role, content }: JsonObject): boolean {
  return (role === 'user' || role === 'developer') && /^\s*<turn_aborted>/.test(contentText(content));
}

function outputText(output: unknown): string {
  if (typeof output === 'string') return output;
  if (isObject(output)) return outputText(output.content);
  return contentText(output);
}

function schemaOf(body: JsonObject): unknown {
  const format = isObject(body.text) ? body.text.format : undefined;
  return isObject(format) && format.type === 'json_schema' ? format.schema : undefined;
}

// Newer servers say what a request is for; of older ones the compaction prompt and its lack of tools tell.
function kindOf(
  headers: Readonly<Record<string, string>>,
  tools: readonly JsonObject[],
  userText: string,
): string {
  const declared = metadataText(headers, 'request_kind');
  if (declared !== '' && declared !== 'turn') return declared;
  const subagent = headers['x-openai-subagent'];
  if (subagent !== undefined) return subagent === 'compact' ? 'compaction' : subagent;
  return tools.length === 0 && /checkpoint compaction/i.test(userText) ? 'compaction' : 'turn';
}

function metadataText(headers: Readonly<Record<string, string>>, member: string): string {
  const metadata = parsed(headers['x-codex-turn-metadata']);
  return isObject(metadata) ? textOf(metadata[member]) : '';
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? 'null');
  } catch {
    return undefined;
  }
}
