import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/mcp-reload',
  requires: 'config/mcpServer/reload takes no params and answers an empty object.',
  source: 'app-server A.5',
  needs: ['home'],
  covers: ['config/mcpServer/reload'],
  async run(bench) {
    await (await bench.connect()).answers('config/mcpServer/reload', undefined, {});
  },
});
