import { describe, expect, it } from 'vitest';
import { Gates } from '../../src/backend/gates.js';
import { play, type StreamSink } from '../../src/backend/reply-player.js';
import type { Reply } from '../../src/backend/script.js';
import type { Step } from '../../src/backend/stream-step.js';
import { deferred } from '../../src/util/deferred.js';
import { type FakeClock, fakeClock, settled } from '../util/fake-clock.js';
import { deltasOf, parseStream, stepsOf } from './streams.js';

interface Stage {
  readonly clock: FakeClock;
  readonly gates: Gates;
  readonly writes: string[];
  readonly leave: () => void;
  readonly end: Promise<string>;
  readonly deltas: () => string[];
}

function perform(given: Reply | readonly Step[], write?: StreamSink['write']): Stage {
  const clock = fakeClock();
  const gates = new Gates(clock);
  const client = new AbortController();
  const writes: string[] = [];
  const sink: StreamSink = {
    write(text) {
      writes.push(text);
      return write?.(text);
    },
  };
  const steps = Array.isArray(given) ? (given as readonly Step[]) : stepsOf(given as Reply); // A reply is never an array.
  const end = play(steps, sink, { clock, gates, signal: client.signal });
  const deltas = (): string[] => deltasOf(parseStream(writes.join('')));
  return { clock, gates, writes, leave: () => client.abort(new Error('gone')), end, deltas };
}

describe('play', () => {
  it('writes events that are due together at once', async () => {
    const { writes, end, deltas } = perform({ text: 'a b c d' });
    expect(await end).toBe('finished');
    expect(writes).toHaveLength(1);
    expect(deltas()).toEqual(['a', ' b', ' c', ' d']);
  });

  it('writes 20,000 deltas in fewer than a hundred pieces', async () => {
    const { writes, end, deltas } = perform({ text: { repeat: 'word ', count: 20_000 } });
    await end;
    expect(deltas()).toHaveLength(20_000);
    expect(writes.length).toBeLessThan(100);
  });

  it('sends each delta when it is due', async () => {
    const { clock, deltas } = perform({ text: { content: 'a b c', delayMs: 20 } });
    await clock.advanceAsync(19);
    expect(deltas()).toEqual([]);
    await clock.advanceAsync(1);
    expect(deltas()).toEqual(['a']);
    await clock.advanceAsync(40);
    expect(deltas()).toEqual(['a', ' b', ' c']);
  });

  it('keeps a rate above one delta a millisecond', async () => {
    const { clock, deltas } = perform({ text: { repeat: 'x', count: 100, tokensPerSecond: 5000 } });
    await clock.advanceAsync(10);
    expect(deltas().length).toBeGreaterThanOrEqual(45);
    expect(deltas().length).toBeLessThanOrEqual(55);
    await clock.advanceAsync(10);
    expect(deltas()).toHaveLength(100);
  });

  it('holds at a gate with everything before it sent, and does not hurry afterwards', async () => {
    const { clock, gates, deltas } = perform({
      text: { chunks: ['a', { hold: 'g' }, { text: 'b', delayMs: 10 }] },
    });
    await settled();
    expect(deltas()).toEqual(['a']);
    await clock.advanceAsync(5000);
    expect(deltas()).toEqual(['a']);
    gates.open('g');
    await clock.advanceAsync(9);
    expect(deltas()).toEqual(['a']);
    await clock.advanceAsync(1);
    expect(deltas()).toEqual(['a', 'b']);
  });

  it('stops to write while the reader is slow', async () => {
    const drained = deferred();
    const { writes, end } = perform({ text: { repeat: 'word ', count: 20_000 } }, () => drained.promise);
    await settled();
    expect(writes).toHaveLength(1);
    drained.resolve();
    expect(await end).toBe('finished');
    expect(writes.length).toBeGreaterThan(10);
  });

  it('stops when the client leaves, in a pause or at a gate', async () => {
    const pausing = perform({ text: { content: 'a b', delayMs: 1000 } });
    const held = perform({ parts: [{ hold: 'g' }, 'never'] });
    await settled();
    pausing.leave();
    held.leave();
    expect(await pausing.end).toBe('aborted');
    expect(await held.end).toBe('aborted');
    expect(pausing.clock.pendingTimers).toBe(0);
    expect(held.writes.join('')).not.toContain('never');
  });

  it('sends what came before a cut', async () => {
    const { writes, end } = perform({ parts: [{ raw: 'left over' }, { cut: 'end' }] });
    expect(await end).toBe('end');
    expect(writes.join('')).toMatch(/left over$/);
  });
});
