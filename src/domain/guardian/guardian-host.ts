// A thread of its own for the reviewer of another thread's approvals: nobody is told of what it does, which may be
// kept all the same, and it may only look around.

import { denials } from '../access-rules.js';
import type { ThreadLog } from '../ports.js';
import type { HistoryRecord, ModelItem } from '../records.js';
import type { ThreadSettings } from '../settings.js';
import { AttendantHost } from '../turn/attendant-host.js';
import { RawNews } from '../turn/raw-news.js';
import type { TurnHost, TurnServices } from '../turn/turn-host.js';
import { TurnRunner } from '../turn/turn-runner.js';
import type { Dialect } from './dialect.js';
import { type Question, ReviewerFailed } from './guardian-ports.js';
import { reviewerTools } from './reviewer-tools.js';
import { shownQuestion } from './shown-question.js';

export class GuardianHost extends AttendantHost implements TurnHost {
  readonly subagent = 'guardian';
  readonly raw: RawNews;
  readonly #services: TurnServices;
  readonly #log: ThreadLog | null;
  /** What it is asked, where that is to be shown. */
  #question: ModelItem | null = null;

  /** @param log of this conversation; null: it is not kept */
  constructor(
    thread: TurnHost,
    { threadId, dialect, log }: { threadId: string; dialect: Dialect; log: ThreadLog | null },
  ) {
    super(thread, threadId);
    this.#log = log;
    const { services } = thread;
    this.#services = { ...services, tools: reviewerTools(services.tools, dialect, thread.threadId) };
    this.raw = new RawNews({ isWanted: false, tellsMore: false, newId: services.newId, emit: () => {} });
  }

  override get services() {
    return this.#services;
  }

  /** Resolves with the reviewer's last words. @throws ReviewerFailed, or the signal's reason */
  async converse(
    opening: readonly ModelItem[],
    { settings, dialect, rootTurnId, signal }: Omit<Question, 'planned'>,
  ): Promise<string> {
    signal.throwIfAborted();
    this.#question = dialect.showsQuestions ? (opening.at(-1) ?? null) : null;
    const turnId = this.services.newId();
    const run = new TurnRunner(this, {
      turnId,
      ...(rootTurnId === null ? {} : { rootTurnId }),
      settings: lookingAround(settings),
      outputSchema: dialect.schema,
      isSchemaLoose: dialect.isSchemaLoose,
      opening,
      input: [],
    });
    const onAbort = (): void => void run.interrupt('interrupted');
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      run.begin();
      const outcome = await run.ended;
      signal.throwIfAborted();
      if (outcome.status === 'failed') throw new ReviewerFailed(outcome.error);
      return run.lastText ?? '';
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends what the reviewer has left running. */
  close(): Promise<void> {
    return this.services.tools.release(this.threadId);
  }

  record(records: readonly HistoryRecord[]): void {
    const all = records.flatMap((record) => [record, ...this.#shownWith(record)]);
    this.#log?.append(all);
    for (const record of all) this.history.apply(record);
  }

  #shownWith(record: HistoryRecord): HistoryRecord[] {
    if (record.type !== 'modelItem' || record.item !== this.#question) return [];
    return [shownQuestion(record, this.services)];
  }

  async sync(): Promise<void> {
    await this.#log?.sync();
  }

  emit(): void {}

  turnStarted(): void {}

  turnEnding(): void {}

  turnEnded(turnId: string): void {
    this.services.tools.turnEnded(this.threadId, turnId);
  }

  markFailed(): void {}

  ask(): ReturnType<TurnHost['ask']> {
    return Promise.reject(new Error('nobody is asked on behalf of a reviewer'));
  }
}

/** What a reviewer's commands may do: read what the thread's may. */
function lookingAround(settings: ThreadSettings): ThreadSettings {
  const { accessRules } = settings;
  const hidesSomething = accessRules !== null && denials(accessRules).length > 0;
  const readable = hidesSomething
    ? {
        ...accessRules,
        network: false,
        rules: accessRules.rules.map((rule) =>
          rule.access === 'write' ? { ...rule, access: 'read' as const } : rule,
        ),
      }
    : null;
  return {
    ...settings,
    approvalPolicy: 'never',
    sandboxPolicy: { type: 'readOnly', networkAccess: false },
    accessRules: readable,
    permissionProfile: null,
    developerInstructions: null,
    collaborationMode: null,
  };
}
