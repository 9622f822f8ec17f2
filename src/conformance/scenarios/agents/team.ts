import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { lettersTo, memberId, TEAM_TABLE, teamCall } from '../../support/team-script.js';

export default scenario({
  id: 'agents/team',
  requires:
    'An agent of a team is told its task in a letter, and the one above it, when it next does something, of what the agent said last.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['item/completed', 'thread/status/changed', 'turn/completed', 'thread/read'],
  configTables: TEAM_TABLE,
  script: {
    replies: [
      {
        when: { agent: '/root/one', text: 'find out' },
        parts: [{ hold: 'agent' }, { text: 'The answer.' }],
      },
      { when: { agent: '/root', toolOutput: true }, text: 'Done.' },
      {
        when: { agent: '/root', text: 'begin' },
        ...teamCall('spawn_agent', { task_name: 'one', message: 'find out', fork_turns: 'none' }),
      },
      { when: { agent: '/root' }, ...teamCall('list_agents', {}) },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId, 'begin');
    const agentId = await memberId(line, threadId, '/root/one');
    const place = { parent_thread_id: threadId, depth: 1, agent_path: '/root/one' };
    await line.answersInTime(
      'thread/read',
      { threadId: agentId },
      { thread: { source: { subAgent: { thread_spawn: place } }, canAcceptDirectInput: false } },
    );
    bench.backend.open('agent');
    await line.hears('turn/completed', { threadId: agentId, turn: { status: 'completed' } });
    await line.hears('item/completed', {
      threadId,
      item: { type: 'subAgentActivity', kind: 'completed', agentPath: '/root/one' },
    });
    await bench.turn(line, threadId, 'and now?');
    const task = 'Message Type: NEW_TASK\nTask name: /root/one\nSender: /root\nPayload:\nfind out';
    const answer = 'Message Type: FINAL_ANSWER\nTask name: /root\nSender: /root/one\nPayload:\nThe answer.';
    expectThat('the agent read its task', lettersTo(bench, '/root/one').join() === task);
    expectThat('the one above read the answer', lettersTo(bench, '/root').join() === answer);
  },
});
