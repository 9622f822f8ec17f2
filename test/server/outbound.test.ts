import { describe, expect, test } from 'vitest';
import { Outbound, type OutboundOptions } from '../../src/server/outbound.js';
import type { Transport } from '../../src/transport/index.js';
import { fakeClock } from '../util/fake-clock.js';

/** The little of a transport that outbound uses: says no after `room` frames, until drained. */
function stubTransport(room: number) {
  const sent: string[] = [];
  let left = room;
  let onDrain = (): void => {};
  const transport = {
    send: (frame: string) => {
      sent.push(frame);
      left -= 1;
      return left > 0;
    },
    onDrain: (handler: () => void) => {
      onDrain = handler;
    },
  };
  return {
    transport: transport as unknown as Transport, // outbound touches nothing else
    sent,
    drain: (more: number) => {
      left = more;
      onDrain();
    },
  };
}

function harness(room: number, options: Partial<OutboundOptions> = {}) {
  const stub = stubTransport(room);
  const calls: string[] = [];
  const clock = fakeClock();
  const outbound = new Outbound(stub.transport, {
    limits: { maxCount: 3, maxBytes: 1000 },
    clock,
    slowReader: 'close',
    stallMs: 30_000,
    onBehind: () => calls.push('behind'),
    onCaughtUp: () => calls.push('caught up'),
    onOverflow: (why) => calls.push(why),
    ...options,
  });
  return { ...stub, outbound, calls, clock };
}

const send = (outbound: Outbound, ...frames: string[]): void => {
  for (const frame of frames) outbound.send(frame);
};

describe('the way out', () => {
  test('a client that reads gets every frame at once', () => {
    const { outbound, sent, calls } = harness(10);
    send(outbound, 'a', 'b', 'c');
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(calls).toEqual([]);
  });

  test('frames wait while the client does not read, and follow in order when it does', () => {
    const { outbound, sent, drain, calls } = harness(1);
    send(outbound, 'a', 'b', 'c');
    expect(sent).toEqual(['a']);
    drain(10);
    expect(sent).toEqual(['a', 'b', 'c']);
    send(outbound, 'd');
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
    expect(calls).toEqual(['behind', 'caught up']);
  });

  test('a client that reads a little is still behind until nothing waits', () => {
    const { outbound, sent, drain, calls } = harness(1);
    send(outbound, 'a', 'b', 'c');
    drain(1);
    expect(sent).toEqual(['a', 'b']);
    expect(calls).toEqual(['behind']);
    drain(10);
    expect(calls).toEqual(['behind', 'caught up']);
  });

  test('a client that may be cut off is cut off when too many frames wait', () => {
    const { outbound, sent, calls } = harness(1);
    send(outbound, 'a', 'b', 'c', 'd', 'e', 'f');
    expect(calls).toEqual(['behind', expect.stringContaining('3 messages (3 bytes) wait for it')]);
    expect(sent).toEqual(['a']);
  });

  test('a client that may be cut off is cut off when too many bytes wait', () => {
    const { outbound, calls } = harness(1, { limits: { maxCount: 100, maxBytes: 10 } });
    send(outbound, 'a', '12345678', '12345678');
    expect(calls.at(-1)).toContain('1 messages (8 bytes) wait for it');
  });

  test('a client that may be cut off is cut off when it stands still too long', () => {
    const { outbound, clock, calls, drain } = harness(1);
    send(outbound, 'a', 'b', 'c');
    clock.advance(29_999);
    drain(1);
    clock.advance(29_999);
    expect(calls).toEqual(['behind']);
    clock.advance(1);
    expect(calls).toEqual(['behind', 'the client has read nothing for 30 s']);
  });

  test('a client that must not be cut off is waited for, however much it leaves', () => {
    const { outbound, sent, calls, clock, drain } = harness(1, { slowReader: 'wait' });
    send(outbound, 'a', 'b', 'c', 'd', 'e', 'f');
    clock.advance(3_600_000);
    expect(calls).toEqual(['behind']);
    drain(100);
    expect(sent).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  test('nothing goes out after the close', () => {
    const { outbound, sent, drain } = harness(1);
    send(outbound, 'a', 'b');
    outbound.close();
    send(outbound, 'c');
    drain(10);
    expect(sent).toEqual(['a']);
  });
});
