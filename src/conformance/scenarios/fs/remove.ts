import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'fs/remove',
  requires: 'What is removed is gone; what is not there is no trouble unless force is false.',
  source: 'app-server A.4',
  needs: ['home'],
  covers: ['fs/remove', 'fs/writeFile'],
  async run(bench) {
    const line = await bench.connect();
    const file = path.join(bench.cwd, 'gone.txt');
    await line.call('fs/writeFile', { path: file, dataBase64: '' });
    await line.answers('fs/remove', { path: file }, {});
    expectThat('it is gone', !existsSync(file));
    await line.answers('fs/remove', { path: file }, {});
    await line.refuses(
      'fs/remove',
      { path: file, force: false },
      { code: -32603, message: 'No such file or directory (os error 2)' },
    );
  },
});
