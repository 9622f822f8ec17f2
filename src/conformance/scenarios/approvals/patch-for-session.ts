import { scenario } from '../../scenario.js';

const patch = (id: string, body: string) => ({
  patch: { id, patch: `*** Begin Patch\n${body}\n*** End Patch` },
});

export default scenario({
  id: 'approvals/patch-for-session',
  requires: 'After consent for the session, another patch to the same file is applied unasked.',
  source: 'app-server D.4',
  needs: ['home'],
  covers: ['item/fileChange/requestApproval'],
  script: {
    replies: [
      patch('call_a', '*** Add File: new.txt\n+one'),
      'done',
      patch('call_b', '*** Update File: new.txt\n@@\n-one\n+two'),
      'done',
    ],
  },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line, { approvalPolicy: 'untrusted', sandbox: 'read-only' });
    await bench.startTurn(line, threadId);
    (await line.isAsked('item/fileChange/requestApproval')).answer({ decision: 'acceptForSession' });
    await line.hears('turn/completed', { turn: { status: 'completed' } });
    const { since } = await bench.turn(line, threadId);
    await line.hears('item/completed', { item: { id: 'call_b', status: 'completed' } }, since);
    line.hasNotHeard('item/fileChange/requestApproval', {}, since);
  },
});
