// Teams of agents, ours beside the real 0.169.0, which alone has them.
import { describe, expect, it } from 'vitest';
import { textAt } from '../../../src/util/peek.js';
import { isEnd, says } from '../support/agent-turns.js';
import { textInput } from '../support/compare.js';
import type { Frame } from '../support/target.js';
import { apart, type Call, spawn, TEAM_CONFIG } from '../support/team-plays.js';

const UNKNOWN = '01900000-0000-7000-8000-000000000000';

describe('teams of agents, ours beside the real 0.169.0', () => {
  it('refuses the same calls in the same words', async () => {
    const some = { task_name: 'a', message: 'x' };
    const refused: Call[] = [
      ...[
        {},
        { task_name: 'a' },
        { message: 'a' },
        ...['A b', '', 'root', '..', 'a/b'].map((task_name) => ({ task_name, message: 'x' })),
        { task_name: 'a', message: ' ' },
        { task_name: 'a', message: 5 },
        ...['nope', '0', '-1', 3].map((fork_turns) => ({ ...some, fork_turns })),
        { ...some, fork_context: true },
        { ...some, model: 'nope' },
        { ...some, reasoning_effort: 'nope' },
        { ...some, agent_type: 'nope' },
        { ...some, items: [] },
      ].map((args): Call => ['spawn_agent', args]),
      ...[
        {},
        { target: 'x' },
        { message: 'x' },
        { target: 'nope', message: '' },
        ...['nope', '/root/nope', UNKNOWN, 'root', 'Bad Name', '', '/nope/x', '/root/', '..', 'a//b'].map(
          (target) => ({ target, message: 'hi' }),
        ),
      ].map((args): Call => ['send_message', args]),
      ...['/root', 'nope', UNKNOWN].map((target): Call => ['followup_task', { target, message: 'hi' }]),
      ['followup_task', { target: 'nope', message: 'hi', interrupt: true }],
      ...['/root', 'nope', UNKNOWN, ''].map((target): Call => ['interrupt_agent', { target }]),
      ...['nope', '/root/', '/nope', '', 'Bad X', 5, '/root'].map(
        (path_prefix): Call => ['list_agents', { path_prefix }],
      ),
      ['list_agents', { x: 5 }],
      ...[0, 'x', 1.5, 2001].map((timeout_ms): Call => ['wait_agent', { timeout_ms }]),
      ['wait_agent', { targets: ['x'] }],
      ['close_agent', { target: 'x' }],
    ];
    expect(await apart(({ calls }) => calls(refused))).toEqual([]);
  });

  it('starts an agent, gives it more to do, writes to it and to itself, and hears of each end', async () => {
    const left = await apart(async ({ calls }) => {
      await calls([spawn('one', 'first')], 1);
      await calls([['list_agents', {}], ['wait_agent', {}], spawn('one', 'again')]);
      await calls([['followup_task', { target: 'one', message: 'second' }]], 1);
      await calls([['wait_agent', {}]]);
      await calls([['send_message', { target: '/root/one', message: 'by the way' }]]);
      await calls([['followup_task', { target: '/root/one', message: 'fail' }]], 1);
      await calls(
        [
          ['list_agents', { path_prefix: 'one' }],
          ['interrupt_agent', { target: 'one' }],
          ['send_message', { target: '/root', message: 'to me' }],
          ['followup_task', { target: 'one', message: 'third' }],
          ['followup_task', { target: 'one', message: 'fourth' }],
        ],
        2,
      );
      await calls([['list_agents', {}]]);
    });
    expect(left).toEqual([]);
  });

  it('forks an agent off, with what was said and done so far', async () => {
    const left = await apart(async ({ calls }) => {
      await calls([['list_agents', {}]]);
      await calls([['spawn_agent', { task_name: 'one', message: 'forked', reasoning_effort: 'high' }]], 1);
      await calls([['list_agents', {}]]);
    });
    expect(left).toEqual([]);
  });

  it('has what an agent of another kind of model is forked off with summarised first', async () => {
    const left = await apart(
      async ({ calls }) => {
        await calls([['list_agents', {}]]);
        await calls([['spawn_agent', { task_name: 'one', message: 'forked', model: 'gpt-5.6-sol' }]], 1);
        await calls([['followup_task', { target: 'one', message: 'second' }]], 1);
      },
      { model: 'gpt-5.5' },
    );
    expect(left).toEqual([]);
  });

  it('has no more agents loaded than there may be, and puts those away that are idle', async () => {
    const left = await apart(async ({ calls }) => {
      await calls([spawn('one', 'first')], 1);
      await calls([spawn('two', 'hold')]);
      await calls([spawn('three', 'hold')]);
      await calls([['list_agents', {}], spawn('one', 'again')]);
      await calls([
        spawn('four', 'hold'),
        ['send_message', { target: 'one', message: 'for later' }],
        ['followup_task', { target: 'one', message: 'now' }],
        ['interrupt_agent', { target: 'one' }],
        ['interrupt_agent', { target: 'two' }],
      ]);
      await calls([['followup_task', { target: 'one', message: 'second' }]], 1);
      await calls([['list_agents', {}]]);
    });
    expect(left).toEqual([]);
  });

  it('takes no input for agents from clients, and lets them read and stop what agents do', async () => {
    const left = await apart(async ({ target, calls, threadId, idOf }) => {
      await calls([spawn('one', 'hold')]);
      const agent = idOf('/root/one');
      for (const [method, params] of [
        ['turn/start', { input: textInput('x') }],
        ['turn/steer', { input: textInput('x'), expectedTurnId: UNKNOWN }],
        ['review/start', { target: { type: 'uncommittedChanges' } }],
        ['thread/inject_items', { items: [{ type: 'message', role: 'user', content: [] }] }],
        ['thread/compact/start', {}],
        ['thread/shellCommand', { command: 'true' }],
        ['thread/settings/update', { model: 'gpt-5.5' }],
        ['turn/settings/update', { turnId: UNKNOWN, model: 'gpt-5.5' }],
        ['thread/goal/set', { objective: 'x' }],
        ['thread/goal/clear', {}],
        ['thread/queue/add', { clientUserMessageId: 'x', input: textInput('x') }],
      ] as const) {
        await target.request(method, { threadId: agent, ...params });
      }
      const from = target.frames.length;
      const started = target.frames.findLast(
        (frame) => frame.method === 'turn/started' && says(frame, agent),
      );
      const turnId = textAt(started, 'params', 'turn', 'id');
      await target.request('turn/interrupt', { threadId: agent, turnId });
      await target.waitFor('its end', (frame) => isEnd(frame) && says(frame, agent), from);
      await calls([['list_agents', {}]]);
      await target.request('thread/archive', { threadId });
      await target.waitFor(
        'the archive',
        (frame) => frame.method === 'thread/archived' && says(frame, agent),
      );
      await target.request('thread/resume', { threadId: agent });
    });
    expect(left).toEqual([]);
  });

  it('ends a wait when the user says more, or stops it', async () => {
    const left = await apart(async ({ target, threadId, calls }) => {
      await calls([spawn('one', 'hold')]);
      for (const method of ['turn/steer', 'turn/interrupt']) {
        const from = target.frames.length;
        const list = [['wait_agent', { timeout_ms: 2000 }]];
        const begun = await target.request('turn/start', {
          threadId,
          input: textInput(JSON.stringify(list)),
        });
        const turnId = textAt(begun, 'result', 'turn', 'id');
        const waits = (frame: Frame): boolean => says(frame, '"tool":"wait"');
        await target.waitFor('the wait', waits, from);
        const more = { expectedTurnId: turnId, input: textInput('more') };
        await target.request(method, { threadId, ...(method === 'turn/steer' ? more : { turnId }) });
        await target.waitFor('the end', isEnd, from);
      }
    });
    expect(left).toEqual([]);
  });

  it('finds its agents again after a restart', async () => {
    const left = await apart(async (play) => {
      const { calls, threadId, idOf } = play;
      await calls([spawn('one', 'first')], 1);
      await calls([spawn('two', 'hold')]);
      await play.restart();
      await play.target.request('thread/resume', { threadId: idOf('/root/one') });
      await play.target.request('thread/resume', { threadId, excludeTurns: true });
      await calls([
        ['list_agents', {}],
        ['send_message', { target: 'one', message: 'for later' }],
        ['list_agents', {}],
        ['interrupt_agent', { target: 'one' }],
        ['interrupt_agent', { target: 'two' }],
        spawn('one', 'again'),
      ]);
      await calls([['followup_task', { target: idOf('/root/one'), message: 'second' }]], 1);
      await calls([['followup_task', { target: 'two', message: 'second' }]], 1);
      await calls([['list_agents', {}]]);
    });
    expect(left).toEqual([]);
  });

  it('reads what came while it was idle at the end of a turn without calls, and before its next task', async () => {
    const left = await apart(async ({ target, threadId, calls }) => {
      await calls([spawn('one', 'first')], 1);
      const from = target.frames.length;
      await target.request('turn/start', { threadId, input: textInput('hello') });
      await target.waitFor('its end', (frame) => isEnd(frame) && says(frame, threadId), from);
      await calls([['send_message', { target: 'one', message: 'by the way' }]]);
      await calls([['followup_task', { target: 'one', message: 'second' }]], 1);
    });
    expect(left).toEqual([]);
  });

  it('goes on with an agent that was archived by itself, which stays archived', async () => {
    const left = await apart(async (play) => {
      const { calls, threadId, idOf } = play;
      await calls([spawn('one', 'first')], 1);
      const agent = idOf('/root/one');
      await play.target.request('thread/archive', { threadId: agent });
      await calls([['send_message', { target: 'one', message: 'by the way' }]]);
      await calls([['followup_task', { target: 'one', message: 'second' }]], 1);
      await calls([spawn('one', 'again'), ['list_agents', {}]]);
      await play.target.request('thread/archive', { threadId: agent });
      await play.restart();
      await play.target.request('thread/resume', { threadId, excludeTurns: true });
      await calls([['list_agents', {}]]);
      await calls([['followup_task', { target: 'one', message: 'third' }]], 1);
    });
    expect(left).toEqual([]);
  });

  it('gives models that are made for it a team without being told to', async () => {
    const config = TEAM_CONFIG.replace('enabled = true', 'enabled = false');
    const left = await apart(
      async ({ target, threadId, calls }) => {
        await target.request('thread/settings/update', { threadId, model: 'gpt-5.6-sol' });
        await calls([spawn('one', JSON.stringify([['list_agents', { path_prefix: '/root/one' }]]))], 1);
        await calls([['list_agents', {}]]);
      },
      { config },
    );
    expect(left).toEqual([]);
  });
});
