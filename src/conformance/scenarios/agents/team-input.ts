import { scenario } from '../../scenario.js';
import { memberId, TEAM_TABLE, teamCall } from '../../support/team-script.js';

export default scenario({
  id: 'agents/team-input',
  requires: 'An agent of a team takes no input from clients, who can read what it does and stop it.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['turn/start', 'thread/inject_items', 'thread/goal/set', 'turn/interrupt'],
  configTables: TEAM_TABLE,
  script: {
    replies: [
      { when: { agent: '/root/one' }, parts: [{ text: 'Holding.' }, { hold: 'never' }] },
      { when: { agent: '/root', toolOutput: true }, text: 'Done.' },
      {
        when: { agent: '/root' },
        ...teamCall('spawn_agent', { task_name: 'one', message: 'hold', fork_turns: 'none' }),
      },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId, 'begin');
    const agentId = await memberId(line, threadId, '/root/one');
    const refusal = {
      code: -32_600,
      message: 'direct app-server input is not allowed for multi-agent v2 sub-agents',
    };
    const input = [{ type: 'text', text: 'x', text_elements: [] }];
    await line.refuses('turn/start', { threadId: agentId, input }, refusal);
    await line.refuses('thread/inject_items', { threadId: agentId, items: [] }, refusal);
    await line.refuses('thread/goal/set', { threadId: agentId, objective: 'x' }, refusal);
    const { turn } = (await line.hears('turn/started', { threadId: agentId })) as { turn: { id: string } };
    await line.call('turn/interrupt', { threadId: agentId, turnId: turn.id });
    await line.hears('turn/completed', { threadId: agentId, turn: { status: 'interrupted' } });
  },
});
