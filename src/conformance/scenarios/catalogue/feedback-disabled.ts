import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/feedback-disabled',
  requires: 'Feedback that the configuration forbids is refused.',
  source: 'app-server A.5',
  covers: ['feedback/upload'],
  configTables: '[feedback]\nenabled = false\n',
  async run(bench) {
    await (await bench.connect()).refuses(
      'feedback/upload',
      { classification: 'bug', includeLogs: false },
      { message: 'sending feedback is disabled by configuration' },
    );
  },
});
