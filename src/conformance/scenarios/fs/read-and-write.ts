import path from 'node:path';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'fs/read-and-write',
  requires:
    'Files are written and read as base64; a folder or nothing is -32603, other text than base64 -32600.',
  source: 'app-server A.4',
  needs: ['home'],
  covers: ['fs/readFile', 'fs/writeFile'],
  async run(bench) {
    const line = await bench.connect();
    const file = path.join(bench.cwd, 'a.txt');
    await line.answers('fs/writeFile', { path: file, dataBase64: 'aGk=' }, {});
    await line.answers('fs/readFile', { path: file }, { dataBase64: 'aGk=' });
    await line.refuses(
      'fs/readFile',
      { path: path.join(bench.cwd, 'none') },
      { code: -32603, message: 'No such file or directory (os error 2)' },
    );
    await line.refuses(
      'fs/writeFile',
      { path: file, dataBase64: '???' },
      { message: /^fs\/writeFile requires valid base64 dataBase64: / },
    );
    await line.refuses(
      'fs/writeFile',
      { path: path.join(bench.cwd, 'no', 'b'), dataBase64: '' },
      { code: -32603, message: 'No such file or directory (os error 2)' },
    );
  },
});
