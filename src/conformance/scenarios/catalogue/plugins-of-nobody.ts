import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/plugins-of-nobody',
  requires: 'Without an account nothing is found among remote plug-ins, nothing read, and nothing shared.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: [
    'plugin/search',
    'plugin/skill/read',
    'plugin/share/save',
    'plugin/share/updateTargets',
    'plugin/share/list',
    'plugin/share/checkout',
    'plugin/share/delete',
  ],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('plugin/search', { searchTerm: 'x' }, { data: [], nextCursor: null });
    await line.refuses(
      'plugin/skill/read',
      { remoteMarketplaceName: 'r', remotePluginId: 'p', skillName: 's' },
      { message: 'remote plugin skill read is not enabled for marketplace r' },
    );
    const refusal = { message: 'plugin sharing is not enabled' };
    const remotePluginId = 'p';
    await line.refuses('plugin/share/save', { pluginPath: bench.cwd }, refusal);
    await line.refuses(
      'plugin/share/updateTargets',
      { remotePluginId, discoverability: 'PRIVATE', shareTargets: [] },
      refusal,
    );
    await line.refuses('plugin/share/list', {}, refusal);
    await line.refuses('plugin/share/checkout', { remotePluginId }, refusal);
    await line.refuses('plugin/share/delete', { remotePluginId }, refusal);
  },
});
