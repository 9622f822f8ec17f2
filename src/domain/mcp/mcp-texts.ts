// What clients and models are told when an MCP server fails. Pure.

import type { McpFailure, McpHttpServer } from './mcp-ports.js';

/** Why a server did not start, as its start-up status says it. */
export function startFailureText(server: string, { kind, message }: McpFailure): string {
  if (kind.type === 'startTimeout') {
    return (
      `MCP client for \`${server}\` timed out after ${kind.seconds} seconds. ` +
      `Add or adjust \`startup_timeout_sec\` in your config.toml:\n[mcp_servers.${server}]\nstartup_timeout_sec = XX`
    );
  }
  return `MCP client for \`${server}\` failed to start: ${startCause(message)}`;
}

export function startCause(message: string): string {
  return `MCP startup failed: ${message}`;
}

/** Why it did not start, without where. */
export function startProblem({ kind, message }: McpFailure): string {
  return kind.type === 'startTimeout'
    ? `timed out handshaking with MCP server after ${kind.seconds}s`
    : message;
}

export function unknownServerText(server: string): string {
  return `unknown MCP server '${server}'`;
}

export function unknownPlaceText({ name, environmentId }: Omit<McpHttpServer, 'url'>): string {
  return `MCP server \`${name}\` references unknown environment id \`${environmentId}\``;
}

/** What became of a call that has no result. */
export function callFailureText(server: string, tool: string, { kind, message }: McpFailure): string {
  return `tool call error: tool call failed for \`${server}/${tool}\`\n\nCaused by:\n    ${causeText(kind, message)}`;
}

function causeText(kind: McpFailure['kind'], message: string): string {
  switch (kind.type) {
    case 'answer': {
      const data = kind.data === undefined ? '' : `(${JSON.stringify(kind.data)})`;
      return `Mcp error: ${kind.code}: ${kind.message}${data}`;
    }
    case 'callTimeout':
      return `timed out awaiting tools/call after ${kind.seconds}s`;
    default:
      return message;
  }
}
