// Tools as scripts call them: from the definitions of the Responses API to functions with names of JavaScript. Pure.

import { isRecord, textAt } from '../../util/peek.js';
import type { ToolCall } from '../ports.js';
import type { CodeToolName } from './code-ports.js';
import { declaration, typeOf } from './declaration.js';

export interface CodeTool extends CodeToolName, Pick<ToolCall, 'namespace' | 'kind'> {
  /** As the model would call it. */
  readonly toolName: string;
  /** What the group it belongs to is for; empty where that is not said. */
  readonly group: string;
  /** The description without that. */
  readonly brief: string;
}

/** Tools that a model calls by itself, also where it is to write scripts. */
const DIRECT: ReadonlySet<string> = new Set([
  'request_user_input',
  'request_user_input_async',
  'clock.sleep',
]);

/**
 * How the model may go about its tools: `beside` scripts, or, but for a few, through scripts `only`. A word about the
 * model counts more than the switches.
 */
export function codeMode(
  toolMode: string | undefined,
  features: Readonly<Record<string, boolean>>,
): 'beside' | 'only' | null {
  switch (toolMode) {
    case 'code_mode':
      return 'beside';
    case 'code_mode_only':
      return 'only';
    case 'direct':
      return null;
    default:
      if (features.code_mode_only === true) return 'only';
      return features.code_mode === true ? 'beside' : null;
  }
}

/** What is left of the offered tools beside scripts. @param team the group of the team's tools */
export function directTools(offers: readonly unknown[], team: string | null): unknown[] {
  return offers.flatMap((offer) => {
    const name = textAt(offer, 'name');
    if (!isRecord(offer) || textAt(offer, 'type') === 'tool_search') return [];
    if (!Array.isArray(offer.tools)) return name === undefined || DIRECT.has(name) ? [offer] : [];
    if (name === team) return [offer];
    const tools = offer.tools.filter((tool) => DIRECT.has(`${name}.${textAt(tool, 'name')}`));
    return tools.length === 0 ? [] : [{ ...offer, tools }];
  });
}

/** What scripts call, by name; the first of those that come to the same name. */
export function codeTools(definitions: readonly unknown[], team: string | null): CodeTool[] {
  const found = new Map<string, CodeTool>();
  for (const definition of definitions) {
    if (!isRecord(definition)) continue;
    const namespace = Array.isArray(definition.tools) ? (textAt(definition, 'name') ?? '') : null;
    if (namespace !== null && namespace === team) continue;
    const group = namespace === null ? '' : (textAt(definition, 'description') ?? '');
    const members: unknown[] = namespace === null ? [definition] : (definition.tools as unknown[]);
    for (const member of members) {
      const tool = codeTool(member, namespace, group);
      if (tool !== null && !found.has(tool.name)) found.set(tool.name, tool);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function codeTool(definition: unknown, namespace: string | null, group: string): CodeTool | null {
  const kind = textAt(definition, 'type');
  const toolName = textAt(definition, 'name');
  if (!isRecord(definition) || toolName === undefined || (kind !== 'function' && kind !== 'custom'))
    return null;
  if (DIRECT.has(namespace === null ? toolName : `${namespace}.${toolName}`)) return null;
  const name = identifier(namespace === null ? toolName : `${namespace}__${toolName}`);
  const about = textAt(definition, 'description') ?? '';
  const declared = declaredAs(name, definition, kind);
  const description = [about, group, declared].filter((text) => text !== '').join('\n\n');
  return { name, toolName, namespace, kind, group, description, brief: `${about}\n\n${declared}` };
}

/** The definition with how scripts call the tool; the team's are the model's own to call. */
export function withDeclaration(definition: unknown, team: string | null): unknown {
  if (!isRecord(definition)) return definition;
  if (!Array.isArray(definition.tools)) return declared(definition, null);
  const name = textAt(definition, 'name') ?? '';
  if (name === team) return definition;
  return { ...definition, tools: definition.tools.map((tool) => declared(tool, name)) };
}

function declared(definition: unknown, namespace: string | null): unknown {
  const tool = codeTool(definition, namespace, '');
  return tool === null ? definition : { ...(definition as object), description: tool.brief };
}

function declaredAs(name: string, { parameters }: Readonly<Record<string, unknown>>, kind: string): string {
  const input = kind === 'custom' ? 'input: string' : `args: ${typeOf(parameters)}`;
  const code = declaration(name, input, RESULTS[name] ?? (name.startsWith('mcp__') ? MCP_RESULT : 'unknown'));
  return `exec tool declaration:\n\`\`\`ts\n${code}\n\`\`\``;
}

const COMMAND =
  '{ chunk_id?: string; exit_code?: number; original_token_count?: number; output: string; session_id?: number; wall_time_seconds: number; }';
const RESULTS: Readonly<Record<string, string>> = {
  exec_command: COMMAND,
  write_stdin: COMMAND,
  view_image: '{ detail?: string; image_url: string; }',
  clock__curr_time: '{ current_time: string; }',
};
const MCP_RESULT =
  '{ content: Array<unknown>; structuredContent?: unknown; isError?: boolean; [key: string]: unknown; }';

function identifier(name: string): string {
  const plain = name.replace(/[^\w$]/g, '_');
  return /^\d/.test(plain) ? `_${plain}` : plain;
}
