import { describe, expect, test } from 'vitest';
import { SideLanes } from '../../src/server/side-lanes.js';
import { type Deferred, deferred } from '../../src/util/deferred.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function harness(maxCount = 100) {
  const lanes = new SideLanes(maxCount);
  const begun: string[] = [];
  const running = new Map<string, Deferred<void>>();
  const take = (name: string, lane: string | null = null): void | Promise<void> =>
    lanes.take(lane, () => {
      begun.push(name);
      if (!name.startsWith('slow')) return undefined;
      const work = deferred();
      running.set(name, work);
      return work.promise;
    });
  const finish = async (name: string): Promise<void> => {
    running.get(name)?.resolve();
    await tick();
  };
  return { lanes, begun, take, finish };
}

describe('work beside the line', () => {
  test('starts at once, whatever else runs', () => {
    const { begun, take } = harness();
    for (const name of ['slow 1', 'slow 2', 'a']) void take(name);
    expect(begun).toEqual(['slow 1', 'slow 2', 'a']);
  });

  test('of one lane keeps its order, and waits for no other lane', async () => {
    const { begun, take, finish } = harness();
    void take('slow 1', 'x');
    void take('a', 'x');
    void take('slow 2', 'x');
    void take('b', 'x');
    void take('other', 'y');
    expect(begun).toEqual(['slow 1', 'other']);
    await finish('slow 1');
    expect(begun).toEqual(['slow 1', 'other', 'a', 'slow 2']);
    await finish('slow 2');
    expect(begun.at(-1)).toBe('b');
  });

  test('runs again in a lane that was empty for a while', async () => {
    const { begun, take, finish } = harness();
    void take('slow 1', 'x');
    await finish('slow 1');
    void take('a', 'x');
    expect(begun).toEqual(['slow 1', 'a']);
  });

  test('lets a lane of thousands that are done at once end without growing the stack', async () => {
    const { begun, take, finish } = harness(100_000);
    void take('slow 1', 'x');
    for (let count = 0; count < 50_000; count += 1) void take('a', 'x');
    await finish('slow 1');
    expect(begun).toHaveLength(50_001);
  });

  test('holds the line while there is no room for more, and lets it go on with the first that ends', async () => {
    const { take, finish } = harness(2);
    let isFree = false;
    expect(take('slow 1')).toBeUndefined();
    const held = Promise.resolve(take('slow 2')).then(() => {
      isFree = true;
    });
    await tick();
    expect(isFree).toBe(false);
    await finish('slow 1');
    await held;
    expect(isFree).toBe(true);
  });

  test('counts what waits in lanes towards the room', () => {
    const { take } = harness(2);
    void take('slow 1', 'x');
    expect(take('a', 'x')).toBeInstanceOf(Promise);
  });

  test('is idle when nothing runs and nothing waits', async () => {
    const { lanes, take, finish } = harness();
    const seen: string[] = [];
    lanes.whenIdle(() => seen.push('at once'));
    void take('slow 1', 'x');
    void take('slow 2', 'x');
    lanes.whenIdle(() => seen.push('later'));
    await finish('slow 1');
    expect(seen).toEqual(['at once']);
    await finish('slow 2');
    expect(seen).toEqual(['at once', 'later']);
  });

  test('is not begun after the close, neither what waited nor what comes', async () => {
    const { lanes, begun, take, finish } = harness();
    void take('slow 1', 'x');
    void take('a', 'x');
    lanes.close();
    void take('b');
    await finish('slow 1');
    expect(begun).toEqual(['slow 1']);
  });
});
