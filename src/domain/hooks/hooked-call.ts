// A tool call with the hooks around it: they may forbid it, change its input, and answer the model in its place.

import { isRecord, textAt } from '../../util/peek.js';
import { joinWords } from '../../util/shell-words.js';
import type { ToolCall, ToolOutput } from '../ports.js';
import type { HookOutcome, Occasion, ThreadHooks } from './thread-hooks.js';

interface HookedCall {
  readonly hooks: ThreadHooks;
  readonly call: ToolCall;
  readonly occasion: Pick<Occasion, 'turnId' | 'settings' | 'signal'>;
  /** See Behaviour.hooksSayMore. */
  readonly saysMore: boolean;
  run(call: ToolCall): Promise<ToolOutput>;
  /** Tells the model more, before the call's output. */
  addContext(contexts: readonly string[]): void;
}

/** How hooks are told of a tool: its name, and where in the arguments its command stands. */
interface Shown {
  readonly name: string;
  readonly command: string;
  /** The call with another command. */
  with(command: string): ToolCall;
}

export async function runHooked(hooked: HookedCall): Promise<ToolOutput> {
  const { hooks, call, saysMore, addContext } = hooked;
  const shown = hooks.has('preToolUse') || hooks.has('postToolUse') ? shownCall(call, saysMore) : null;
  if (shown === null) return hooked.run(call);
  const occasion = { ...hooked.occasion, subject: shown.name, callId: call.callId };
  const told = { tool_name: shown.name, tool_input: { command: shown.command } };
  const tool_use_id = call.callId;
  const before = await hooks.run({ ...occasion, event: 'preToolUse', told: { ...told, tool_use_id } });
  addContext(before.contexts);
  const [refusal] = before.blocked;
  if (refusal !== undefined) {
    return { output: `Command blocked by PreToolUse hook: ${refusal.text}. Command: ${shown.command}` };
  }
  const changed = commandIn(before.updatedInput);
  const done = await hooked.run(changed === null ? call : shown.with(changed));
  if (done.said === undefined) return done;
  const after = await hooks.run({
    ...occasion,
    event: 'postToolUse',
    told: {
      ...told,
      ...(changed === null ? {} : { tool_input: { command: changed } }),
      tool_response: done.said,
      tool_use_id,
    },
  });
  addContext(after.contexts);
  const feedback = feedbackOf(after);
  return feedback === null ? done : { ...done, output: feedback };
}

function feedbackOf({ blocked, stopped }: HookOutcome): string | null {
  const texts = [...(stopped === null ? [] : [stopped]), ...blocked.map(({ text }) => text)];
  return texts.length === 0 ? null : texts.join('\n\n');
}

function shownCall(call: ToolCall, saysMore: boolean): Shown | null {
  if (call.namespace !== null) return null;
  if (call.name === 'apply_patch' && call.kind === 'custom' && saysMore) {
    return { name: 'apply_patch', command: call.input, with: (input) => ({ ...call, input }) };
  }
  const member = COMMAND_MEMBER[call.name];
  if (call.kind !== 'function' || member === undefined) return null;
  const args = argumentsIn(call.input);
  const given = args?.[member];
  if (args === null || !(typeof given === 'string' || Array.isArray(given))) return null;
  const command = typeof given === 'string' ? given : joinWords(given.map(String));
  const withCommand = (text: string): unknown => (Array.isArray(given) ? ['bash', '-lc', text] : text);
  return {
    name: 'Bash',
    command,
    with: (text) => ({ ...call, input: JSON.stringify({ ...args, [member]: withCommand(text) }) }),
  };
}

/** Where the tools that run commands take them. */
const COMMAND_MEMBER: Readonly<Record<string, string>> = {
  exec_command: 'cmd',
  shell: 'command',
  shell_command: 'command',
  local_shell: 'command',
};

function argumentsIn(input: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(input);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function commandIn(input: unknown): string | null {
  return textAt(input, 'command') ?? null;
}
