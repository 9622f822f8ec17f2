import { expect, test } from 'vitest';
import type { BroadcastEvent } from '../../src/domain/events.js';
import { createFileSearches } from '../../src/server/file-searches.js';

test('a search whose walk breaks off ends with what was found until then', async () => {
  const told: BroadcastEvent[] = [];
  const walker = {
    async *walk() {
      yield [{ root: '/anywhere', path: 'main.ts', type: 'file' as const }];
      throw new Error('EMFILE: too many open files');
    },
  };
  const rules = { smartCase: true, namesComeFirst: true };
  const searches = createFileSearches({ walker, rules, tell: (event) => told.push(event) });
  searches.start('one', ['/anywhere'])();
  await expect.poll(() => told.at(-1)).toEqual({ type: 'fileSearchCompleted', sessionId: 'one' });
  told.length = 0;
  searches.update('one', 'main')();
  await expect.poll(() => told.length).toBe(2);
  expect(told[0]).toMatchObject({ type: 'fileSearchUpdated', files: [{ path: 'main.ts' }] });
});
