import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'realtime/webrtc-call',
  requires: "An offer of WebRTC is passed on, and the model's answer comes back.",
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['thread/realtime/sdp'],
  speaks: true,
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    const transport = { type: 'webrtc', sdp: 'v=0\r\n' };
    await line.answers('thread/realtime/start', { threadId, outputModality: 'audio', transport }, {});
    await line.hears('thread/realtime/started', { threadId, version: 'v1' });
    await line.hears('thread/realtime/sdp', { threadId, sdp: is.filled });
    await line.answers('thread/realtime/stop', { threadId }, {});
    await line.hears('thread/realtime/closed', { threadId, reason: 'requested' });
  },
});
