// Hooks around questions to people and calls of tools of every kind, ours beside the real 0.169.0; and hooks that are
// tools of MCP servers themselves.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALWAYS, apartInHooks, calls, context, DONE, MCP } from '../support/hook-plays.js';

const decision = (more: object): { out: object } => ({
  out: { hookSpecificOutput: { hookEventName: 'PermissionRequest', decision: more } },
});
const changed = (updatedInput: unknown): { out: object } => ({
  out: { hookSpecificOutput: { hookEventName: 'PreToolUse', permissionDecision: 'allow', updatedInput } },
});

it('speaks for the people who would be asked about commands and patches', async () => {
  const left = await apartInHooks({
    events: ['PermissionRequest'],
    replies: [
      calls('run', { name: 'exec_command', arguments: { cmd: 'touch ../outside', login: false } }),
      calls('make', { name: 'exec_command', arguments: { cmd: 'touch made', login: false } }),
      calls('leave', {
        name: 'exec_command',
        arguments: {
          cmd: 'echo hi',
          login: false,
          sandbox_permissions: 'require_escalated',
          justification: 'why not',
        },
      }),
      {
        when: { text: 'patch', toolOutput: false },
        ...ALWAYS,
        parts: [
          {
            customCall: {
              name: 'apply_patch',
              id: 'call_it',
              input: '*** Begin Patch\n*** Add File: ../xx\n+a\n*** End Patch',
            },
          },
        ],
      },
      DONE,
    ],
    async play({ thread, turn }) {
      const ask = await thread({ approvalPolicy: 'untrusted', sandbox: 'workspace-write' });
      await turn(ask, 'run');
      await turn(ask, 'run', { PermissionRequest: [{ err: 'no way', code: 2 }, {}] });
      await turn(ask, 'run', {
        PermissionRequest: [decision({ behavior: 'deny' }), decision({ behavior: 'allow' })],
      });
      await turn(ask, 'run', {
        PermissionRequest: [decision({ behavior: 'deny', message: 'one' }), decision({ behavior: 'deny' })],
      });
      await turn(ask, 'run', {
        PermissionRequest: [
          decision({ behavior: 'deny', interrupt: true }),
          decision({ behavior: 'allow', updatedInput: { command: 'x' } }),
        ],
      });
      await turn(ask, 'run', { PermissionRequest: [{ code: 2 }, { out: { continue: false } }] });
      await turn(ask, 'make', { PermissionRequest: decision({ behavior: 'allow' }) });
      await turn(ask, 'patch');
      await turn(ask, 'patch', { PermissionRequest: decision({ behavior: 'deny', message: 'not here' }) });
      await turn(ask, 'patch', { PermissionRequest: decision({ behavior: 'allow' }) });
      const onRequest = await thread({ approvalPolicy: 'on-request', sandbox: 'workspace-write' });
      await turn(onRequest, 'leave', { PermissionRequest: decision({ behavior: 'deny' }) });
      await turn(onRequest, 'leave', { PermissionRequest: decision({ behavior: 'allow' }) });
    },
  });
  expect(left).toEqual([]);
});

it('has hooks around tools of MCP servers, of clients and its own', async () => {
  const own = (name: string): string => `mcp__my_srv__${name}`;
  const left = await apartInHooks({
    events: ['PermissionRequest', 'PreToolUse', 'PostToolUse'],
    isUnknownModel: true,
    config: MCP,
    more: {
      PreToolUse: [own('echo'), 'mcp__my-srv__echo', 'mcp__.*'].map((matcher) => ({
        matcher,
        hooks: [{ type: 'command', command: 'true', statusMessage: matcher }],
      })),
    },
    answer: (number) => ({
      result: number === 0 ? { action: 'accept', content: null } : { success: true, contentItems: [] },
    }),
    replies: [
      calls('echo', { namespace: 'mcp__my_srv', name: 'echo', arguments: { text: 'hi' } }),
      calls('fail', { namespace: 'mcp__my_srv', name: 'fail', arguments: {} }),
      calls('destroy', { namespace: 'mcp__my_srv', name: 'destroy', arguments: { what: 'it' } }),
      calls('list', { name: 'list_mcp_resources', arguments: {} }),
      calls('view', { name: 'view_image', arguments: { path: '/nope.png' } }),
      calls('stdin', { name: 'write_stdin', arguments: { session_id: 1, chars: '' } }),
      calls('goal', { name: 'get_goal', arguments: {} }),
      calls('theirs', { name: 'my_tool', arguments: { a: 1 } }),
      calls('nobody', { name: 'nope', arguments: { a: 1 } }),
      calls('wait', { namespace: 'multi_agent_v1', name: 'wait_agent', arguments: { targets: [] } }),
      calls('spawn', { namespace: 'multi_agent_v1', name: 'spawn_agent', arguments: { agent_type: 'x' } }),
      calls('run', { name: 'exec_command', arguments: { cmd: 'exit 3', login: false } }),
      calls('odd', { name: 'exec_command', arguments: { nope: 1 } }),
      DONE,
    ],
    async play({ thread, turn }) {
      const tool = {
        name: 'my_tool',
        description: 'Theirs.',
        inputSchema: { type: 'object', properties: {} },
      };
      const id = await thread({
        approvalPolicy: 'on-request',
        sandbox: 'workspace-write',
        dynamicTools: [tool],
      });
      await turn(id, 'echo');
      await turn(id, 'echo', { PreToolUse: changed({ text: 'changed' }) });
      await turn(id, 'echo', { PreToolUse: { err: 'not this', code: 2 } });
      await turn(id, 'echo', { PostToolUse: [{ err: 'feedback', code: 2 }, context('PostToolUse')] });
      await turn(id, 'fail');
      await turn(id, 'destroy');
      await turn(id, 'destroy', { PermissionRequest: decision({ behavior: 'deny', message: 'no' }) });
      await turn(id, 'destroy', { PermissionRequest: decision({ behavior: 'allow' }) });
      for (const text of ['list', 'view', 'stdin', 'goal', 'theirs', 'nobody', 'wait', 'spawn', 'odd'])
        await turn(id, text);
      await turn(id, 'run', { PreToolUse: changed({ cmd: 'echo no' }) });
      await turn(id, 'run', { PreToolUse: changed({ command: 'echo changed' }) });
      await turn(id, 'goal', { PreToolUse: changed({ x: 1 }) });
      await turn(id, 'theirs', { PreToolUse: { err: 'not theirs', code: 2 } });
    },
  });
  expect(left).toEqual([]);
});

