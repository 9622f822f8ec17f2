// Which MCP servers an administrator lets run: `[mcp_servers]` of requirements.toml names them, and says of each what it
// must start or where it must lead. Pure.

import type { McpServerConfig } from '../../domain/mcp/mcp-ports.js';
import { messageOf } from '../../util/coded-error.js';
import { isTree, type Tree } from './tree.js';

/** Whether the server may run; all may where nothing is said. */
export function allowsServer({ name, transport }: McpServerConfig, required: Tree): boolean {
  const { mcp_servers: allowed } = required;
  if (!isTree(allowed)) return true;
  const entry = Object.hasOwn(allowed, name) ? allowed[name] : undefined;
  return isTree(entry) && isTree(entry.identity) && isIdentical(entry.identity, transport);
}

/** A command counts before an address where both are named. */
function isIdentical({ command, url }: Tree, transport: McpServerConfig['transport']): boolean {
  if (command === undefined) return transport.kind === 'http' && fits(url, transport.url);
  if (transport.kind !== 'stdio') return false;
  if (!isTree(command)) return command === transport.command;
  const args = command.args as unknown[]; // see requirementsShape
  return (
    command.executable === transport.command &&
    args.length === transport.args.length &&
    args.every((matcher, at) => fits(matcher, transport.args[at] ?? ''))
  );
}

function fits(matcher: unknown, value: string): boolean {
  if (!isTree(matcher)) return matcher === value;
  if (matcher.match === 'regex') return whole(String(matcher.expression)).test(value);
  return matcher.match === 'prefix' ? value.startsWith(String(matcher.value)) : matcher.value === value;
}

/** Matches nothing less than all of a text. @throws SyntaxError */
function whole(expression: string): RegExp {
  return new RegExp(`^(?:${expression})$`, 'u');
}

/** The first server by which nothing can be judged, and why; null: there is none. */
export function mcpProblem(required: Tree): { readonly server: string; readonly problem: string } | null {
  const { mcp_servers: allowed } = required;
  for (const [server, entry] of Object.entries(isTree(allowed) ? allowed : {})) {
    const { identity } = isTree(entry) ? entry : {};
    const { command, url } = isTree(identity) ? identity : {};
    const args = isTree(command) ? (command.args as unknown[]) : [];
    for (const [at, matcher] of args.entries()) {
      const problem = expressionProblem(matcher);
      if (problem !== null) return { server, problem: `invalid argument matcher at index ${at}: ${problem}` };
    }
    const problem = expressionProblem(url);
    if (problem !== null) return { server, problem: `invalid URL matcher: ${problem}` };
  }
  return null;
}

function expressionProblem(matcher: unknown): string | null {
  if (!isTree(matcher) || matcher.match !== 'regex') return null;
  const expression = String(matcher.expression);
  try {
    whole(expression);
    return null;
  } catch (cause) {
    return `invalid regex \`${expression}\`: ${messageOf(cause)}`;
  }
}
