import { describe, expect, it } from 'vitest';
import { type ModelRequest, readModelRequest } from '../../src/backend/model-request.js';
import type { Reply } from '../../src/backend/script.js';
import { checkReply } from '../../src/backend/script-check.js';
import { body, functionCall, functionOutput, type Item, message } from './requests.js';
import { eventsOf, stepsOf } from './streams.js';

interface Tool {
  readonly type: string;
  readonly name?: string;
}

function offering(tools: readonly Tool[], ...items: readonly Item[]): ModelRequest {
  return readModelRequest({ ...body(message('user', 'go'), ...items), tools }, {}, 1);
}

/** The output items of a reply to a request that offers these tools. */
function itemsOf(reply: Reply, request: ModelRequest): Record<string, unknown>[] {
  return eventsOf(stepsOf(reply, request))
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => item);
}

function argumentsOf(item: Record<string, unknown> | undefined): unknown {
  return JSON.parse(String(item?.arguments));
}

const named = (name: string, type = 'function'): Tool => ({ type, name });
const PATCH = '*** Begin Patch\n*** Delete File: a\n*** End Patch';

describe('a command to run', () => {
  it.each([
    ['exec_command', { cmd: 'ls "a b"', workdir: '/w' }],
    ['shell_command', { command: 'ls "a b"', workdir: '/w', timeout_ms: 9 }],
    ['shell', { command: ['bash', '-lc', 'ls "a b"'], workdir: '/w', timeout_ms: 9 }],
    ['container.exec', { command: ['bash', '-lc', 'ls "a b"'], workdir: '/w', timeout_ms: 9 }],
  ])('goes to %s in the shape it takes', (name, expected) => {
    const reply = { run: { command: 'ls "a b"', workdir: '/w', timeoutMs: 9 } };
    const [item] = itemsOf(reply, offering([named('update_plan'), named(name)]));
    expect(item).toMatchObject({ type: 'function_call', name });
    expect(argumentsOf(item)).toEqual(expected);
  });

  it('goes to the local shell where that is all there is', () => {
    const [item] = itemsOf({ run: 'ls' }, offering([{ type: 'local_shell' }]));
    expect(item).toMatchObject({ type: 'local_shell_call', action: { command: ['bash', '-lc', 'ls'] } });
  });

  it('calls exec_command where no shell is offered, so that the server says so', () => {
    expect(itemsOf({ run: 'ls' }, offering([]))).toMatchObject([{ name: 'exec_command' }]);
  });

  it('asks to leave the sandbox with the reason given', () => {
    const [item] = itemsOf({ run: { command: 'ls', escalate: 'May I?' } }, offering([named('exec_command')]));
    expect(argumentsOf(item)).toEqual({
      cmd: 'ls',
      sandbox_permissions: 'require_escalated',
      justification: 'May I?',
    });
  });
});

describe('a patch', () => {
  it('is free text for a model that writes scripts, which is told of no tool for it', () => {
    const [item] = itemsOf({ patch: PATCH }, offering([named('exec', 'custom'), named('wait')]));
    expect(item).toMatchObject({ type: 'custom_tool_call', name: 'apply_patch', input: PATCH });
  });

  it('is free text for a free-text tool', () => {
    const [item] = itemsOf({ patch: PATCH }, offering([named('apply_patch', 'custom')]));
    expect(item).toMatchObject({ type: 'custom_tool_call', name: 'apply_patch', input: PATCH });
  });

  it('is an argument of a function', () => {
    const [item] = itemsOf({ patch: PATCH }, offering([named('apply_patch')]));
    expect(argumentsOf(item)).toEqual({ input: PATCH });
  });

  it('goes through the shell where there is no tool for it', () => {
    const [item] = itemsOf({ patch: PATCH }, offering([named('shell_command')]));
    expect(argumentsOf(item)).toEqual({ command: `apply_patch <<'ASTC_PATCH'\n${PATCH}\nASTC_PATCH` });
  });
});

describe('the other wishes', () => {
  const call = (reply: Reply, ...items: readonly Item[]) => {
    const [item] = itemsOf(reply, offering([], ...items));
    return { name: item?.name, arguments: argumentsOf(item) };
  };

  it('update a plan, where a plain step is pending', () => {
    expect(call({ plan: ['a', { step: 'b', status: 'completed' }] })).toEqual({
      name: 'update_plan',
      arguments: {
        plan: [
          { step: 'a', status: 'pending' },
          { step: 'b', status: 'completed' },
        ],
      },
    });
  });

  it('ask the user, yes or no by default', () => {
    expect(call({ ask: 'Really?' })).toEqual({
      name: 'request_user_input',
      arguments: {
        questions: [
          {
            id: 'answer',
            header: 'Question',
            question: 'Really?',
            options: [
              { label: 'Yes', description: 'Yes' },
              { label: 'No', description: 'No' },
            ],
          },
        ],
      },
    });
  });

  it('call a tool of an MCP server in its namespace, or by its whole name where that is offered', () => {
    const mcp = { server: 'my-server', tool: 'read.file', arguments: { path: 'a' } };
    const [grouped] = itemsOf({ mcp }, offering([named('mcp__my_server', 'namespace')]));
    expect(grouped).toMatchObject({ namespace: 'mcp__my_server', name: 'read_file' });
    expect(argumentsOf(grouped)).toEqual({ path: 'a' });
    const [whole] = itemsOf({ mcp }, offering([named('mcp__my_server__read_file')]));
    expect(whole).toMatchObject({ name: 'mcp__my_server__read_file' });
    expect(whole).not.toHaveProperty('namespace');
  });

  it('look at an image, ask for rights', () => {
    expect(call({ viewImage: 'a.png' })).toEqual({ name: 'view_image', arguments: { path: 'a.png' } });
    const permissions = { network: { enabled: true } };
    expect(call({ permissions: { permissions, reason: 'r' } })).toEqual({
      name: 'request_permissions',
      arguments: { permissions, reason: 'r' },
    });
  });

  it('write to the session that an output named last', () => {
    const earlier = functionOutput('a', 'Process running with session ID 17\nOutput:\n');
    const later = functionOutput('b', 'Process running with session ID 42\nOutput:\n');
    expect(call({ stdin: 'y\n' }, functionCall('a'), earlier, functionCall('b'), later)).toEqual({
      name: 'write_stdin',
      arguments: { session_id: 42, chars: 'y\n' },
    });
  });

  it('stand beside each other in one response, each with an id of its own', () => {
    const parts = [
      { run: { command: 'a', id: 'run_*' } },
      { run: { command: 'b', id: 'run_*' } },
      { plan: ['c'] },
    ];
    const items = itemsOf({ parts }, offering([named('exec_command')]));
    expect(items.map(({ call_id }) => call_id)).toEqual(['run_id_00', 'run_id_01', 'call_id_02']);
  });

  it('are checked like the rest of a script', () => {
    expect(() => checkReply({ parts: [{ run: '' }] })).toThrow(
      /parts\[0\]\.run\.command: expected a text that is not empty/,
    );
    expect(() => checkReply({ plan: [] })).toThrow(/plan\.steps: expected a list of at least 1/);
  });
});
