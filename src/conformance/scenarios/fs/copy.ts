import { existsSync } from 'node:fs';
import path from 'node:path';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'fs/copy',
  requires: 'A folder is copied only with recursive, and not into itself.',
  source: 'app-server A.4',
  needs: ['home'],
  covers: ['fs/copy', 'fs/createDirectory', 'fs/writeFile'],
  async run(bench) {
    const line = await bench.connect();
    const [from, to] = [path.join(bench.cwd, 'from'), path.join(bench.cwd, 'to')];
    await line.call('fs/createDirectory', { path: from });
    await line.call('fs/writeFile', { path: path.join(from, 'x'), dataBase64: 'aGk=' });
    await line.refuses(
      'fs/copy',
      { sourcePath: from, destinationPath: to },
      { message: 'fs/copy requires recursive: true when sourcePath is a directory' },
    );
    await line.refuses(
      'fs/copy',
      { sourcePath: from, destinationPath: path.join(from, 'in'), recursive: true },
      { message: 'fs/copy cannot copy a directory to itself or one of its descendants' },
    );
    await line.answers('fs/copy', { sourcePath: from, destinationPath: to, recursive: true }, {});
    expectThat('the file is there', existsSync(path.join(to, 'x')));
  },
});
