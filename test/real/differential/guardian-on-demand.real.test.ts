// Reviews of calls that are not made, ours beside the real server that has them.
import { describe, expect, it } from 'vitest';
import { runTurn, startThread } from '../support/compare.js';
import {
  ALLOW,
  DENY,
  ESCALATED,
  GUARDED,
  isReviewer,
  REVIEWER,
  said,
  withGuarded,
} from '../support/guardian-plays.js';
import { server } from '../support/mcp-plays.js';
import { normaliser } from '../support/normalise.js';
import type { Frame, Side } from '../support/target.js';

const call = (name: string, args: unknown, more: Frame = {}): Frame => ({
  type: 'function_call',
  name,
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
  call_id: 'call_1',
  ...more,
});
const patch = (text: string): Frame => ({
  type: 'custom_tool_call',
  name: 'apply_patch',
  input: text,
  call_id: 'call_1',
});
const output = (text: string): Frame => ({ type: 'function_call_output', call_id: 'call_1', output: text });
const added = (path: string): string => `*** Begin Patch\n*** Add File: ${path}\n+one\n*** End Patch\n`;
const wanted = { permissions: { network: { enabled: true } } };
const permit = call('request_permissions', wanted);
const exec = (more: Frame): Frame => call('exec_command', { cmd: 'ls', ...more });
const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] };
const granular = (more: Frame): Frame => ({
  approvalPolicy: {
    granular: {
      sandbox_approval: true,
      rules: true,
      mcp_elicitations: true,
      request_permissions: true,
      ...more,
    },
  },
});

interface Play {
  readonly name: string;
  /** What a client has put at the end of the history. */
  readonly items: readonly Frame[];
  readonly thread?: Frame;
}

