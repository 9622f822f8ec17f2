import { loadProfile } from '../../../protocol/index.js';
import { textAt } from '../../../util/peek.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { offeredOf } from '../../support/every-method.js';
import { LIVE, UNKNOWN_IDS } from '../../support/unknown-ids.js';

export default scenario({
  id: 'every-method/unknown-id',
  requires: 'An id that nobody has is refused, or found to be nothing, by every method that takes one.',
  source: 'measured',
  on: ['stdio', 'websocket'],
  timeoutMs: 60_000,
  script: { replies: ['Hello.'] },
  async run(bench) {
    const line = await bench.connect();
    const methods = new Set<string>(loadProfile(bench.version).clientMethods);
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId, 'hello');
    const known = UNKNOWN_IDS.filter(({ method }) => methods.has(method));
    const asked = await offeredOf(line, known);
    expectThat('there are methods that take ids', asked.length > 35, asked.length);
    for (const { method, params: given, says } of asked) {
      const params = given.threadId === LIVE ? { ...given, threadId } : given;
      const wanted = says === null || typeof says === 'string' ? says : says[bench.version];
      const answer = await line.answerTo(line.ask(method, params));
      const said = textAt(answer, 'error', 'message') ?? null;
      expectThat(
        `${method} says of ${JSON.stringify(given)}: ${wanted ?? 'an answer'}`,
        said === wanted,
        said,
      );
    }
  },
});
