// Which notification ends what a call began, and which call takes it back before. Pure.

import { at, textAt } from '../../util/peek.js';

export interface Awaited {
  /** In words, for the terminal: `turn/completed`. */
  readonly method: string;
  /** Another notification that ends it, because it could not go on. */
  readonly failure?: string | undefined;
  /** Whether a notification's params speak of this very call. */
  matches(params: unknown): boolean;
  /** What stops it on the server when nobody waits for the end any longer; undefined where nothing does. */
  readonly undo?: { readonly method: string; readonly params: object } | undefined;
}

/** A turn that runs in a thread: its id is in the answer, or the next turn of the thread is meant. */
function turnEnd(params: unknown, result: unknown): Awaited {
  const turnId = textAt(result, 'turn', 'id');
  const threadId = textAt(result, 'reviewThreadId') ?? textAt(params, 'threadId');
  return {
    method: 'turn/completed',
    matches: (told) =>
      textAt(told, 'threadId') === threadId &&
      (turnId === undefined || textAt(told, 'turn', 'id') === turnId),
    undo: turnId === undefined ? undefined : { method: 'turn/interrupt', params: { threadId, turnId } },
  };
}

/** A conversation by voice goes on until somebody ends it. */
function conversationEnd(params: unknown): Awaited {
  const threadId = textAt(params, 'threadId');
  return {
    method: 'thread/realtime/closed',
    failure: 'thread/realtime/error',
    matches: (told) => textAt(told, 'threadId') === threadId,
    undo: { method: 'thread/realtime/stop', params: { threadId } },
  };
}

type End = (params: unknown, result: unknown) => Awaited | undefined;

/** Methods whose answer is only the beginning. */
const ENDS: Readonly<Record<string, End>> = {
  'turn/start': turnEnd,
  'review/start': turnEnd,
  'thread/compact/start': turnEnd,
  'thread/shellCommand': turnEnd,
  'thread/realtime/start': conversationEnd,
  'account/login/start': (_params, result) => {
    const loginId = textAt(result, 'loginId');
    if (loginId === undefined) return undefined;
    return {
      method: 'account/login/completed',
      matches: (told) => textAt(told, 'loginId') === loginId,
      undo: { method: 'account/login/cancel', params: { loginId } },
    };
  },
  'mcpServer/oauth/login': (params) => ({
    method: 'mcpServer/oauthLogin/completed',
    matches: (told) => textAt(told, 'name') === textAt(params, 'name'),
  }),
  'windowsSandbox/setupStart': () => ({ method: 'windowsSandbox/setupCompleted', matches: () => true }),
  'process/spawn': (params) => ({
    method: 'process/exited',
    matches: (told) => at(told, 'processHandle') === at(params, 'processHandle'),
    undo: { method: 'process/kill', params: { processHandle: at(params, 'processHandle') } },
  }),
  'externalAgentConfig/import': () => ({
    method: 'externalAgentConfig/import/completed',
    matches: () => true,
  }),
};

/** The thread whose events tell how the call goes on: only those hear them that have joined it. */
export function threadToJoin(method: string, params: unknown): string | undefined {
  const end = Object.hasOwn(ENDS, method) ? ENDS[method] : undefined;
  return end === turnEnd || end === conversationEnd ? textAt(params, 'threadId') : undefined;
}

/** @returns undefined when the answer is all there is to wait for */
export function naturalEnd(method: string, params: unknown, result: unknown): Awaited | undefined {
  return Object.hasOwn(ENDS, method) ? ENDS[method]?.(params, result) : undefined;
}
