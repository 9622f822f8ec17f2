// The reviewer of a thread's approvals: one conversation as long as the thread is loaded, which is told what has
// happened since it was last asked. Who asks while it is busy gets a reviewer of the moment.

import { DomainError } from '../errors.js';
import type { ModelItem } from '../records.js';
import { developerTextItem, userTextItem } from '../turn/model-request.js';
import type { TurnHost } from '../turn/turn-host.js';
import type { Dialect } from './dialect.js';
import { GuardianHost } from './guardian-host.js';
import type { Question, Reviewer } from './guardian-ports.js';
import { guardianInstructions, guardianQuestion, REMINDER } from './guardian-prompt.js';

interface Conversation {
  readonly host: GuardianHost;
  /** The last item of the thread that it was told of. */
  lastTold: ModelItem | undefined;
  isReminded: boolean;
}

export class ThreadReviewer implements Reviewer {
  readonly #thread: TurnHost;
  readonly #closing = new AbortController();
  readonly #asking = new Set<Promise<string>>();
  #kept: Conversation | null = null;
  #isBusy = false;

  constructor(thread: TurnHost) {
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
    await this.#kept?.host.close();
  }

  async #askKept(question: Question): Promise<string> {
    this.#isBusy = true;
    try {
      if (this.#kept === null || !this.#isCurrent(this.#kept)) {
        await this.#kept?.host.close();
        this.#kept = this.#begin(question.dialect);
      }
      return await this.#tell(this.#kept, question);
    } finally {
      this.#isBusy = false;
    }
  }

  async #askAnother(question: Question): Promise<string> {
    const conversation = this.#begin(question.dialect);
    try {
      return await this.#tell(conversation, question);
    } finally {
      await conversation.host.close();
    }
  }

  #begin({ tools }: Dialect): Conversation {
    return { host: new GuardianHost(this.#thread, tools), lastTold: undefined, isReminded: false };
  }

  /** Whether the thread still goes on from where the conversation has left it. */
  #isCurrent({ lastTold }: Conversation): boolean {
    return lastTold === undefined || this.#thread.history.input.includes(lastTold);
  }

  #tell(conversation: Conversation, { planned, settings, dialect, signal }: Question): Promise<string> {
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
      settings: { ...settings, baseInstructions: guardianInstructions(dialect.answerForm) },
      outputSchema: dialect.schema,
      signal,
    });
  }
}
