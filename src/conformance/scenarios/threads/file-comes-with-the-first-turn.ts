import { existsSync } from 'node:fs';
import { textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';

export default scenario({
  id: 'threads/file-comes-with-the-first-turn',
  requires: 'The path of a thread is announced at its start, and the file is there after its first turn.',
  source: 'oracle 3',
  needs: ['home'],
  covers: ['thread/start'],
  script: { replies: ['hi'] },
  async run(bench) {
    const line = await bench.connect();
    const result = await line.call('thread/start', { cwd: bench.cwd });
    const file = textAt(result, 'thread', 'path') ?? '';
    expectThat('there is no file yet', !existsSync(file));
    await bench.turn(line, textAt(result, 'thread', 'id') ?? '');
    expectThat('there is a file', existsSync(file));
    expectThat(
      'it lies in the folder of its day',
      /sessions\/\d{4}\/\d\d\/\d\d\/rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f-]{36}\.jsonl$/.test(file),
      file,
    );
  },
});
