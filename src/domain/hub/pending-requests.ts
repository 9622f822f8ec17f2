// Questions to clients that wait for an answer. They go to a thread's subscribers, again to everyone who joins, and
// end with the first answer or with their turn. Only a connection that was asked may answer.

import type { ThreadActiveFlag } from '../../protocol/index.js';
import type { ClientQuestion, ConnectionId, PendingRequest, PendingRequests } from '../agent.js';
import type { EventSink } from '../events.js';

type Answer = { result: unknown } | { error: { code: number; message: string } };

export interface Question {
  threadId: string;
  turnId: string;
  method: string;
  params: unknown;
  /** What the thread's status shows while nobody has answered. */
  flag: ThreadActiveFlag | null;
  /** Whether the end of the question is announced; the protocol keeps quiet about dynamic tool calls. */
  announcesEnd: boolean;
  /** Runs when the flag shows, before anyone is asked. */
  onAsking?: () => void;
}

/** Why a question ended without an answer. */
export class QuestionVoidError extends Error {
  constructor() {
    super('the turn ended before anyone answered');
    this.name = 'QuestionVoidError';
  }
}

/** Why a question to everyone ended without an answer. */
export class QuestionDroppedError extends Error {
  constructor() {
    super('channel closed');
    this.name = 'QuestionDroppedError';
  }
}

export interface PendingQuestions extends PendingRequests {
  /** Asks every connection; the first answer wins. Its end is announced to nobody, and it belongs to no turn. */
  askEveryone(method: string, params: unknown): ClientQuestion;
  /** The same of one connection. */
  askOne(connection: ConnectionId, method: string, params: unknown): ClientQuestion;
  /** @throws QuestionVoidError when the turn ends first. */
  ask(question: Question): Promise<Answer>;
  /** Flags of the unanswered questions of a thread, each once. */
  flags(threadId: string): readonly ThreadActiveFlag[];
  /** Ends the unanswered questions of a turn. */
  cancel(threadId: string, turnId: string): void;
  /** Nobody will answer any more: ends the questions to everyone, with a QuestionDroppedError. */
  drop(): void;
  /** Forgets a connection: it can no longer answer. The questions stay. */
  forget(connection: ConnectionId): void;
}

interface Pending extends PendingRequest {
  readonly flag: ThreadActiveFlag | null;
  readonly announcesEnd: boolean;
  readonly askedOf: Set<ConnectionId>;
  resolve(answer: Answer): void;
  reject(reason: Error): void;
}

interface OpenQuestion {
  readonly askedOf: Set<ConnectionId>;
  resolve(answer: Answer): void;
  reject(reason: Error): void;
}

export interface PendingQuestionsDeps {
  sink: EventSink;
  subscribers(threadId: string): readonly ConnectionId[];
  /** Everyone who is connected; nobody by default. */
  everyone?: () => readonly ConnectionId[];
  /** Told whenever the flags of a thread may have changed, after a question began and after it ended. */
  onChange(threadId: string): void;
  /** Runs a task after what an answer causes at once; now by default. */
  defer?: (task: () => void) => void;
}

/** Ids count from 0 over all threads, as long as the process lives. */
export function createPendingQuestions(deps: PendingQuestionsDeps): PendingQuestions {
  const pending = new Map<number, Pending>();
  /** Questions about no thread. */
  const open = new Map<number, OpenQuestion>();
  let nextId = 0;

  const end = (question: Pending): void => {
    pending.delete(question.requestId);
    const { threadId, requestId } = question;
    if (question.announcesEnd) {
      deps.sink.emit({ scope: 'thread', threadId, event: { type: 'serverRequestResolved', requestId } });
    }
    // Whoever asked completes a refused item before the status tells that nobody is asked any more.
    defer(() => deps.onChange(threadId));
  };
  const defer = deps.defer ?? ((task) => task());

  const openQuestion = (
    askedOf: readonly ConnectionId[],
  ): { requestId: number; question: ClientQuestion } => {
    const requestId = nextId++;
    const answer = new Promise<Answer>((resolve, reject) => {
      open.set(requestId, { askedOf: new Set(askedOf), resolve, reject });
    });
    return { requestId, question: { answer, withdraw: () => void open.delete(requestId) } };
  };

  const ofThread = (threadId: string): Pending[] =>
    [...pending.values()].filter((question) => question.threadId === threadId);

  return {
    ask(question) {
      const requestId = nextId++;
      return new Promise<Answer>((resolve, reject) => {
        const { threadId, turnId, method, params } = question;
        const askedOf = new Set(deps.subscribers(threadId));
        pending.set(requestId, { ...question, requestId, askedOf, resolve, reject });
        deps.onChange(threadId);
        question.onAsking?.();
        const event = { type: 'serverRequest', turnId, requestId, method, params } as const;
        deps.sink.emit({ scope: 'thread', threadId, event });
      });
    },
    askEveryone(method, params) {
      const { requestId, question } = openQuestion(deps.everyone?.() ?? []);
      deps.sink.emit({ scope: 'all', event: { type: 'clientsAsked', requestId, method, params } });
      return question;
    },
    askOne(connection, method, params) {
      const { requestId, question } = openQuestion([connection]);
      const event = { type: 'clientsAsked', requestId, method, params } as const;
      deps.sink.emit({ scope: 'connection', connection, event });
      return question;
    },
    answer(connection, requestId, reply) {
      const asked = open.get(requestId);
      if (asked?.askedOf.has(connection)) {
        open.delete(requestId);
        asked.resolve(reply);
        return true;
      }
      const question = pending.get(requestId);
      if (question === undefined || !question.askedOf.has(connection)) return false;
      end(question);
      question.resolve(reply);
      return true;
    },
    of: (threadId) => ofThread(threadId).map(visible),
    resend(connection, threadId) {
      const questions = ofThread(threadId);
      for (const question of questions) question.askedOf.add(connection);
      return questions.map(visible);
    },
    flags(threadId) {
      const flags = new Set<ThreadActiveFlag>();
      for (const { flag } of ofThread(threadId)) if (flag !== null) flags.add(flag);
      return [...flags].sort();
    },
    cancel(threadId, turnId) {
      for (const question of ofThread(threadId)) {
        if (question.turnId !== turnId) continue;
        end(question);
        question.reject(new QuestionVoidError());
      }
    },
    drop() {
      for (const question of open.values()) question.reject(new QuestionDroppedError());
      open.clear();
    },
    forget(connection) {
      for (const { askedOf } of [...pending.values(), ...open.values()]) askedOf.delete(connection);
    },
  };
}

function visible({ requestId, threadId, turnId, method, params }: Pending): PendingRequest {
  return { requestId, threadId, turnId, method, params };
}
