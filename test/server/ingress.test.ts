import { describe, expect, test } from 'vitest';
import { Ingress, type IngressOptions } from '../../src/server/ingress.js';
import { type Deferred, deferred } from '../../src/util/deferred.js';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function harness(options: Partial<IngressOptions<string>> = {}) {
  const handled: string[] = [];
  const refused: string[] = [];
  const running = new Map<string, Deferred<void>>();
  const ingress = new Ingress<string>({
    limits: { maxCount: 3, maxBytes: 1000 },
    handle: (request) => {
      handled.push(request);
      if (!request.startsWith('slow')) return undefined;
      const work = deferred();
      running.set(request, work);
      return work.promise;
    },
    refuse: (request) => refused.push(request),
    ...options,
  });
  const finish = async (request: string): Promise<void> => {
    running.get(request)?.resolve();
    await tick();
  };
  return { ingress, handled, refused, finish };
}

describe('the way in', () => {
  test('a request that is answered at once does not make the next one wait', () => {
    const { ingress, handled } = harness();
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) ingress.offer(name, 1);
    expect(handled).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('what comes while one is being handled is handled after it, in order', async () => {
    const { ingress, handled, finish } = harness();
    ingress.offer('slow', 1);
    ingress.offer('a', 1);
    ingress.offer('b', 1);
    expect(handled).toEqual(['slow']);
    await finish('slow');
    expect(handled).toEqual(['slow', 'a', 'b']);
  });

  test('a request that finds the queue full is refused, and only that one', async () => {
    const { ingress, handled, refused, finish } = harness();
    for (const name of ['slow', 'a', 'b', 'c', 'd', 'e']) ingress.offer(name, 1);
    expect(refused).toEqual(['d', 'e']);
    await finish('slow');
    expect(handled).toEqual(['slow', 'a', 'b', 'c']);
    ingress.offer('f', 1);
    expect(handled).toContain('f');
  });

  test('the queue is full by bytes as well as by count', () => {
    const { ingress, refused } = harness({ limits: { maxCount: 100, maxBytes: 10 } });
    ingress.offer('slow', 1);
    ingress.offer('a', 8);
    ingress.offer('b', 8);
    expect(refused).toEqual(['b']);
  });

  test('with a transport that can wait, it is stopped before anything has to be refused', async () => {
    const calls: string[] = [];
    const flow = { pause: () => calls.push('pause'), resume: () => calls.push('resume') };
    const { ingress, refused, finish } = harness({ flow });
    for (const name of ['slow', 'a', 'b', 'c']) ingress.offer(name, 1);
    expect(calls).toEqual(['pause']);
    expect(refused).toEqual([]);
    await finish('slow');
    expect(calls).toEqual(['pause', 'resume']);
  });

  test('what a restarted transport delivers at once comes after what waited', async () => {
    let deliver = (): void => {};
    const flow = { pause: () => {}, resume: () => deliver() };
    const { ingress, handled, finish } = harness({ flow });
    deliver = () => ingress.offer('late', 1);
    for (const name of ['slow', 'a', 'b', 'c']) ingress.offer(name, 1);
    await finish('slow');
    expect(handled).toEqual(['slow', 'a', 'b', 'c', 'late']);
  });

  test('after the close nothing that waited is handled', async () => {
    const { ingress, handled, finish } = harness();
    ingress.offer('slow', 1);
    ingress.offer('a', 1);
    ingress.close();
    ingress.offer('b', 1);
    await finish('slow');
    expect(handled).toEqual(['slow']);
  });

  test('while there is no room for answers nothing is started, and then everything in order', () => {
    const { ingress, handled } = harness();
    ingress.offer('a', 1);
    ingress.suspend();
    ingress.offer('b', 1);
    ingress.offer('c', 1);
    expect(handled).toEqual(['a']);
    ingress.proceed();
    expect(handled).toEqual(['a', 'b', 'c']);
  });

  test('it can be suspended by the very request it handles', () => {
    const handled: string[] = [];
    const ingress: Ingress<string> = new Ingress({
      limits: { maxCount: 3, maxBytes: 1000 },
      handle: (request) => {
        handled.push(request);
        ingress.suspend();
      },
      refuse: () => {},
    });
    ingress.offer('a', 1);
    ingress.offer('b', 1);
    expect(handled).toEqual(['a']);
    ingress.proceed();
    expect(handled).toEqual(['a', 'b']);
  });

  test('it is idle when everything that came in is handled', async () => {
    const { ingress, finish } = harness();
    const seen: string[] = [];
    ingress.whenIdle(() => seen.push('at once'));
    ingress.offer('slow', 1);
    ingress.offer('slow 2', 1);
    ingress.whenIdle(() => seen.push('later'));
    await finish('slow');
    expect(seen).toEqual(['at once']);
    await finish('slow 2');
    expect(seen).toEqual(['at once', 'later']);
  });
});
