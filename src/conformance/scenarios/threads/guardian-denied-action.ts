import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/guardian-denied-action',
  requires: 'An action that the reviewer denied may be approved by who names it whole.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/approveGuardianDeniedAction'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const approve = 'thread/approveGuardianDeniedAction';
    const wrong = (what: string): { message: string } => ({
      message: `invalid Guardian denial event: ${what}`,
    });
    await line.refuses(approve, { threadId, event: { id: 'x' } }, wrong('missing field `status`'));
    await line.refuses(
      approve,
      { threadId, event: { id: 'x', status: 'denied' } },
      wrong('missing field `action`'),
    );
    const action = { type: 'command', source: 'shell', command: 'ls', cwd: '/' };
    await line.answers(approve, { threadId, event: { id: 'x', status: 'denied', action } }, {});
  },
});
