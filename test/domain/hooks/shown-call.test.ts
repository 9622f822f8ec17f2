import { describe, expect, test } from 'vitest';
import { shownCall } from '../../../src/domain/hooks/shown-call.js';
import type { ToolCall } from '../../../src/domain/ports.js';

const call = (name: string, input: unknown, more: Partial<ToolCall> = {}): ToolCall => ({
  kind: 'function',
  callId: 'call_1',
  namespace: null,
  name,
  input: typeof input === 'string' ? input : JSON.stringify(input),
  ...more,
});
const shown = (of: ToolCall, about = { saysMore: true, isKnown: () => true }) => shownCall(of, about);

describe('a tool call, as hooks are told of it', () => {
  test.each([
    ['exec_command', { cmd: 'ls' }, 'ls'],
    ['shell', { command: ['ls', 'a b'] }, "ls 'a b'"],
  ])('is Bash with its command: %s', (name, input, command) => {
    expect(shown(call(name, input))).toMatchObject({ name: 'Bash', input: { command }, command });
  });

  test('keeps the other arguments of a command that is changed, and needs one', () => {
    const of = shown(call('exec_command', { cmd: 'ls', login: false }));
    expect(of?.with({ command: 'pwd' })?.input).toBe('{"cmd":"pwd","login":false}');
    expect(of?.with({ cmd: 'pwd' })).toBeNull();
    expect(of?.with('pwd')).toBeNull();
  });

  test.each([
    ['mcp__srv', 'echo', 'mcp__srv__echo'],
    ['multi_agent_v1', 'wait_agent', 'multi_agent_v1wait_agent'],
    ['multi_agent_v1', 'spawn_agent', 'spawn_agent'],
    [null, 'get_goal', 'get_goal'],
  ])('of another tool has its name and its arguments: %s %s', (namespace, name, told) => {
    const of = shown(call(name, { a: 1 }, { namespace }));
    expect(of).toMatchObject({ name: told, input: { a: 1 }, command: null });
    expect(of?.with({ b: 2 })?.input).toBe('{"b":2}');
  });

  test('has a text for arguments that are no JSON', () => {
    expect(shown(call('get_goal', '[1'))?.input).toBe('[1');
  });

  test('is not told of unknown tools, of what is written to commands, and of commands without one', () => {
    const unknown = { saysMore: true, isKnown: () => false };
    expect(shown(call('nope', {}), unknown)).toBeNull();
    expect(shown(call('write_stdin', { session_id: 1 }))).toBeNull();
    expect(shown(call('exec_command', { nope: 1 }))).toBeNull();
    expect(shown(call('exec_command', '{'))).toBeNull();
  });

  test('is told of commands alone where hooks say less', () => {
    const less = { saysMore: false, isKnown: () => true };
    expect(shown(call('shell', { command: ['ls'] }), less)).not.toBeNull();
    expect(shown(call('get_goal', {}), less)).toBeNull();
    expect(shown(call('apply_patch', '*** Begin Patch', { kind: 'custom' }), less)).toBeNull();
  });
});
