import { loadProfile } from '../../../protocol/index.js';
import { expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { methodRows, offeredOf } from '../../support/every-method.js';

const NOBODY = '01900000-0000-7000-8000-000000000000';
const NOT_FOUND = `thread not found: ${NOBODY}`;
const NOT_LOADED = `thread not loaded: ${NOBODY}`;
const NOT_STORED = `no rollout found for thread id ${NOBODY}`;

/** What each method says of a thread that is nobody; those that look at something else first are left out. */
const SAID: Readonly<Record<string, string>> = {
  'thread/resume': NOT_STORED,
  'thread/fork': NOT_STORED,
  'thread/archive': NOT_STORED,
  'thread/delete': NOT_STORED,
  'thread/memoryMode/set': NOT_STORED,
  'thread/unarchive': `no archived rollout found for thread id ${NOBODY}`,
  'thread/read': NOT_LOADED,
  'thread/readState/update': NOT_LOADED,
  'thread/turns/list': NOT_LOADED,
  ...Object.fromEntries(
    [
      'thread/increment_elicitation',
      'thread/decrement_elicitation',
      'thread/compact/start',
      'thread/goal/set',
      'thread/goal/get',
      'thread/goal/clear',
      'thread/settings/update',
      'thread/memory/read',
      'thread/revert',
      'thread/guardianReview',
      'thread/inject_items',
      'thread/prepareApprovedPlan',
      'thread/realtime/start',
      'thread/realtime/appendAudio',
      'thread/realtime/appendText',
      'thread/realtime/appendSpeech',
      'thread/realtime/stop',
      'turn/start',
      'turn/settings/update',
      'turn/steer',
      'turn/interrupt',
      'review/start',
    ].map((method) => [method, NOT_FOUND]),
  ),
};

export default scenario({
  id: 'every-method/unknown-thread',
  requires: 'A thread that is nobody is refused by every method that needs one, in the words of each.',
  source: 'measured',
  on: ['stdio', 'websocket'],
  timeoutMs: 60_000,
  async run(bench) {
    const line = await bench.connect();
    const rows = await methodRows(loadProfile(bench.version));
    const asked = await offeredOf(
      line,
      rows.filter(({ method }) => SAID[method] !== undefined),
    );
    expectThat('there are methods of threads', asked.length > 8, asked.length);
    for (const { method, params } of asked) {
      await line.refuses(
        method,
        { ...(params as Record<string, unknown>), threadId: NOBODY }, // all of these take an object
        { message: SAID[method] ?? '' },
      );
    }
  },
});
