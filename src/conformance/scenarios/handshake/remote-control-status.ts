import { scenario } from '../../scenario.js';

export default scenario({
  id: 'handshake/remote-control-status',
  requires: 'Whoever shook hands is told that remote control is off.',
  source: 'measured',
  profiles: ['0.169.0'],
  on: ['stdio', 'websocket'],
  covers: ['remoteControl/status/changed'],
  async run(bench) {
    await (await bench.connect()).hears('remoteControl/status/changed', {
      status: 'disabled',
      environmentId: null,
    });
  },
});
