import { scenario } from '../../scenario.js';

export default scenario({
  id: 'config/permission-profiles',
  requires: 'Three permission profiles come with every server, and a cursor that is none is refused.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['permissionProfile/list'],
  script: {},
  async run(bench) {
    const line = await bench.connect();
    const builtIn = [':read-only', ':workspace', ':danger-full-access'];
    await line.answers(
      'permissionProfile/list',
      { cwd: bench.cwd },
      { data: builtIn.map((id) => ({ id, description: null, allowed: true })), nextCursor: null },
    );
    await line.refuses('permissionProfile/list', { cursor: 'x' }, { message: 'invalid cursor: x' });
  },
});
