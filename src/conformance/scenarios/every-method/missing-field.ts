import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { unreadable } from '../../support/every-method.js';

export default scenario({
  id: 'every-method/missing-field',
  requires: 'A member that is missing is named in the refusal, whatever the method.',
  source: 'app-server C.1',
  on: ['stdio', 'websocket'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect();
    const doomed = await unreadable(bench, line, (params, actsOutside) => [
      {},
      ...(actsOutside ? [] : Object.keys(params).map((name) => without(params, name))),
    ]);
    expectThat('most methods need something', doomed.length > 30, doomed.length);
    for (const { method, params, message } of doomed) await line.refuses(method, params, { message });
  },
});

function without(params: Readonly<Record<string, unknown>>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).filter(([key]) => key !== name));
}
