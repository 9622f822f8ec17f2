// The last lines of a run that had turns or was asked something: how long, how soon, how much, who decided what.

import type { Journal, ServerRequestRecord, TurnRecord } from './journal.js';
import { duration } from './output/text.js';

export interface Summary {
  readonly elapsedMs: number;
  readonly turns: readonly object[];
  readonly serverRequests: readonly object[];
  /** How many requests of the server nobody answered. */
  readonly unanswered: number;
  /** Answers that the alarm spoke up for, of both sides. */
  readonly alarms: readonly object[];
}

/** For scripts; undefined when there is nothing to sum up. */
export function summaryOf(journal: Journal): Summary | undefined {
  const { turns, serverRequests, late } = journal;
  if (turns.length + serverRequests.length + late.length === 0) return undefined;
  return {
    elapsedMs: Math.round(journal.elapsedMs),
    turns: turns.map(({ threadId, turnId, status, durationMs, firstDeltaMs, tokens, items }) => ({
      threadId,
      turnId,
      status,
      durationMs: rounded(durationMs),
      firstDeltaMs: rounded(firstDeltaMs),
      tokens: tokens ?? null,
      items: [...items],
    })),
    serverRequests: serverRequests.map(({ id, method, what, threadId, itemId, outcome, waitedMs }) => ({
      id,
      method,
      what,
      threadId: threadId ?? null,
      itemId: itemId ?? null,
      outcome,
      waitedMs: rounded(waitedMs),
    })),
    unanswered: journal.unanswered.length,
    alarms: late.map(({ owedBy, id, method, waitedMs, isAnswered }) => ({
      owedBy,
      id,
      method,
      waitedMs: Math.round(waitedMs),
      answered: isAnswered,
    })),
  };
}

/** For people, a line each. */
export function summaryLines(journal: Journal): string[] {
  const requests = journal.serverRequests;
  return [
    ...journal.turns.map((turn) => turnLine(turn, requests)),
    ...requests.map(({ what, outcome }) => `asked to ${what}: ${outcome}`),
    ...journal.late.map(
      ({ owedBy, what, waitedMs, isAnswered }) =>
        `waited ${duration(waitedMs)}${isAnswered ? '' : ' in vain'} for the ${owedBy === 'server' ? "server's answer to" : 'answer to'} ${what}`,
    ),
  ];
}

function turnLine(turn: TurnRecord, requests: readonly ServerRequestRecord[]): string {
  const { status, durationMs, firstDeltaMs, tokens } = turn;
  const open = requests.filter(({ outcome }) => outcome === 'unanswered').length;
  return [
    `turn ${status === 'inProgress' ? 'not ended' : status}${durationMs === undefined ? '' : ` in ${duration(durationMs)}`}`,
    firstDeltaMs === undefined ? undefined : `first text after ${duration(firstDeltaMs)}`,
    tokens === undefined ? undefined : `${tokens} tokens`,
    requests.length === 0 ? undefined : `${requests.length} asked`,
    open === 0 ? undefined : `${open} unanswered`,
  ]
    .filter((part) => part !== undefined)
    .join(', ');
}

function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms);
}
