import { scenario } from '../../scenario.js';

export default scenario({
  id: 'catalogue/plugins-without-any',
  requires: 'Without marketplaces there are no plug-ins, and nothing can be read, installed or taken away.',
  source: 'app-server A.5; measured',
  needs: ['home'],
  covers: ['plugin/list', 'plugin/read', 'plugin/install', 'plugin/uninstall'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.answers('plugin/list', {}, { marketplaces: [], marketplaceLoadErrors: [] });
    const nowhere = { marketplacePath: '/no/such/marketplace.json', pluginName: 'x' };
    await line.refuses('plugin/read', nowhere, { message: 'plugins feature is disabled' });
    await line.refuses('plugin/install', nowhere, {
      message: 'marketplace file `/no/such/marketplace.json` does not exist',
    });
    await line.refuses(
      'plugin/uninstall',
      { pluginId: 'x' },
      {
        message: bench.isOld
          ? 'invalid plugin key `x`; expected <plugin>@<marketplace>'
          : 'remote plugin uninstall is not enabled',
      },
    );
    await line.answers('plugin/uninstall', { pluginId: 'x@y' }, {});
  },
});
