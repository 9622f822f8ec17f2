import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scenario } from '../../scenario.js';
import { WITH_PLUGINS } from '../../support/local-plugin.js';

export default scenario({
  id: 'plugins/marketplaces',
  requires: 'A folder is added as a marketplace once, and removed by its name.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['marketplace/add', 'marketplace/remove', 'marketplace/upgrade', 'plugin/list'],
  ...WITH_PLUGINS,
  script: {},
  prepare({ cwd }) {
    const folder = path.join(cwd, '.agents/plugins');
    mkdirSync(folder, { recursive: true });
    const plugins = [{ name: 'tools', source: './tools' }];
    writeFileSync(path.join(folder, 'marketplace.json'), JSON.stringify({ name: 'shop', plugins }));
  },
  async run(bench) {
    const line = await bench.connect();
    const source = bench.cwd;
    const added = { marketplaceName: 'shop', installedRoot: bench.cwd };
    await line.answers('marketplace/add', { source }, { ...added, alreadyAdded: false });
    await line.answers('marketplace/add', { source }, { ...added, alreadyAdded: true });
    await line.answers(
      'plugin/list',
      {},
      { marketplaces: [{ name: 'shop', plugins: [{ id: 'tools@shop' }] }] },
    );
    const marketplaceName = 'shop';
    await line.refuses(
      'marketplace/upgrade',
      { marketplaceName },
      { message: 'marketplace `shop` is not configured as a Git marketplace' },
    );
    await line.refuses(
      'marketplace/add',
      { source: '' },
      { message: 'marketplace source must not be empty' },
    );
    await line.answers('marketplace/remove', { marketplaceName }, { marketplaceName, installedRoot: null });
    await line.refuses(
      'marketplace/remove',
      { marketplaceName },
      { message: 'marketplace `shop` is not configured or installed' },
    );
  },
});