/** A placeholder for what hooks are told. */
const told = (name: string): string => `\${${name}}`;

it('runs tools of MCP servers as hooks, and those hooks that are configured by then', async () => {
  const tool = (name: string, input?: object, more: object = {}): object => ({
    type: 'mcp_tool',
    server: 'my-srv',
    tool: name,
    ...(input === undefined ? {} : { input }),
    ...more,
  });
  const saying = (text: string): object => tool('echo', { text });
  const left = await apartInHooks({
    events: ['UserPromptSubmit'],
    isUnknownModel: true,
    config: MCP,
    more: {
      SessionStart: [{ hooks: [saying(`start says ${told('source')}`)] }],
      SessionEnd: [{ hooks: [saying('end')] }],
      UserPromptSubmit: [
        {
          hooks: [
            saying(`${told('prompt')} says ${told('permission_mode')} ${told('hook_event_name')}`),
            saying(`${told('nobody')} says`),
            tool('echo', { text: 'one', more: [told('prompt'), { a: told('prompt'), b: 1 }] }),
            tool('fail', {}),
            tool('throw', {}),
            tool('structured'),
            tool('picture', {}, { statusMessage: 'looking' }),
            tool('sleep', { ms: 5000 }, { timeout: 1 }),
            tool('destroy', { what: 'all' }),
            tool('nope', {}),
            { ...tool('x', {}), server: 'other' },
            saying('{"nobody":1}'),
            { type: 'prompt', prompt: 'x' },
          ],
        },
      ],
      PreToolUse: [
        {
          hooks: [
            saying(told('tool_input')),
            saying(
              `{"hookSpecificOutput":{"hookEventName":"PreToolUse","permissionDecision":"deny","permissionDecisionReason":"no ${told('tool_input.command')}"}}`,
            ),
          ],
        },
      ],
      Stop: [{ hooks: [saying(`{"systemMessage":"${told('last_assistant_message')}"}`)] }],
    },
    replies: [calls('run', { name: 'exec_command', arguments: { cmd: 'echo hi', login: false } }), DONE],
    async play({ thread, turn, target }) {
      const id = await thread();
      await turn(id, 'hello');
      await turn(id, 'run');
      const file = join(target.home, 'codex/hooks.json');
      const command = 'printf "new says"';
      writeFileSync(
        file,
        JSON.stringify({ hooks: { UserPromptSubmit: [{ hooks: [{ type: 'command', command }] }] } }),
      );
      const { result } = await target.request('config/read', { includeLayers: false });
      expect(result).toBeDefined();
      await turn(id, 'still the old ones');
      await target.request('config/batchWrite', {
        edits: [{ keyPath: 'model_verbosity', value: 'low', mergeStrategy: 'replace' }],
        reloadUserConfig: true,
      });
      await turn(id, 'none is trusted');
      const again = await thread();
      await turn(again, 'nor here');
    },
  });
  expect(left).toEqual([]);
});

it('asks people what tools want to know that are called as hooks', async () => {
  const left = await apartInHooks({
    events: ['UserPromptSubmit', 'Stop'],
    isUnknownModel: true,
    config: MCP,
    more: {
      UserPromptSubmit: [{ hooks: [{ type: 'mcp_tool', server: 'my-srv', tool: 'ask-form', input: {} }] }],
      Stop: [{ hooks: [{ type: 'mcp_tool', server: 'my-srv', tool: 'ask-url', input: {} }] }],
    },
    answer: () => ({ result: { action: 'accept', content: { name: 'Ada' } } }),
    replies: [DONE],
    async play({ thread, turn }) {
      const granular = { sandbox_approval: true, rules: true, mcp_elicitations: false };
      for (const approvalPolicy of ['never', 'on-request', { granular }]) {
        await turn(await thread({ approvalPolicy }), 'hello');
      }
    },
  });
  expect(left).toEqual([]);
});
