import path from 'node:path';
import { is } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'fs/folders',
  requires: 'Folders are made with their parents, described and listed.',
  source: 'app-server A.4',
  needs: ['home'],
  covers: ['fs/createDirectory', 'fs/getMetadata', 'fs/readDirectory'],
  async run(bench) {
    const line = await bench.connect();
    const folder = path.join(bench.cwd, 'a', 'b');
    await line.answers('fs/createDirectory', { path: folder }, {});
    await line.answers(
      'fs/getMetadata',
      { path: folder },
      { isDirectory: true, isFile: false, createdAtMs: is.integer, modifiedAtMs: is.integer },
    );
    await line.answers(
      'fs/readDirectory',
      { path: path.join(bench.cwd, 'a') },
      { entries: [{ fileName: 'b', isDirectory: true, isFile: false }] },
    );
    await line.refuses(
      'fs/createDirectory',
      { path: folder, recursive: false },
      { code: -32603, message: 'File exists (os error 17)' },
    );
  },
});
