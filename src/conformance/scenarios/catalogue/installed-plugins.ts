import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/installed-plugins',
  requires: 'Without marketplaces nothing is installed, and nothing needs to be reconciled.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['plugin/installed', 'plugin/reconcile'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('plugin/installed', {}, { marketplaces: [], marketplaceLoadErrors: [] });
    await line.answers('plugin/reconcile', {}, { changedPlugins: [], failedRemotePluginIds: [] });
  },
});
