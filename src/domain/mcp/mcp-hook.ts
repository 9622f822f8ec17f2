// Tools of MCP servers as hooks: called for the configuration that names them, not for a model, so nobody has to
// consent.

import type { Clock } from '../../util/clock.js';
import { at, textAt } from '../../util/peek.js';
import type { HookExit, HookToolCall } from '../hooks/hook.js';
import type { ToolHost } from '../ports.js';
import { questions } from './mcp-consent.js';
import { type McpCallResult, type McpConnection, McpFailure } from './mcp-ports.js';
import { unknownServerText } from './mcp-texts.js';
import type { McpThread } from './mcp-thread.js';

/** What the call leaves, as if a process had said it; never rejects. */
export async function callForHook(
  call: HookToolCall,
  { host, thread }: { readonly host: ToolHost; readonly thread: McpThread },
  clock: Clock,
  signal: AbortSignal,
): Promise<HookExit> {
  const { server, tool, turnId } = call;
  const connecting = thread.connection(server);
  if (connecting === null) return { type: 'failed', message: unknownServerText(server) };
  const timeout = new AbortController();
  const cancel = clock.setTimeout(() => timeout.abort(), call.timeoutMs);
  const isOver = AbortSignal.any([signal, timeout.signal]);
  try {
    const result = await thread.asking(
      questions({ threadId: host.threadId, turnId, ask: host.ask }, () => host.settings().approvalPolicy),
      async () => resultOf(await connecting, call, isOver),
    );
    if (result.isError === true) {
      return { type: 'failed', message: `MCP tool returned an error: ${textsIn(result)}` };
    }
    return { type: 'exited', code: 0, stdout: textsIn(result), stderr: '' };
  } catch (thrown) {
    if (timeout.signal.aborted) return { type: 'failed', message: 'MCP hook timed out' };
    if (signal.aborted) return { type: 'killed' };
    if (!(thrown instanceof McpFailure)) return { type: 'failed', message: String(thrown) };
    return { type: 'failed', message: `tool call failed for \`${server}/${tool}\`` };
  } finally {
    cancel();
  }
}

function resultOf(
  connection: McpConnection,
  { threadId, tool, arguments: given }: HookToolCall,
  signal: AbortSignal,
): Promise<McpCallResult> {
  return connection.call({ tool, arguments: given, meta: { threadId }, signal });
}

function textsIn({ content }: McpCallResult): string {
  return content
    .flatMap((part) => (at(part, 'type') === 'text' ? [textAt(part, 'text') ?? ''] : []))
    .join('\n');
}
