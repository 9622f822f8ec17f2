// Runs one hook, be it a command or a tool of an MCP server, and tells what it left.

import { messageOf } from '../../util/coded-error.js';
import { filledInput } from './filled-input.js';
import type { Hook, HookExit, HookRunner, HookTools } from './hook.js';

interface HookSurroundings {
  readonly runner: HookRunner;
  readonly tools: HookTools;
  readonly threadId: string;
  readonly turnId: string | null;
  readonly cwd: string;
  readonly told: unknown;
}

/** Never rejects. */
export async function executeHook(
  { handler, timeoutSec, variables = {}, guard }: Hook,
  { runner, tools, threadId, turnId, cwd, told }: HookSurroundings,
  signal: AbortSignal,
): Promise<HookExit> {
  const refusal = (await guard?.refusal()) ?? null;
  if (refusal !== null) return { type: 'failed', message: refusal };
  const timeoutMs = timeoutSec * 1000;
  if (handler.type === 'command') {
    const input = JSON.stringify(told);
    return runner.run({ command: handler.command, cwd, input, timeoutMs, variables }, signal);
  }
  try {
    const { server, tool, input } = handler;
    const filled = filledInput(input, told);
    return await tools.call({ threadId, turnId, server, tool, arguments: filled, timeoutMs }, signal);
  } catch (thrown) {
    return { type: 'failed', message: messageOf(thrown) };
  }
}
