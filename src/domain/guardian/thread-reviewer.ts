// The reviewer of a thread's approvals: one conversation as long as the thread is loaded, kept if that is, which is
// told what has happened since it was last asked. Who asks while it is busy gets a reviewer of the moment.

import { DomainError } from '../errors.js';
import type { ThreadLog } from '../ports.js';
import type { ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { developerTextItem, userTextItem } from '../turn/model-request.js';
import { summaryOf } from '../turn/reasoning.js';
import type { Dialect } from './dialect.js';
import { GuardianHost } from './guardian-host.js';
import type { Question, Reviewer } from './guardian-ports.js';
import { guardianInstructions, guardianQuestion, REMINDER } from './guardian-prompt.js';
import type { ReviewedThread } from './reviewed-thread.js';

interface Conversation {
  readonly host: GuardianHost;
  /** Ends what the reviewer has left running, and its log. */
  close(): Promise<void>;
  /** The last item of the thread that it was told of. */
  lastTold: ModelItem | undefined;
  isReminded: boolean;
}

export class ThreadReviewer implements Reviewer {
  readonly #thread: ReviewedThread;
  readonly #closing = new AbortController();
  readonly #asking = new Set<Promise<string>>();
  #kept: Conversation | null = null;
  #isBusy = false;

  constructor(thread: ReviewedThread) {
    this.#thread = thread;
  }

  async ask(question: Question): Promise<string> {
    const signal = AbortSignal.any([question.signal, this.#closing.signal]);
    const answer = this.#isBusy
      ? this.#askAnother({ ...question, signal })
      : this.#askKept({ ...question, signal });
    this.#asking.add(answer);
    return answer.finally(() => this.#asking.delete(answer));
  }

  /** Stops reviews and ends what reviewers have left running. */
  async close(): Promise<void> {
    this.#closing.abort(new DomainError({ code: 'threadClosing', threadId: this.#thread.threadId }));
    await Promise.allSettled(this.#asking);
    await this.#kept?.close();
  }

  async #askKept(question: Question): Promise<string> {
    this.#isBusy = true;
    try {
      if (this.#kept === null || !this.#isCurrent(this.#kept)) {
        await this.#kept?.close();
        this.#kept = null;
        this.#kept = await this.#beginKept(question);
      }
      return await this.#tell(this.#kept, question);
    } finally {
      this.#isBusy = false;
    }
  }

  async #askAnother(question: Question): Promise<string> {
    const conversation = this.#begin(question, this.#thread.services.newId(), null);
    try {
      return await this.#tell(conversation, question);
    } finally {
      await conversation.close();
    }
  }

  /** @throws DomainError `storage` */
  async #beginKept(question: Question): Promise<Conversation> {
    const thread = this.#thread;
    const { services, threadId, originator, sessionId } = thread;
    const id = services.newId();
    if (thread.path === null) return this.#begin(question, id, null);
    const { cwd, modelProvider } = question.settings;
    const log = await services.reviewerLogs.open({
      id,
      createdAt: services.clock.now(),
      cwd,
      originator,
      sessionId,
      modelProvider,
      baseInstructions: guardianInstructions(question.dialect.answerForm, question.settings.reviewRules),
      reviewOf: threadId,
    });
    return this.#begin(question, id, log);
  }

  #begin({ dialect }: Question, threadId: string, log: ThreadLog | null): Conversation {
    const thread = this.#thread;
    const host = new GuardianHost(thread, { threadId, dialect, log });
    const close = async (): Promise<void> => {
      await host.close();
      if (log !== null) await thread.services.reviewerLogs.close(threadId, log);
    };
    return { host, close, lastTold: undefined, isReminded: false };
  }

  /** Whether the thread still goes on from where the conversation has left it. */
  #isCurrent({ lastTold }: Conversation): boolean {
    return lastTold === undefined || this.#thread.history.input.includes(lastTold);
  }

  /** One that the catalogue knows need not think hard. */
  #modelOf(settings: ThreadSettings, dialect: Dialect): Pick<ThreadSettings, 'model' | 'effort' | 'summary'> {
    const { model, effort } = settings;
    const { catalog } = this.#thread.services;
    const isKnown = (name: string): boolean => catalog.facts(name).known;
    const chosen = dialect.model !== null && isKnown(dialect.model) ? dialect.model : model;
    return {
      model: chosen,
      effort: isKnown(chosen) ? 'low' : effort,
      summary: summaryOf(settings, catalog.facts(model)),
    };
  }

  #tell(conversation: Conversation, { planned, settings, ...question }: Question): Promise<string> {
    const { dialect } = question;
    const { input } = this.#thread.history;
    const isFirst = conversation.lastTold === undefined;
    const news = isFirst ? input : input.slice(input.lastIndexOf(conversation.lastTold as ModelItem) + 1);
    const isToRemind = !isFirst && (dialect.remindsAlways || !conversation.isReminded);
    conversation.lastTold = input.at(-1);
    conversation.isReminded ||= isToRemind;
    const opening = [
      ...(isToRemind ? [developerTextItem(REMINDER)] : []),
      userTextItem(guardianQuestion(news, planned, isFirst)),
    ];
    return conversation.host.converse(opening, {
      ...question,
      settings: {
        ...settings,
        ...this.#modelOf(settings, dialect),
        baseInstructions: guardianInstructions(dialect.answerForm, settings.reviewRules),
      },
    });
  }
}
