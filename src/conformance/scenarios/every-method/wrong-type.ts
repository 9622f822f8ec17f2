import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { ofWrongTypes, refusesAll } from '../../support/every-method.js';

export default scenario({
  id: 'every-method/wrong-type',
  requires: 'A member of another type is refused with what was expected, whatever the method.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect();
    const asked = await refusesAll(bench, line, ofWrongTypes);
    expectThat('there are members to get wrong', asked > 100, asked);
    // The texts themselves, which else come from our own reading of the schemas.
    for (const [method, params, message] of [
      ['fs/readFile', { path: 7 }, 'Invalid request: invalid type: integer `7`, expected path string'],
      ['fs/readFile', { path: 'x' }, 'Invalid request: AbsolutePathBuf deserialized without a base path'],
      ['command/exec', { command: 'ls' }, 'Invalid request: invalid type: string "ls", expected a sequence'],
      [
        'command/exec/terminate',
        { processId: 7 },
        'Invalid request: invalid type: integer `7`, expected a string',
      ],
      [
        'account/login/start',
        { type: 7 },
        /^Invalid request: invalid value: integer `7`, expected variant index/,
      ],
    ] as const)
      await line.refuses(method, params, { message });
  },
});