const plays: Play[] = [
  { name: 'nothing', items: [] },
  { name: 'a command that needs no consent', items: [exec({})] },
  { name: 'a command that wants out', items: [call('exec_command', ESCALATED)] },
  {
    name: 'a command, where people are asked',
    items: [call('exec_command', ESCALATED)],
    thread: { approvalsReviewer: 'user' },
  },
  {
    name: 'a command, where nobody is asked',
    items: [call('exec_command', ESCALATED)],
    thread: { approvalPolicy: 'never' },
  },
  {
    name: 'a command, where nobody is asked about it',
    items: [call('exec_command', ESCALATED)],
    thread: granular({ sandbox_approval: false }),
  },
  { name: 'a command, where some are asked', items: [call('exec_command', ESCALATED)], thread: granular({}) },
  {
    name: 'a command, where nothing is confined',
    items: [call('exec_command', ESCALATED)],
    thread: { sandbox: 'danger-full-access' },
  },
  {
    name: 'a dangerous command',
    items: [exec({ cmd: 'rm -rf x' })],
    thread: { sandbox: 'danger-full-access' },
  },
  {
    name: 'a dangerous command, where nobody is asked',
    items: [exec({ cmd: 'rm -rf x' })],
    thread: { approvalPolicy: 'never' },
  },
  {
    name: 'a command under a policy of distrust',
    items: [exec({})],
    thread: { approvalPolicy: 'untrusted' },
  },
  {
    name: 'a command that is to leave its sandbox, under a policy of distrust',
    items: [exec({ cmd: 'touch x', sandbox_permissions: 'require_escalated', justification: 'May I?' })],
    thread: { approvalPolicy: 'untrusted' },
  },
  {
    name: 'a command that may not write',
    items: [exec({ cmd: 'touch x' })],
    thread: { sandbox: 'read-only' },
  },
  { name: 'a command with a sandbox nobody knows', items: [exec({ sandbox_permissions: 'x' })] },
  {
    name: 'a command that wants more',
    items: [
      exec({
        sandbox_permissions: 'with_additional_permissions',
        additional_permissions: { network: { enabled: true } },
      }),
    ],
  },
  {
    name: 'a command that wants more and does not say what',
    items: [exec({ sandbox_permissions: 'with_additional_permissions' })],
  },
  { name: 'an empty command', items: [exec({ cmd: '' })] },
  { name: 'a command in a folder that is not there', items: [exec({ workdir: '/nonesuch' })] },
  { name: 'no command', items: [call('exec_command', {})] },
  { name: 'arguments that are no JSON', items: [call('exec_command', '{"nope')] },
  { name: 'a patch in the folder', items: [patch(added('in.txt'))] },
  { name: 'a patch beyond the folder', items: [patch(added('../out.txt'))] },
  {
    name: 'a patch beyond the folder, where nobody is asked',
    items: [patch(added('../out.txt'))],
    thread: { approvalPolicy: 'never' },
  },
  {
    name: 'a patch, where nothing may be written',
    items: [patch(added('in.txt'))],
    thread: { sandbox: 'read-only' },
  },
  {
    name: 'a patch under a policy of distrust',
    items: [patch(added('in.txt'))],
    thread: { approvalPolicy: 'untrusted' },
  },
  {
    name: 'a patch of a file that is not there',
    items: [patch('*** Begin Patch\n*** Update File: no.txt\n@@\n-a\n+b\n*** End Patch\n')],
  },
  { name: 'a patch that is none', items: [patch('rubbish')] },
  { name: 'a patch as a command', items: [exec({ cmd: `apply_patch <<'EOF'\n${added('../out.txt')}EOF` })] },
  {
    name: 'a harmless patch as a command',
    items: [exec({ cmd: `apply_patch <<'EOF'\n${added('in.txt')}EOF` })],
  },
  { name: 'permissions', items: [permit] },
  { name: 'permissions, where nobody is asked', items: [permit], thread: { approvalPolicy: 'never' } },
  {
    name: 'permissions, where nobody is asked about them',
    items: [permit],
    thread: granular({ request_permissions: false }),
  },
  { name: 'no permissions', items: [call('request_permissions', { permissions: {} })] },
  { name: 'permissions once more', items: [permit, output('x'), { ...permit, call_id: 'call_2' }] },
  {
    name: 'a command once more',
    items: [call('exec_command', ESCALATED), output('x'), call('exec_command', ESCALATED)],
  },
  { name: 'a tool nobody has', items: [call('nonesuch', {})] },
  { name: 'a tool in a group nobody has', items: [call('echo', {}, { namespace: 'mcp__none' })] },
  { name: 'a tool that is not offered', items: [call('shell', { command: ['ls'] })] },
  { name: 'a tool that nobody consents to', items: [call('view_image', { path: '/x' })] },
  { name: 'input for a command', items: [call('write_stdin', { session_id: 1, chars: 'x' })] },
  { name: 'a patch as a function', items: [call('apply_patch', { input: added('in.txt') })] },
  { name: 'a command as free text', items: [{ ...patch('{"cmd":"ls"}'), name: 'exec_command' }] },
  { name: 'a call without an id', items: [exec({}), call('exec_command', { cmd: 'ls' }, { call_id: '' })] },
  {
    name: 'a call that is not complete',
    items: [call('exec_command', { cmd: 'ls' }, { status: 'incomplete' })],
  },
  { name: 'a call with an answer', items: [exec({}), output('x')] },
  { name: 'a call before a message', items: [exec({}), message] },
];

const CONFIG = 'request_permissions_tool = true\nexec_permission_approvals = true\n';

/** What is answered, how often the reviewer was asked for it, and what anybody was told. */
async function reviewed(side: Side, verdict: object, asked: readonly Play[]) {
  const replies = [{ when: REVIEWER, ...verdict, times: 'always' }];
  return withGuarded({ side, version: '0.169.0', replies, config: CONFIG }, async (target, requests) => {
    const seen: Record<string, unknown> = {};
    const normalise = normaliser(target.home);
    for (const { name, items, thread = {} } of asked) {
      const from = target.frames.length;
      const threadId = await startThread(target, { ...GUARDED, ...thread });
      // Told after the answer, and on a busy machine after the next one.
      await target.waitFor('the thread', ({ method }) => method === 'thread/started', from);
      if (items.length > 0) await target.request('thread/inject_items', { threadId, items });
      const before = { frames: target.frames.length, asked: requests().length };
      const { id: _, ...answer } = await target.request('thread/guardianReview', { threadId });
      // A warning about the sandbox may trail the start of the thread.
      const told = target.frames
        .slice(before.frames)
        .flatMap(({ method }) => (method === undefined || method === 'warning' ? [] : [method]));
      seen[name] = {
        answer: normalise(answer),
        asked: requests().slice(before.asked).filter(isReviewer).length,
        told,
      };
    }
    return seen;
  });
}

