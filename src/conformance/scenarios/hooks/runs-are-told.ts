import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { at, textAt } from '../../../util/peek.js';
import { expectFits, expectOrder, expectThat, is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { modelRead } from '../../support/turn-steps.js';

// A hook that does not read what it is told may end before it is written.
const HOOKS = {
  hooks: {
    UserPromptSubmit: [{ hooks: [{ type: 'command', command: 'cat > /dev/null; echo from the hook' }] }],
    Stop: [{ hooks: [{ type: 'command', command: 'cat > /dev/null; exit 3' }] }],
  },
};

export default scenario({
  id: 'hooks/runs-are-told',
  requires:
    'Each run of a hook is told from its start to its end, and what it prints to a prompt goes to the model.',
  source: 'measured',
  needs: ['home'],
  covers: ['hook/started', 'hook/completed'],
  // The table of features comes last in the configuration of the backend.
  configTables: ({ version }) => (version === '0.118.0' ? 'codex_hooks = true' : ''),
  prepare({ home }) {
    writeFileSync(path.join(home.codexHome, 'hooks.json'), JSON.stringify(HOOKS));
  },
  script: { replies: ['done'] },
  async run(bench) {
    const line = await bench.connect();
    if (!bench.isOld) {
      // Hooks run once somebody trusts them as they are.
      const listed = await line.call('hooks/list', { cwds: [bench.cwd] });
      const hooks = at(listed, 'data', 0, 'hooks') as readonly unknown[];
      for (const hook of hooks)
        await line.call('config/value/write', {
          keyPath: `hooks.state.${JSON.stringify(textAt(hook, 'key'))}.trusted_hash`,
          value: textAt(hook, 'currentHash'),
          mergeStrategy: 'replace',
        });
    }
    const threadId = await bench.startThread(line);
    const { id: turnId, since } = await bench.turn(line, threadId);
    expectOrder('the turn', line.labels(since), [
      'turn/started',
      'hook/started',
      'hook/completed',
      'hook/started',
      'hook/completed',
      'turn/completed completed',
    ]);
    for (const [eventName, status, entries] of [
      ['userPromptSubmit', 'completed', [{ kind: 'context', text: 'from the hook' }]],
      ['stop', 'failed', is.nonEmptyList],
    ] as const) {
      const run = { eventName, handlerType: 'command', scope: 'turn' };
      const started = await line.hears('hook/started', { threadId, turnId, run }, since);
      const id = textAt(started, 'run', 'id');
      const completed = await line.hears('hook/completed', { threadId, turnId, run: { ...run, id } }, since);
      expectFits(`the run of ${eventName}`, completed, { run: { status, entries } });
    }
    expectThat('the model read what the hook printed', modelRead(bench, 'from the hook'));
  },
});
