// How agents of a team come to an end: put away, deleted or stopped while they run. Ours beside the real 0.169.0.
import { describe, expect, it } from 'vitest';
import { apart, spawn } from '../support/team-plays.js';

describe('agents of a team that run, ours beside the real 0.169.0', () => {
  it('end when they are archived, and go on from there as ones that were stopped', async () => {
    const left = await apart(async ({ target, calls, idOf }) => {
      await calls([spawn('one', 'hold')]);
      await target.request('thread/archive', { threadId: idOf('/root/one') });
      await calls([
        ['list_agents', {}],
        ['send_message', { target: 'one', message: 'are you there' }],
        ['interrupt_agent', { target: 'one' }],
        spawn('one', 'again'),
        ['list_agents', {}],
      ]);
    });
    expect(left).toEqual([]);
  });

  it('end when they are deleted', async () => {
    const left = await apart(async ({ target, calls, idOf }) => {
      await calls([spawn('one', 'hold')]);
      await target.request('thread/delete', { threadId: idOf('/root/one') });
      await calls([['list_agents', {}], spawn('two', 'done')], 1);
      await calls([['list_agents', {}]]);
    });
    expect(left).toEqual([]);
  });

  it('leave a name that stays taken when they are deleted, and reach nobody by it', async () => {
    const left = await apart(async ({ target, calls, idOf }) => {
      await calls([spawn('one', 'done')], 1);
      await target.request('thread/delete', { threadId: idOf('/root/one') });
      await calls([
        spawn('one', 'again'),
        ['send_message', { target: 'one', message: 'are you there' }],
        ['followup_task', { target: 'one', message: 'are you there' }],
        ['followup_task', { target: idOf('/root/one'), message: 'are you there' }],
        ['interrupt_agent', { target: 'one' }],
        ['list_agents', {}],
      ]);
    });
    expect(left).toEqual([]);
  });

  it('are told after a restart as stopped if they were, and as new if they had come to an end', async () => {
    const left = await apart(async (play) => {
      const { calls, threadId } = play;
      await calls([spawn('one', 'hold')]);
      await calls([
        ['interrupt_agent', { target: 'one' }],
        ['list_agents', {}],
      ]);
      await calls([spawn('two', 'done')], 1);
      await play.restart();
      await play.target.request('thread/resume', { threadId, excludeTurns: true });
      await calls([
        ['send_message', { target: 'one', message: 'by the way' }],
        ['send_message', { target: 'two', message: 'by the way' }],
        ['list_agents', {}],
      ]);
    });
    expect(left).toEqual([]);
  });

  it('are deleted with the thread they work for', async () => {
    const left = await apart(async ({ target, calls, threadId, idOf }) => {
      await calls([spawn('one', JSON.stringify([spawn('below', 'hold')]))], 1);
      await calls([spawn('two', 'hold')]);
      const agents = ['/root/one', '/root/two', '/root/one/below'].map(idOf);
      await target.request('thread/delete', { threadId });
      for (const agent of agents) await target.request('thread/read', { threadId: agent });
    });
    expect(left).toEqual([]);
  });

  it('are stopped alone: neither with whom they work for, nor with who works for them', async () => {
    const left = await apart(async ({ calls }) => {
      await calls([spawn('one', JSON.stringify([spawn('below', 'hold'), ['wait_agent', {}]]))]);
      await calls([
        ['list_agents', {}],
        ['interrupt_agent', { target: 'one' }],
        ['list_agents', {}],
      ]);
      await calls([['interrupt_agent', { target: 'one/below' }]]);
      await calls([['list_agents', {}]]);
    });
    expect(left).toEqual([]);
  });
});
