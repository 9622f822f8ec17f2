// A line that is opened anew when it breaks, as those beside calls of the third generation are: the call goes on
// meanwhile. What is said while there is none waits for the next.

import type { SpokenLine, SpokenListener, SpokenMessage } from '../../domain/realtime/spoken-ports.js';
import { type Clock, sleep } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';

export interface LastingParts {
  readonly listener: SpokenListener;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  open(listener: SpokenListener): Promise<SpokenLine>;
}

/** As 0.169.0 waits: twice as long each time. */
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** Resolves when the first line is open. A later one that cannot be opened ends all. @throws SpokenProblem */
export async function openLastingLine({ listener, signal, clock, open }: LastingParts): Promise<SpokenLine> {
  let line: SpokenLine | null = null;
  let waiting: SpokenMessage[] = [];
  let pauseMs = FIRST_PAUSE_MS;
  const closed = new AbortController();
  const gone = AbortSignal.any([signal, closed.signal]);

  const reopen = async (): Promise<void> => {
    try {
      await sleep(clock, pauseMs, gone);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      const next = await open(lasting);
      if (gone.aborted) return next.close();
      line = next;
      for (const message of waiting) next.send(message);
      waiting = [];
    } catch (thrown) {
      if (!gone.aborted) listener.ended(messageOf(thrown));
    }
  };
  const lasting: SpokenListener = {
    heard: (message) => listener.heard(message),
    ended(problem) {
      line = null;
      if (problem === null) listener.ended(null);
      else void reopen();
    },
  };

  line = await open(lasting);
  return {
    send(message) {
      if (line === null) waiting.push(message);
      else line.send(message);
    },
    close() {
      closed.abort();
      line?.close();
    },
  };
}
