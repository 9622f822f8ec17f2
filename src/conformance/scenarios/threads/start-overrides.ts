import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/start-overrides',
  requires: 'Settings given to thread/start are those of the answer.',
  source: 'app-server A.2',
  covers: ['thread/start'],
  async run(bench) {
    const line = await bench.connect();
    await line.answers(
      'thread/start',
      { cwd: bench.cwd, approvalPolicy: 'never', sandbox: 'workspace-write', model: 'gpt-5.4' },
      {
        approvalPolicy: 'never',
        sandbox: { type: 'workspaceWrite', networkAccess: false },
        model: 'gpt-5.4',
      },
    );
    await line.answers(
      'thread/start',
      { cwd: bench.cwd, sandbox: 'danger-full-access' },
      { sandbox: { type: 'dangerFullAccess' } },
    );
  },
});
