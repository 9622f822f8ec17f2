import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'account/remote-control-needs-a-login',
  requires:
    'Without a login remote control can be wished for and fails, which is told; turned off it asks for more.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: [
    'remoteControl/enable',
    'remoteControl/disable',
    'remoteControl/pairing/start',
    'remoteControl/pairing/status',
    'remoteControl/client/list',
    'remoteControl/client/revoke',
    'remoteControl/status/changed',
  ],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const of = { serverName: is.filled, installationId: is.uuid, environmentId: null };
    await line.answers('remoteControl/enable', { ephemeral: true }, { ...of, status: 'connecting' });
    await line.hears('remoteControl/status/changed', { ...of, status: 'errored' });
    const since = line.mark();
    await line.answers('remoteControl/disable', { ephemeral: true }, { ...of, status: 'disabled' });
    await line.hears('remoteControl/status/changed', { ...of, status: 'disabled' }, since);

    const off = { message: 'remote control pairing requires remote control to be enabled' };
    await line.refuses('remoteControl/pairing/start', {}, off);
    await line.refuses('remoteControl/pairing/status', { pairingCode: 'x' }, off);
    await line.refuses(
      'remoteControl/client/list',
      { environmentId: '' },
      { message: 'remote control client list requires environmentId' },
    );
    await line.refuses(
      'remoteControl/client/revoke',
      { environmentId: 'e', clientId: '' },
      { message: 'remote control client revoke requires clientId' },
    );
  },
});
