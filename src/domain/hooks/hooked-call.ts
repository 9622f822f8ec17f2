// A tool call with the hooks around it: they may forbid it, change its input, answer the model in its place, and speak
// for the people who would be asked about it.

import type { ToolCall, ToolOutput } from '../ports.js';
import type { Permit } from './hook.js';
import { type ShownCall, shownCall } from './shown-call.js';
import type { HookOutcome, Occasion, ThreadHooks } from './thread-hooks.js';

interface HookedCall {
  readonly hooks: ThreadHooks;
  readonly call: ToolCall;
  readonly occasion: Pick<Occasion, 'turnId' | 'settings' | 'signal'>;
  /** See Behaviour.hooksSayMore. */
  readonly saysMore: boolean;
  /** Whether there is such a tool; asked only where hooks are concerned. */
  isKnown(): boolean;
  run(call: ToolCall): Promise<ToolOutput>;
  /** Tells the model more, before the call's output. */
  addContext(contexts: readonly string[]): void;
}

export async function runHooked(hooked: HookedCall): Promise<ToolOutput> {
  const { hooks, call, addContext } = hooked;
  const { settings } = hooked.occasion;
  const isConcerned = hooks.has('preToolUse', settings) || hooks.has('postToolUse', settings);
  const shown = isConcerned ? shownCall(call, hooked) : null;
  if (shown === null) return hooked.run(call);
  const occasion = { ...hooked.occasion, subject: shown.name, callId: call.callId };
  const told = { tool_name: shown.name, tool_input: shown.input, tool_use_id: call.callId };
  const before = await hooks.run({ ...occasion, event: 'preToolUse', told });
  addContext(before.contexts);
  const [refusal] = before.blocked;
  if (refusal !== undefined) return { output: refusalText(shown, refusal.text) };
  const { updatedInput } = before;
  const wanted = updatedInput === undefined ? call : shown.with(updatedInput);
  if (wanted === null) return { output: 'hook returned updatedInput without string field `command`' };
  const done = await hooked.run(wanted);
  const said = done.said ?? (shown.command !== null || done.isRefused ? undefined : done.output);
  if (said === undefined) return done;
  const { tool_use_id, ...rest } = told;
  const after = await hooks.run({
    ...occasion,
    event: 'postToolUse',
    told: { ...rest, tool_input: updatedInput ?? shown.input, tool_response: said, tool_use_id },
  });
  addContext(after.contexts);
  const feedback = feedbackOf(after);
  return feedback === null ? done : { ...done, output: feedback };
}

/** Asks the hooks; `description` is what people would be told of the reason. */
export async function permitOf(
  {
    hooks,
    call,
    occasion,
    ...about
  }: Pick<HookedCall, 'hooks' | 'call' | 'occasion' | 'saysMore' | 'isKnown'>,
  description: string | null,
): Promise<Permit> {
  const shown = hooks.has('permissionRequest', occasion.settings) ? shownCall(call, about) : null;
  if (shown === null) return { type: 'ask' };
  const { blocked, isAllowed } = await hooks.run({
    ...occasion,
    event: 'permissionRequest',
    subject: shown.name,
    callId: call.callId,
    told: {
      tool_name: shown.name,
      tool_input: description === null ? shown.input : { ...Object(shown.input), description },
    },
  });
  const [refusal] = blocked;
  if (refusal !== undefined) return { type: 'deny', message: refusal.text };
  return { type: isAllowed ? 'allow' : 'ask' };
}

function refusalText({ name, command }: ShownCall, reason: string): string {
  return command === null
    ? `Tool call blocked by PreToolUse hook: ${reason}. Tool: ${name}`
    : `Command blocked by PreToolUse hook: ${reason}. Command: ${command}`;
}

function feedbackOf({ blocked, stopped }: HookOutcome): string | null {
  const texts = [...(stopped === null ? [] : [stopped]), ...blocked.map(({ text }) => text)];
  return texts.length === 0 ? null : texts.join('\n\n');
}
