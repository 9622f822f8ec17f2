import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/unknown-setting-in-a-table',
  requires: 'A setting that nobody knows is named to the client also inside of a table, with the way to it.',
  source: 'measured',
  profiles: ['0.169.0'],
  covers: ['configWarning'],
  config: '[mcp_servers.m]\ncommand = "true"\nenabled = false\nno_such_setting = 1\n',
  script: {},
  async run(bench) {
    const line = await bench.connect();
    await line.hears('configWarning', {
      summary: /`mcp_servers\.m\.no_such_setting` is ignored\.$/,
      details: null,
    });
  },
});
