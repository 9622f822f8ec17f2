import { textAt } from '../../../util/peek.js';
import { ExpectationError } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { scriptedExecutor } from '../../support/scripted-executor.js';

export default scenario({
  id: 'environments/commands-behind-an-executor',
  requires:
    'Commands of a thread run in the environment it has chosen, which says so when it is lost and when it is back.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: [
    'environment/add',
    'environment/info',
    'thread/environment/connected',
    'thread/environment/disconnected',
  ],
  script: {
    replies: [
      { call: { name: 'exec_command', arguments: { cmd: 'hostname' }, id: 'call_1' } },
      'done',
      { text: 'done', times: 'always' },
    ],
  },
  async run(bench) {
    const executor = await scriptedExecutor('far away\n');
    try {
      const line = await bench.connect();
      const environmentId = 'far';
      await line.answers('environment/add', { environmentId, execServerUrl: executor.url }, {});
      await line.answers(
        'environment/info',
        { environmentId },
        { shell: { name: 'bash', path: '/bin/bash' }, cwd: 'file:///srv' },
      );
      await line.answers('environment/status', { environmentId }, { status: 'ready' });
      const environments = [{ environmentId, cwd: '/srv' }];
      const threadId = await bench.startThread(line, { environments });
      const { since } = await bench.turn(line, threadId, 'go', {
        approvalPolicy: 'never',
        sandboxPolicy: { type: 'dangerFullAccess' },
      });
      const ended = { status: 'completed', cwd: '/srv', aggregatedOutput: 'far away\n' };
      await line.hears('item/completed', { item: { id: 'call_1', ...ended } }, since);
      const cwd = textAt(executor.started[0], 'cwd');
      if (cwd !== 'file:///srv') {
        throw new ExpectationError('the command was not started there', {
          expected: 'file:///srv',
          actual: cwd,
        });
      }
      executor.forgetAll();
      await line.hears('thread/environment/disconnected', { threadId, environmentId });
      const again = await bench.turn(line, threadId, 'go');
      await line.hears('thread/environment/connected', { threadId, environmentId }, again.since);
    } finally {
      await executor.close();
    }
  },
});
