import { scenario } from '../../scenario.js';

export default scenario({
  id: 'environments/add',
  requires: 'An environment that is added is known, and says so when it cannot be reached.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['environment/add', 'environment/status', 'environment/info'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const environmentId = 'elsewhere';
    await line.answers('environment/add', { environmentId, execServerUrl: 'ws://127.0.0.1:1' }, {});
    await line.answersInTime(
      'environment/status',
      { environmentId },
      { status: 'disconnected', error: /^exec-server connection attempt failed: / },
    );
    await line.refuses(
      'environment/info',
      { environmentId },
      {
        code: -32603,
        message: /^failed to get info for environment `elsewhere`: /,
      },
    );
    for (const [id, message] of [
      ['', 'exec-server protocol error: environment id cannot be empty'],
      ['local', 'exec-server protocol error: environment id `local` is reserved for EnvironmentManager'],
    ] as const) {
      const params = { environmentId: id, execServerUrl: 'ws://127.0.0.1:1' };
      await line.refuses('environment/add', params, { message });
    }
  },
});
