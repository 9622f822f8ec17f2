// A model of the third generation takes the session up with its first word, before anything else can be said.

import { deferred } from '../../util/deferred.js';
import { type Manner, spokenEvent } from './spoken-event.js';
import { type SpokenListener, SpokenProblem } from './spoken-ports.js';

const DISCONNECTED = 'stream disconnected before completion: ';

export interface SessionStart {
  /** Stands before the other until the session is taken up. */
  readonly listener: SpokenListener;
  /** @throws SpokenProblem when it never is */
  readonly taken: Promise<void>;
}

/** `begin` is called when it is, before anything that follows is passed on. */
export function sessionStart(listener: SpokenListener, manner: Manner, begin: () => void): SessionStart {
  const taken = deferred();
  let isTaken = false;
  // Whoever does not wait any more need not hear of it.
  taken.promise.catch(() => undefined);
  const refuse = (why: string): void => taken.reject(new SpokenProblem(why));
  return {
    taken: taken.promise,
    listener: {
      heard: (message) => {
        if (isTaken) return listener.heard(message);
        const event = spokenEvent(message, manner);
        if (event?.type === 'sessionStarted') {
          isTaken = true;
          begin();
          taken.resolve();
        } else if (event?.type === 'error') refuse(DISCONNECTED + event.message);
        else if (event !== null)
          refuse(`${DISCONNECTED}frameless realtime session received an event before session.started`);
      },
      ended: (problem) => {
        if (isTaken) return listener.ended(problem);
        refuse(problem ?? `${DISCONNECTED}frameless realtime session ended before session.started`);
      },
    },
  };
}
