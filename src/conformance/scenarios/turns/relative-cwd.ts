import { textInput } from '../../bench.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'turns/relative-cwd',
  requires: 'A relative folder in a sandbox policy or turn is refused.',
  source: 'app-server A.3',
  covers: ['turn/start'],
  async run(bench) {
    const line = await bench.connect();
    const threadId = await bench.startThread(line);
    await line.refuses(
      'turn/start',
      {
        threadId,
        input: [textInput('x')],
        sandboxPolicy: { type: 'workspaceWrite', writableRoots: ['relative'] },
      },
      { message: 'Invalid request: AbsolutePathBuf deserialized without a base path' },
    );
  },
});
