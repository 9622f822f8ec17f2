// Two servers in the same case: what the second does otherwise, and whether a client written for the first breaks.

import type { CaseResult } from '../runner.js';
import { type Answer, alikeFor, type Facts, factsOf } from './facts.js';

/** What is otherwise, once for all cases it shows in. */
export interface BehaviourChange {
  readonly kind:
    | 'scenario' // its sentence holds for one of them only
    | 'answer' // answered by one, refused by the other
    | 'code' // refused with another code
    | 'words' // refused with other words
    | 'told' // a notification
    | 'asked' // a request of the server
    | 'order'
    | 'value';
  /** The method or message; the scenario where it is about that. */
  readonly place: string;
  readonly was: string;
  readonly is: string;
  /** Whether clients that rely on what was there break. */
  readonly breaks: boolean;
  /** Ids of the scenarios that show it. */
  readonly scenarios: readonly string[];
}

/** One case on both servers. */
export interface Pair {
  readonly before: CaseResult;
  readonly after: CaseResult;
}

type Found = Omit<BehaviourChange, 'scenarios'>;

export function compareBehaviour(
  pairs: readonly Pair[],
  versions: { readonly from: string; readonly to: string },
): BehaviourChange[] {
  const changes = new Map<string, Found & { scenarios: Set<string> }>();
  for (const pair of pairs) {
    for (const found of differencesIn(pair, versions)) {
      const key = keyOf(found);
      const known = changes.get(key) ?? { ...found, scenarios: new Set<string>() };
      known.scenarios.add(pair.before.id);
      changes.set(key, known);
    }
  }
  return [...changes.values()].map((change) => ({ ...change, scenarios: [...change.scenarios] }));
}

/** The same change in another run has the same key. */
export function keyOf({ kind, place, was, is }: Found): string {
  return JSON.stringify([kind, place, was, is]);
}

function differencesIn({ before, after }: Pair, versions: { from: string; to: string }): Found[] {
  if (before.outcome === 'skipped' || after.outcome === 'skipped') return [];
  const names = [versions.from, versions.to];
  if (before.outcome !== after.outcome) {
    const says = (result: CaseResult): string =>
      result.outcome === 'passed'
        ? 'holds'
        : `does not hold: ${alikeFor(result, names)(result.problems[0]?.message ?? '')}`;
    // One that broke off says nothing more about what would have come.
    return [
      {
        kind: 'scenario',
        place: before.id,
        was: says(before),
        is: says(after),
        breaks: after.outcome === 'failed',
      },
    ];
  }
  const [old, now] = [factsOf(before, names), factsOf(after, names)];
  return [
    ...answersApart(old, now),
    ...messagesApart('told', old.told, now.told),
    ...messagesApart('asked', old.asked, now.asked),
    ...ordersApart(old, now),
    ...valuesApart(old, now),
  ];
}

function answersApart(old: Facts, now: Facts): Found[] {
  return [...old.answers].flatMap(([nth, was]): Found[] => {
    const is = now.answers.get(nth);
    if (is === undefined || (is.code === was.code && is.message === was.message)) return [];
    const kind = was.code === null || is.code === null ? 'answer' : was.code === is.code ? 'words' : 'code';
    const breaks = kind === 'code' || (kind === 'answer' && is.code !== null);
    return [{ kind, place: was.method, was: inWords(was), is: inWords(is), breaks }];
  });
}

function inWords({ code, message }: Answer): string {
  return code === null ? 'answered' : `refused with ${code} ${message}`;
}

function messagesApart(kind: 'told' | 'asked', old: ReadonlySet<string>, now: ReadonlySet<string>): Found[] {
  const [came, never] = [kind === 'told' ? 'sent' : 'asked', kind === 'told' ? 'not sent' : 'not asked'];
  return [
    ...[...old]
      .filter((method) => !now.has(method))
      .map((place): Found => ({ kind, place, was: came, is: never, breaks: true })),
    // What nobody expects may be passed over; a question must be answered.
    ...[...now]
      .filter((method) => !old.has(method))
      .map((place): Found => ({ kind, place, was: never, is: came, breaks: kind === 'asked' })),
  ];
}

/** Of what both have, each that moved, told by what came just before it. */
function ordersApart(old: Facts, now: Facts): Found[] {
  return old.orders.flatMap((labels, connection): Found[] => {
    const others = now.orders[connection] ?? [];
    const [was, is] = [keep(labels, others), keep(others, labels)];
    const stayed = new Set(commonOrder(was, is));
    return was
      .filter((label) => !stayed.has(label))
      .map((label) => ({
        kind: 'order',
        place: label.replace(/^(answer|refusal|request) /, '').split(' ')[0] ?? label,
        was: `after ${was[was.indexOf(label) - 1] ?? 'nothing'}`,
        is: `after ${is[is.indexOf(label) - 1] ?? 'nothing'}`,
        breaks: true,
      }));
  });
}

/** The longest list that is in both in this order. */
function commonOrder(a: readonly string[], b: readonly string[]): readonly string[] {
  let row: readonly (readonly string[])[] = b.map(() => []);
  for (const label of a) {
    const next: (readonly string[])[] = [];
    b.forEach((other, at) => {
      const [left, above, corner] = [next[at - 1] ?? [], row[at] ?? [], row[at - 1] ?? []];
      const longer = above.length >= left.length ? above : left;
      next.push(label === other && corner.length >= longer.length ? [...corner, label] : longer);
    });
    row = next;
  }
  return row.at(-1) ?? [];
}

/** First occurrences of what both have. */
function keep(labels: readonly string[], others: readonly string[]): string[] {
  return [...new Set(labels)].filter((label) => others.includes(label));
}

function valuesApart(old: Facts, now: Facts): Found[] {
  return [...old.values].flatMap(([place, was]): Found[] => {
    const is = now.values.get(place);
    return is === undefined || is === was ? [] : [{ kind: 'value', place, was, is, breaks: false }];
  });
}
