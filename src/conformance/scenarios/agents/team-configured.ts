import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { memberId, TEAM_TABLE } from '../../support/team-script.js';

export default scenario({
  id: 'agents/team-configured',
  requires:
    'Tools of a team are called in the namespace that is configured, and its agents are told what is.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['item/completed', 'turn/completed'],
  configTables: `${TEAM_TABLE}tool_namespace = "crew"\nsubagent_usage_hint_text = "You are one of the crew."\n`,
  script: {
    replies: [
      { when: { agent: '/root/one' }, text: 'Done.' },
      {
        when: { agent: '/root', toolOutput: false },
        call: {
          name: 'spawn_agent',
          namespace: 'crew',
          id: 'call_1',
          arguments: { task_name: 'one', message: 'find out', fork_turns: 'none' },
        },
        times: 1,
      },
      { when: { agent: '/root' }, text: 'Done.' },
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    const agent = await memberId(line, threadId, '/root/one');
    await line.hears('turn/completed', { threadId: agent, turn: { status: 'completed' } });
    const asked = bench.backend.requests.find(({ headers }) =>
      String(headers['x-codex-turn-metadata']).includes('"agent_name":"/root/one"'),
    );
    const isTold = JSON.stringify(asked?.body).includes('You are one of the crew.');
    expectThat('the agent is told what is configured', isTold);
  },
});
