import path from 'node:path';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { MANIFEST, putPlugin, WITH_PLUGINS } from '../../support/local-plugin.js';

export default scenario({
  id: 'plugins/install-and-remove',
  requires:
    'A plug-in of a marketplace on disk is listed, read, installed with its skills, and removed again.',
  source: 'measured',
  needs: ['home'],
  covers: ['plugin/list', 'plugin/read', 'plugin/install', 'plugin/uninstall', 'skills/list'],
  ...WITH_PLUGINS,
  script: {},
  prepare: (around) => putPlugin(around, 'Saw.'),
  async run(bench) {
    const line = await bench.connect();
    const marketplacePath = path.join(bench.cwd, MANIFEST);
    const cwds = [bench.cwd];
    const listed = (installed: boolean) => ({
      marketplaces: [
        {
          name: 'shop',
          path: marketplacePath,
          plugins: [{ id: 'tools@shop', installed, enabled: installed }],
        },
      ],
    });
    const wanted = { marketplacePath, pluginName: 'tools' };
    await line.answers('plugin/list', { cwds }, listed(false));
    const skills = [{ name: 'tools:saw', description: 'Saws.' }];
    await line.answers('plugin/read', wanted, {
      plugin: { marketplaceName: 'shop', description: 'Tools.', skills, mcpServers: [] },
    });
    await line.answers('plugin/install', wanted, { authPolicy: 'ON_INSTALL', appsNeedingAuth: [] });
    await line.answers('plugin/list', { cwds }, listed(true));
    await line.answers(
      'skills/list',
      { cwds, forceReload: true },
      { data: [{ skills: is.listWith({ name: 'tools:saw', description: 'Saws.' }) }] },
    );
    await line.refuses(
      'plugin/install',
      { marketplacePath, pluginName: 'hammer' },
      { message: 'plugin `hammer` was not found in marketplace `shop`' },
    );
    await line.answers('plugin/uninstall', { pluginId: 'tools@shop' }, {});
    await line.answers('plugin/list', { cwds }, listed(false));
  },
});
