// Puts news behind answers: what a call of the agent causes is announced in a later task than the one that settles
// the call. News of one thread keeps its order whichever way it takes.

import type { BroadcastEvent, DomainEvent, EventSink } from '../events.js';

export interface Announcer extends EventSink {
  /** Emits after the present task. */
  later(event: BroadcastEvent): void;
}

export function createAnnouncer(sink: EventSink, defer: (task: () => void) => void): Announcer {
  let waiting: BroadcastEvent[] = [];
  const flush = (): void => {
    const events = waiting;
    waiting = [];
    for (const event of events) sink.emit({ scope: 'all', event });
  };
  return {
    emit(event) {
      // Nothing overtakes: a thread is not seen to work before it is seen to start.
      if (waiting.length > 0) {
        const threadId = threadOf(event);
        if (waiting.some((other) => threadOf({ scope: 'all', event: other }) === threadId)) flush();
      }
      sink.emit(event);
    },
    later(event) {
      if (waiting.length === 0) defer(flush);
      waiting.push(event);
    },
  };
}

/** Undefined for news of no thread. */
function threadOf(event: DomainEvent): string | undefined {
  if (event.scope === 'thread') return event.threadId;
  const news = event.event;
  if (news.type === 'threadStarted') return news.thread.id;
  return 'threadId' in news ? (news.threadId ?? undefined) : undefined;
}
