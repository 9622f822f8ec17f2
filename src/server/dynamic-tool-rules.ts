// What the real servers demand of the tools that a client offers with thread/start: names the model can call, and schemas
// of a kind it is told. 0.118.0 looks at names alone and knows schemas by their type.

import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { DynamicToolSpec, Quirks } from '../protocol/index.js';
import { RESERVED_NAMESPACES } from '../util/reserved-namespaces.js';
import { toolSchemaProblem } from './tool-schema.js';

type Tool = Extract<DynamicToolSpec, { type: 'function' }>;

const MOST_NAME = 128;
const MOST_NAMESPACE = 64;

/** @throws RpcError for the first tool that cannot be offered */
export function assertTools(specs: readonly DynamicToolSpec[], quirks: Quirks): void {
  const problem = quirks.dynamicToolsSuitResponses ? problemOfSpecs(specs) : problemOfNames(specs);
  if (problem !== null) throw new RpcError(RpcCode.invalidRequest, problem);
}

function problemOfSpecs(specs: readonly DynamicToolSpec[]): string | null {
  const taken = { names: new Set<string>(), namespaces: new Set<string>() };
  for (const spec of specs) {
    const problem =
      spec.type === 'function' ? problemOfTool(spec, taken.names) : problemOfGroup(spec, taken.namespaces);
    if (problem !== null) return problem;
    if (spec.type === 'function' && spec.deferLoading) {
      return `deferred dynamic tool must include a namespace: ${spec.name}`;
    }
  }
  return null;
}

function problemOfGroup(
  { name, tools }: Extract<DynamicToolSpec, { type: 'namespace' }>,
  namespaces: Set<string>,
): string | null {
  const what = 'dynamic tool namespace';
  const problem = problemOfWord(what, name, MOST_NAMESPACE);
  if (problem !== null) return problem;
  if (RESERVED_NAMESPACES.includes(name)) {
    return `${what} collides with a reserved Responses API namespace: ${name}`;
  }
  if (namespaces.has(name)) return `duplicate ${what}: ${name}`;
  namespaces.add(name);
  if (tools.length === 0) return `${what} must contain at least one tool: ${name}`;
  const names = new Set<string>();
  return firstOf(tools, (tool) => problemOfTool(tool, names, ` in namespace ${name}`));
}

function problemOfTool(
  { name, inputSchema }: Pick<Tool, 'name' | 'inputSchema'>,
  names: Set<string>,
  where = '',
): string | null {
  const problem = problemOfWord('dynamic tool name', name, MOST_NAME);
  if (problem !== null) return problem;
  if (names.has(name)) return `duplicate dynamic tool name${where}: ${name}`;
  names.add(name);
  return problemOfSchema(name, toolSchemaProblem(inputSchema, 'struct'));
}

/** By the rules of 0.118.0, where tools of all groups share their names. */
function problemOfNames(specs: readonly DynamicToolSpec[]): string | null {
  const names = new Set<string>();
  const tools = specs.flatMap((spec) => (spec.type === 'function' ? [spec] : spec.tools));
  return firstOf(tools, ({ name, inputSchema }) => {
    const problem = problemOfAnyWord('dynamic tool name', name);
    if (problem !== null) return problem;
    if (names.has(name)) return `duplicate dynamic tool name: ${name}`;
    names.add(name);
    return problemOfSchema(name, toolSchemaProblem(inputSchema, 'tagged'));
  });
}

function problemOfSchema(name: string, problem: string | null): string | null {
  return problem === null ? null : `dynamic tool input schema is not supported for ${name}: ${problem}`;
}

function problemOfWord(what: string, word: string, most: number): string | null {
  const problem = problemOfAnyWord(what, word);
  if (problem !== null) return problem;
  if (!/^[a-zA-Z0-9_-]+$/.test(word)) {
    return `${what} must match ^[a-zA-Z0-9_-]+$ to match Responses API: ${escaped(word)}`;
  }
  return word.length > most
    ? `${what} must be at most ${most} characters to match Responses API: ${word}`
    : null;
}

function problemOfAnyWord(what: string, word: string): string | null {
  if (word.trim() === '') return `${what} must not be empty`;
  if (word.trim() !== word) return `${what} has leading/trailing whitespace: ${word}`;
  return word === 'mcp' || word.startsWith('mcp__') ? `${what} is reserved: ${word}` : null;
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** What is no plain sign is told by its number, as the real server tells it. */
function escaped(word: string): string {
  return word.replace(/["'\\]/g, '\\$&').replace(/[^ -~]/gu, (sign) => {
    return SHORT[sign] ?? `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

function firstOf<T>(all: readonly T[], problemOf: (one: T) => string | null): string | null {
  for (const one of all) {
    const problem = problemOf(one);
    if (problem !== null) return problem;
  }
  return null;
}
