import { describe, expect, it } from 'vitest';
import { pause } from '../../../src/domain/tools/pause.js';

/** A clock that goes on when it is told to. */
function stage() {
  const stop = new AbortController();
  let task: (() => void) | undefined;
  const setTimeout = (due: () => void) => {
    task = due;
    return () => {
      task = undefined;
    };
  };
  return { context: { setTimeout, signal: stop.signal }, pass: () => task?.(), stop, waits: () => !!task };
}

describe('a pause', () => {
  it('is over when its time is', async () => {
    const { context, pass, waits } = stage();
    const end = pause(context, 10);
    pass();
    expect(await end).toBe('time');
    expect(waits()).toBe(false);
  });

  it('ends with something else, and leaves no clock running', async () => {
    const { context, waits } = stage();
    expect(await pause(context, 10, Promise.resolve())).toBe('other');
    expect(waits()).toBe(false);
  });

  it('ends when its call is stopped, also before it began', async () => {
    const { context, stop, waits } = stage();
    const end = pause(context, 10);
    stop.abort();
    expect(await end).toBe('stopped');
    expect(await pause(context, 10)).toBe('stopped');
    expect(waits()).toBe(false);
  });
});
