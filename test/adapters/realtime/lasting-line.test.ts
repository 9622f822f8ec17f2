import { describe, expect, it } from 'vitest';
import { openLastingLine } from '../../../src/adapters/realtime/lasting-line.js';
import type { SpokenLine, SpokenListener } from '../../../src/domain/realtime/spoken-ports.js';
import type { Clock } from '../../../src/util/clock.js';

function laid(failsAt: number | null = null) {
  const pauses: number[] = [];
  const sent: unknown[] = [];
  const listeners: SpokenListener[] = [];
  const ended: (string | null)[] = [];
  let closed = 0;
  let go: (() => void) | null = null;
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    setTimeout(task, ms) {
      pauses.push(ms);
      go = task;
      return () => {
        go = null;
      };
    },
  };
  const unloaded = new AbortController();
  const line = openLastingLine({
    clock,
    signal: unloaded.signal,
    listener: { heard: () => undefined, ended: (problem) => void ended.push(problem) },
    async open(listener): Promise<SpokenLine> {
      if (listeners.length === failsAt) throw new Error('nobody there');
      listeners.push(listener);
      const at = listeners.length;
      return {
        send: (message) => void sent.push([at, message]),
        close: () => {
          closed += 1;
        },
      };
    },
  });
  const pass = async (): Promise<void> => {
    go?.();
    await new Promise(setImmediate);
  };
  const breakNow = (): void => listeners.at(-1)?.ended('broken');
  return { line, pauses, sent, ended, listeners, pass, breakNow, unloaded, closed: () => closed };
}

describe('a line that lasts', () => {
  it('is opened anew when it breaks, after ever longer pauses, and then says what waited', async () => {
    const { line, pauses, sent, ended, pass, breakNow } = laid();
    const { send } = await line;
    for (let time = 0; time < 7; time += 1) {
      breakNow();
      send({ type: `message ${time}` });
      await pass();
    }
    expect(pauses).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
    expect(sent).toEqual([0, 1, 2, 3, 4, 5, 6].map((time) => [time + 2, { type: `message ${time}` }]));
    expect(ended).toEqual([]);
  });

  it('ends when the model hangs up, and when it cannot be reached again', async () => {
    const polite = laid();
    await polite.line;
    polite.listeners[0]?.ended(null);
    expect([polite.ended, polite.pauses]).toEqual([[null], []]);

    const gone = laid(1);
    await gone.line;
    gone.breakNow();
    await gone.pass();
    expect(gone.ended).toEqual(['nobody there']);
  });

  it('is not opened again once nobody wants it', async () => {
    for (const leave of ['close', 'unload'] as const) {
      const { line, listeners, pass, breakNow, unloaded, ended } = laid();
      const { close } = await line;
      breakNow();
      if (leave === 'close') close();
      else unloaded.abort();
      await pass();
      expect([listeners.length, ended]).toEqual([1, []]);
    }
  });
});
