import { scenario } from '../../scenario.js';
import { ESCALATED_CALL, REVIEWED, reviewedBy } from '../../support/reviewer.js';

export default scenario({
  id: 'threads/guardian-review',
  requires: 'A call that is only there to be reviewed is judged where it would need consent, and never made.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['thread/guardianReview', 'thread/inject_items'],
  script: reviewedBy('deny'),
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, REVIEWED);
    const inject = async (name: string, args: object): Promise<void> => {
      const item = { type: 'function_call', name, call_id: 'call_1', arguments: JSON.stringify(args) };
      await line.answers('thread/inject_items', { threadId, items: [item] }, {});
    };
    await inject('exec_command', { cmd: 'ls' });
    await line.answers('thread/guardianReview', { threadId }, { callId: 'call_1', assessment: null });
    await inject('exec_command', ESCALATED_CALL);
    await line.answers(
      'thread/guardianReview',
      { threadId },
      { callId: 'call_1', assessment: { outcome: 'deny', riskLevel: 'high', userAuthorization: 'high' } },
    );
    await inject('nonesuch', {});
    await line.refuses(
      'thread/guardianReview',
      { threadId },
      { message: 'the requested tool is unavailable on this thread' },
    );
  },
});
