// What every transport must do, as tests. Each transport's own test file runs them on a pair of ends.

import { afterEach, describe, expect, test } from 'vitest';
import type { CloseReason, Transport } from '../../src/transport/contract.js';
import type { TransportLimits } from '../../src/transport/limits.js';
import { settled } from '../util/fake-clock.js';

export interface Pair {
  readonly near: Transport;
  readonly far: Transport;
  /** Releases what the ends leave behind, such as a listener. */
  readonly dispose?: () => Promise<void>;
}

/** Resolves with the reason when the transport has ended. */
export function closed(transport: Transport): Promise<CloseReason> {
  return new Promise((resolve) => transport.onClose(resolve));
}

/** Collects frames, and resolves `seen(n)` once there are n of them. */
export function collector(transport: Transport) {
  const frames: string[] = [];
  let wake: () => void = () => {};
  transport.onFrame((frame) => {
    frames.push(frame);
    wake();
  });
  return {
    frames,
    seen: async (count: number): Promise<string[]> => {
      while (frames.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return frames;
    },
  };
}

const texts = (count: number): string[] => Array.from({ length: count }, (_, index) => `{"n":${index}}`);

export function describeTransport(name: string, open: (limits: TransportLimits) => Promise<Pair>): void {
  describe(`the contract, kept by ${name}`, () => {
    let pairs: Pair[] = [];
    const openPair = async (limits: TransportLimits = {}): Promise<Pair> => {
      const pair = await open(limits);
      pairs.push(pair);
      return pair;
    };
    afterEach(async () => {
      for (const { near, far, dispose } of pairs) {
        await Promise.all([near.close(), far.close()]);
        await dispose?.();
      }
      pairs = [];
    });

    test('frames arrive whole and in order, both ways, whatever characters they hold', async () => {
      const { near, far } = await openPair();
      const atFar = collector(far);
      const atNear = collector(near);
      const sent = ['{}', '"é 漢字 🙂"', `"${'x'.repeat(200_000)}"`, '"\\u0000\\n"', ...texts(1000)];
      for (const frame of sent) near.send(frame);
      for (const frame of sent) far.send(frame);
      expect(await atFar.seen(sent.length)).toEqual(sent);
      expect(await atNear.seen(sent.length)).toEqual(sent);
    });

    test('nothing is delivered inside send', async () => {
      const { near, far } = await openPair();
      const { frames, seen } = collector(far);
      near.send('"a"');
      expect(frames).toEqual([]);
      await seen(1);
    });

    test('frames wait for their receiver', async () => {
      const { near, far } = await openPair();
      for (const frame of texts(10)) near.send(frame);
      await settled();
      expect(await collector(far).seen(10)).toEqual(texts(10));
    });

    test('a pause takes effect in the middle of a batch, and resuming loses nothing', async () => {
      const { near, far } = await openPair();
      const frames: string[] = [];
      const reached = new Promise<void>((resolve) => {
        far.onFrame((frame) => {
          frames.push(frame);
          if (frames.length === 3) {
            far.pause();
            resolve();
          }
        });
      });
      for (const frame of texts(100)) near.send(frame);
      await reached;
      await settled();
      expect(frames).toHaveLength(3);
      const rest = collector(far);
      far.resume();
      await rest.seen(97);
      expect([...frames, ...rest.frames]).toEqual(texts(100));
    });

    test('a receiver that stops reading makes send say false; later all arrives and drain is told', async () => {
      const { near, far } = await openPair({ highWaterBytes: 64 * 1024 });
      let drains = 0;
      near.onDrain(() => {
        drains += 1;
      });
      const frame = `"${'y'.repeat(10_000)}"`;
      let count = 0;
      let isFull = false;
      while (!isFull && count < 10_000) {
        isFull = !near.send(frame);
        count += 1;
        if (count % 10 === 0) await settled();
      }
      expect(isFull).toBe(true);
      expect(near.bufferedBytes).toBeGreaterThan(64 * 1024);
      expect(drains).toBe(0);
      const { frames, seen } = collector(far);
      await seen(count);
      expect(new Set(frames)).toEqual(new Set([frame]));
      while (near.bufferedBytes > 0) await settled();
      await settled();
      expect(drains).toBe(1);
    });

    test('closing delivers what was sent before, and the other side learns of it after that', async () => {
      const { near, far } = await openPair();
      const { frames } = collector(far);
      const ended = closed(far).then((reason) => ({ reason, count: frames.length }));
      for (const frame of texts(500)) near.send(frame);
      await near.close('that is all');
      const { reason, count } = await ended;
      expect(count).toBe(500);
      expect(reason.cause).toMatch(/^(remote|exit)$/);
      expect(reason.message).toMatch(/\w.*\.$|that is all/);
    });

    test('the end is told once, to late listeners too, and with the words of who closed', async () => {
      const { near, far } = await openPair();
      collector(far);
      const reasons: CloseReason[] = [];
      near.onClose((reason) => reasons.push(reason));
      await Promise.all([near.close('first'), near.close('second')]);
      near.terminate('third');
      near.onClose((reason) => reasons.push(reason));
      expect(reasons).toHaveLength(2);
      expect(reasons[0]).toBe(reasons[1]);
      expect(reasons[0]).toMatchObject({ cause: 'local', message: 'first' });
    });

    test('sending after the close does nothing', async () => {
      const { near, far } = await openPair();
      collector(far);
      await near.close();
      expect(near.send('"late"')).toBe(true);
    });

    test('a terminated connection ends at once for this side and soon for the other', async () => {
      const { near, far } = await openPair();
      collector(far);
      const ended = closed(far);
      near.terminate('enough');
      await expect(closed(near)).resolves.toMatchObject({ cause: 'local', message: 'enough' });
      expect((await ended).cause).not.toBe('local');
    });

    test('frames that wait in a paused receiver are delivered before the end is told', async () => {
      const { near, far } = await openPair();
      const order: string[] = [];
      far.onFrame((frame) => {
        order.push(frame);
        if (order.length === 1) far.pause();
      });
      const ended = closed(far).then(() => order.push('end'));
      for (const frame of texts(5)) near.send(frame);
      await near.close();
      await settled();
      expect(order).toEqual(texts(1));
      far.resume();
      await ended;
      expect(order).toEqual([...texts(5), 'end']);
    });
  });
}