describe('a review on demand, ours beside the real 0.169.0', () => {
  it('judges what a call would need, and refuses what it cannot judge', async () => {
    expect(await reviewed('ours', said(ALLOW), plays)).toEqual(await reviewed('real', said(ALLOW), plays));
  });

  const asking = { name: 'a command', items: [call('exec_command', ESCALATED)] };

  it.each([
    { name: 'denies', verdict: said(DENY) },
    { name: 'says no more than yes', verdict: said({ outcome: 'allow' }) },
    { name: 'says no more than no', verdict: said({ outcome: 'deny' }) },
    { name: 'has no known outcome', verdict: said({ outcome: 'maybe' }) },
    { name: 'talks', verdict: { text: 'What?' } },
    { name: 'is refused by its provider', verdict: { error: { status: 400, message: 'bad' } } },
  ])('tells what comes of a reviewer that $name', async ({ verdict }) => {
    expect(await reviewed('ours', verdict, [asking])).toEqual(await reviewed('real', verdict, [asking]));
  });

  it('goes on with what the thread is told next, and never makes the call', async () => {
    const play = async (side: Side) => {
      const replies = [
        { when: REVIEWER, ...said(DENY), times: 'always' },
        { text: 'Fine.', times: 'always' },
      ];
      return withGuarded({ side, version: '0.169.0', replies }, async (target) => {
        const threadId = await startThread(target, GUARDED);
        await target.request('thread/inject_items', { threadId, items: asking.items });
        const answers = [];
        for (const _ of [1, 2]) answers.push(await target.request('thread/guardianReview', { threadId }));
        await runTurn(target, threadId, 'go on');
        answers.push(await target.request('thread/guardianReview', { threadId }));
        const commands = target.frames.filter(({ params }) =>
          JSON.stringify(params ?? '').includes('commandExecution'),
        );
        return {
          answers: answers.map(({ result, error }) => ({ result, error })),
          commands: commands.length,
        };
      });
    };
    expect(await play('ours')).toEqual(await play('real'));
  });

  it('judges calls of MCP servers', async () => {
    const play = async (side: Side) => {
      const replies = [{ when: REVIEWER, ...said(ALLOW), times: 'always' }];
      const parts = {
        side,
        version: '0.169.0',
        replies,
        config: server('one'),
        model: 'unheard-of',
      } as const;
      return withGuarded(parts, async (target) => {
        const answers: unknown[] = [];
        const group = { namespace: 'mcp__one' };
        const items = [
          call('echo', { text: 'x' }, group),
          call('destroy', { what: 'x' }, group),
          call('destroy', '{"x', group),
          call('destroy', '[1]', group),
          call('nonesuch', {}, group),
          call('mcp__one__destroy', {}),
        ];
        for (const item of items) {
          const from = target.frames.length;
          const threadId = await startThread(target, GUARDED);
          const isReady = ({ method, params }: Frame): boolean =>
            method === 'mcpServer/startupStatus/updated' && (params as Frame).status === 'ready';
          await target.waitFor('its server', isReady, from);
          await target.request('thread/inject_items', { threadId, items: [item] });
          const { id: _, ...answer } = await target.request('thread/guardianReview', { threadId });
          answers.push(answer);
        }
        return answers;
      });
    };
    expect(await play('ours')).toEqual(await play('real'));
  });

  // The real one takes no notice of that, and answers late.
  it('is over when its thread is', async () => {
    const replies = [{ when: REVIEWER, parts: [{ wait: 10_000 }, { text: '{}' }] }];
    await withGuarded({ side: 'ours', version: '0.169.0', replies }, async (target, requests) => {
      const threadId = await startThread(target, GUARDED);
      await target.request('thread/inject_items', { threadId, items: asking.items });
      const answer = target.request('thread/guardianReview', { threadId });
      while (requests().length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await target.request('thread/delete', { threadId });
      expect(await answer).toMatchObject({ error: { message: expect.stringContaining('closing') } });
    });
  });
});
