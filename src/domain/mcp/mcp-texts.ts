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
export function callFailureText(server: string, tool: string, failure: McpFailure): string {
  return `tool call error: ${failedCall(server, tool)}\n\nCaused by:\n    ${causeText('tools/call', failure)}`;
}

/** The same, for a client whose own call it was. */
export function clientCallFailureText(server: string, tool: string, failure: McpFailure): string {
  return `${failedCall(server, tool)}: ${causeText('tools/call', failure)}`;
}

/** What became of a client's reading. */
export function readFailureText(server: string, uri: string, failure: McpFailure): string {
  return `resources/read failed for \`${server}\` (${uri}): ${causeText('resources/read', failure)}`;
}

function failedCall(server: string, tool: string): string {
  return `tool call failed for \`${server}/${tool}\``;
}

function causeText(method: string, { kind, message }: McpFailure): string {
  switch (kind.type) {
    case 'answer': {
      const data = kind.data === undefined ? '' : `(${JSON.stringify(kind.data)})`;
      return `Mcp error: ${kind.code}: ${kind.message}${data}`;
    }
    case 'callTimeout':
      return `timed out awaiting ${method} after ${kind.seconds}s`;
    default:
      return message;
  }
}
