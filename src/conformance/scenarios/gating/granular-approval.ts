import { scenario } from '../../scenario.js';

export default scenario({
  id: 'gating/granular-approval',
  requires: 'A granular approval policy is refused without the capability, under the name of the policy.',
  source: 'app-server C.1',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect({ capabilities: { experimentalApi: false } });
    const granular = {
      sandbox_approval: true,
      rules: true,
      skill_approval: true,
      request_permissions: true,
      mcp_elicitations: true,
    };
    await line.refuses(
      'thread/start',
      { approvalPolicy: { granular } },
      { message: 'askForApproval.granular requires experimentalApi capability' },
    );
  },
});
