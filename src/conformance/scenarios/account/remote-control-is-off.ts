import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/remote-control-is-off',
  requires: 'Remote control is off where nobody enabled it.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['remoteControl/status/read'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('remoteControl/status/read', {}, { status: 'disabled', environmentId: null });
  },
});
