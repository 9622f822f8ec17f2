import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/model-rerouted',
  requires: 'A model that answers in the place of another is told.',
  source: 'app-server B.2',
  covers: ['model/rerouted'],
  login: true,
  script: { replies: [{ text: 'hi', headers: { 'openai-model': 'gpt-5.2' } }] },
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    await line.hears('model/rerouted', {
      threadId,
      fromModel: is.filled,
      toModel: 'gpt-5.2',
      reason: 'highRiskCyberActivity',
    });
  },
});
