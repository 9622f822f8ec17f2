import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { agentCall, spawnedId } from '../../support/agent-script.js';

const FILE = 'model = "role-model"\ndeveloper_instructions = "Look closely."\n';

export default scenario({
  id: 'agents/roles',
  requires:
    'An agent of a configured kind runs with what the file of that kind says, under one of its nicknames.',
  source: 'measured',
  needs: ['home'],
  covers: ['thread/read', 'item/completed'],
  configTables: () =>
    '[agents.reviewer]\ndescription = "Looks at changes."\nconfig_file = "roles/reviewer.toml"\nnickname_candidates = ["Ada"]',
  prepare({ home }) {
    mkdirSync(path.join(home.codexHome, 'roles'));
    writeFileSync(path.join(home.codexHome, 'roles', 'reviewer.toml'), FILE);
  },
  script: (around) => ({
    replies: [
      { when: { kind: 'collab_spawn' }, text: 'The answer.' },
      { when: { kind: 'turn', toolOutput: true }, text: 'Done.' },
      {
        when: { kind: 'turn' },
        times: 1,
        call: agentCall(around, 'spawn_agent', { message: 'look', agent_type: 'reviewer' }),
      },
      { when: { kind: 'turn' }, text: 'Nothing more.' },
    ],
  }),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.startTurn(line, threadId);
    const agentId = await spawnedId(line, threadId);
    await line.hears('item/completed', { threadId, item: { tool: 'spawnAgent', model: 'role-model' } });
    await line.answersInTime(
      'thread/read',
      { threadId: agentId },
      { thread: { agentNickname: 'Ada', agentRole: 'reviewer' } },
    );
    await line.hears('turn/completed', { threadId: agentId });
    await line.hears('turn/completed', { threadId });
    const asked = bench.backend.requests.find(({ headers }) => headers['x-openai-subagent'] !== undefined);
    const text = JSON.stringify(asked?.body);
    expectThat(
      'the agent was asked as its kind says',
      /"role-model"/.test(text) && /Look closely\./.test(text),
    );
  },
});
