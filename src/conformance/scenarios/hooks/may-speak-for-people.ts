import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { trustHooks, writeHooks } from '../../support/hooks.js';
import { ASKING, modelRead, TOUCH } from '../../support/turn-steps.js';

const DENIAL = {
  hookSpecificOutput: {
    hookEventName: 'PermissionRequest',
    decision: { behavior: 'deny', message: 'not on a Friday' },
  },
};

export default scenario({
  id: 'hooks/may-speak-for-people',
  requires:
    'A command that a hook denies is refused without a question and without an item, for the reason it gave.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['hook/completed'],
  prepare: (around) => writeHooks(around, { PermissionRequest: `printf %s '${JSON.stringify(DENIAL)}'` }),
  script: { replies: [TOUCH, 'done'] },
  async run(bench) {
    const line = await bench.connect();
    await trustHooks(bench, line);
    const threadId = await bench.startThread(line, ASKING);
    const { since } = await bench.turn(line, threadId);
    const entries = [{ kind: 'feedback', text: 'not on a Friday' }];
    const run = { eventName: 'permissionRequest', status: 'blocked', entries };
    await line.hears('hook/completed', { threadId, run }, since);
    line.hasNotHeard('item/commandExecution/requestApproval', {}, since);
    line.hasNotHeard('item/started', { item: { type: 'commandExecution' } }, since);
    expectThat('the model read why', modelRead(bench, 'not on a Friday'));
  },
});
