// How hooks are told of a tool call: the tool's name and its input. Pure.

import { jsonOrText } from '../../util/json-or-text.js';
import { isRecord, textAt } from '../../util/peek.js';
import { joinWords } from '../../util/shell-words.js';
import type { ToolCall } from '../ports.js';

export interface ShownCall {
  readonly name: string;
  readonly input: unknown;
  /** What it runs, for a command or a patch. */
  readonly command: string | null;
  /** The call with another input; null where a command is missing. */
  with(input: unknown): ToolCall | null;
}

interface About {
  /** See Behaviour.hooksSayMore. */
  readonly saysMore: boolean;
  /** Whether there is such a tool. */
  isKnown(): boolean;
}

/** Null for a call that hooks are not told of. */
export function shownCall(call: ToolCall, { saysMore, isKnown }: About): ShownCall | null {
  if (call.kind === 'custom') {
    if (call.name !== 'apply_patch' || call.namespace !== null || !saysMore || !isKnown()) return null;
    return shownCommand('apply_patch', call.input, (input) => ({ ...call, input }));
  }
  const member = call.namespace === null ? COMMAND_MEMBER[call.name] : undefined;
  if (member !== undefined) return shellCall(call, member);
  if (!saysMore || call.name === 'write_stdin' || !isKnown()) return null;
  return {
    name: nameOf(call),
    input: jsonOrText(call.input),
    command: null,
    with: (input) => ({ ...call, input: JSON.stringify(input) }),
  };
}

/** Where the tools that run commands take them. */
const COMMAND_MEMBER: Readonly<Record<string, string>> = {
  exec_command: 'cmd',
  shell: 'command',
  shell_command: 'command',
  local_shell: 'command',
};

function shellCall(call: ToolCall, member: string): ShownCall | null {
  const args = jsonOrText(call.input);
  if (!isRecord(args)) return null;
  const given = args[member];
  if (!(typeof given === 'string' || Array.isArray(given))) return null;
  const command = typeof given === 'string' ? given : joinWords(given.map(String));
  return shownCommand('Bash', command, (text) => {
    const changed = Array.isArray(given) ? ['bash', '-lc', text] : text;
    return { ...call, input: JSON.stringify({ ...args, [member]: changed }) };
  });
}

function shownCommand(name: string, command: string, withCommand: (text: string) => ToolCall): ShownCall {
  return {
    name,
    input: { command },
    command,
    with(input) {
      const changed = textAt(input, 'command');
      return changed === undefined ? null : withCommand(changed);
    },
  };
}

function nameOf({ namespace, name }: ToolCall): string {
  if (namespace === null || name === 'spawn_agent') return name;
  return namespace.startsWith('mcp__') ? `${namespace}__${name}` : `${namespace}${name}`;
}
