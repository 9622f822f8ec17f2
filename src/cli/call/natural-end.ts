// Which notification ends what a call began. Pure.

import { at, textAt } from '../../util/peek.js';

export interface Awaited {
  /** In words, for the terminal: `turn/completed`. */
  readonly method: string;
  /** Whether a notification's params speak of this very call. */
  matches(params: unknown): boolean;
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
  };
}

type End = (params: unknown, result: unknown) => Awaited | undefined;

/** Methods whose answer is only the beginning. */
const ENDS: Readonly<Record<string, End>> = {
  'turn/start': turnEnd,
  'review/start': turnEnd,
  'thread/compact/start': turnEnd,
  'thread/shellCommand': turnEnd,
  'account/login/start': (_params, result) => {
    const loginId = textAt(result, 'loginId');
    if (loginId === undefined) return undefined;
    return { method: 'account/login/completed', matches: (told) => textAt(told, 'loginId') === loginId };
  },
  'mcpServer/oauth/login': (params) => ({
    method: 'mcpServer/oauthLogin/completed',
    matches: (told) => textAt(told, 'name') === textAt(params, 'name'),
  }),
  'windowsSandbox/setupStart': () => ({ method: 'windowsSandbox/setupCompleted', matches: () => true }),
  'process/spawn': (params) => ({
    method: 'process/exited',
    matches: (told) => at(told, 'processHandle') === at(params, 'processHandle'),
  }),
  'externalAgentConfig/import': () => ({
    method: 'externalAgentConfig/import/completed',
    matches: () => true,
  }),
};

/** The thread whose events tell how the call goes on: only those hear them that have joined it. */
export function threadToJoin(method: string, params: unknown): string | undefined {
  return Object.hasOwn(ENDS, method) && ENDS[method] === turnEnd ? textAt(params, 'threadId') : undefined;
}

/** @returns undefined when the answer is all there is to wait for */
export function naturalEnd(method: string, params: unknown, result: unknown): Awaited | undefined {
  return Object.hasOwn(ENDS, method) ? ENDS[method]?.(params, result) : undefined;
}
