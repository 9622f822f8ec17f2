import { scenario } from '../../scenario.js';

export default scenario({
  id: 'codes/wrong-type',
  requires: 'A member of the wrong type is -32600 with what was expected.',
  source: 'oracle 1',
  covers: ['thread/list', 'thread/start'],
  async run(bench) {
    const line = await bench.connect();
    await line.refuses(
      'thread/list',
      { limit: 'x' },
      { message: /^Invalid request: invalid type: string "x", expected u32/ },
    );
    await line.refuses(
      'thread/start',
      { sandbox: 'weird' },
      {
        message:
          /^Invalid request: unknown variant `weird`, expected one of `read-only`, `workspace-write`, `danger-full-access`/,
      },
    );
  },
});
