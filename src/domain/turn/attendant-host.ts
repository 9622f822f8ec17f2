// What turns that serve a thread, a reviewer's for one, have in common: a history of their own beside the thread's
// session, and nothing that only people's turns have.

import { NO_HOOKS, ThreadHooks } from '../hooks/thread-hooks.js';
import { ThreadHistory } from '../thread/history.js';
import type { TurnContext } from './model-request.js';
import type { RawNews } from './raw-news.js';
import type { TurnHost, TurnServices } from './turn-host.js';
import { NO_OFFERS } from './turn-offers.js';

/** Of a turn that a thread has others run for it. */
export abstract class AttendantHost {
  readonly dynamicTools = [];
  readonly goal = null;
  readonly guardian = null;
  readonly realtime = { agentWords: null };
  readonly offers = NO_OFFERS;
  readonly agents = null;
  readonly team = null;
  readonly history = new ThreadHistory();
  abstract readonly raw: RawNews;
  readonly threadId: string;
  /** Never opened: who serves a thread runs none. */
  readonly hooks: ThreadHooks;
  context: TurnContext | null = null;
  remindedAt: number | null = null;
  protected readonly thread: TurnHost;

  constructor(thread: TurnHost, threadId: string) {
    this.thread = thread;
    this.threadId = threadId;
    const about = { threadId, path: () => null, agent: null, saysMore: false };
    const silence = { emit: () => {}, warn: () => {}, hear: () => {} };
    this.hooks = new ThreadHooks({ ...about, clock: thread.services.clock, ...silence }, NO_HOOKS);
  }

  get services(): TurnServices {
    return this.thread.services;
  }

  get sessionId() {
    return this.thread.sessionId;
  }

  get originator() {
    return this.thread.originator;
  }

  get elicitations() {
    return this.thread.elicitations;
  }

  get rateLimits() {
    return this.thread.rateLimits;
  }

  set rateLimits(limits) {
    this.thread.rateLimits = limits;
  }

  /** Nobody reads what they say. */
  markUnread(): void {}
}
