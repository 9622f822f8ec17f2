// What two servers do otherwise, in words: what breaks clients first.

import { type BehaviourChange, keyOf } from './compare.js';

export interface BehaviourSection {
  readonly title: string;
  readonly lines: readonly BehaviourLine[];
}

export interface BehaviourLine {
  readonly place: string;
  readonly text: string;
  /** Scenarios that show it; empty where the place is the scenario. */
  readonly uses: string;
}

/** `withNews`: also what breaks nobody. Empty sections are left out. */
export function behaviourSections(
  changes: readonly BehaviourChange[],
  { from, to }: { readonly from: string; readonly to: string },
  withNews: boolean,
): BehaviourSection[] {
  const section = (title: string, breaks: boolean): BehaviourSection => ({
    title,
    lines: onePlaceOnce(changes.filter((change) => change.breaks === breaks)).map(lineOf),
  });
  return [
    section(`Behaviour: breaking for clients written for ${from} that meet ${to}`, true),
    ...(withNews ? [section('Behaviour: otherwise, breaking for nobody', false)] : []),
  ].filter(({ lines }) => lines.length > 0);
}

/** What moved stands beside other messages in every scenario: the first place it went to stands for all. */
function onePlaceOnce(changes: readonly BehaviourChange[]): BehaviourChange[] {
  const told = new Map<string, BehaviourChange>();
  for (const change of changes) {
    const key = change.kind === 'order' ? `order ${change.place}` : keyOf(change);
    const known = told.get(key);
    const scenarios = new Set([...(known?.scenarios ?? []), ...change.scenarios]);
    told.set(key, { ...(known ?? change), scenarios: [...scenarios] });
  }
  return [...told.values()];
}

function lineOf(change: BehaviourChange): BehaviourLine {
  const { kind, place, scenarios } = change;
  const [shown, more] = [scenarios.slice(0, 3), scenarios.length - 3];
  const uses = more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
  return { place, text: sentenceOf(change), uses: kind === 'scenario' ? '' : uses };
}

function sentenceOf({ kind, was, is }: BehaviourChange): string {
  switch (kind) {
    case 'scenario':
      return `${was === 'holds' ? 'held, and' : `it ${was}; now it`} ${is}`;
    case 'told':
      return is === 'sent' ? 'is sent now where it was not' : 'is not sent any more where it was';
    case 'asked':
      return is === 'asked' ? 'is asked now where it was not' : 'is not asked any more where it was';
    case 'order':
      return `came ${was}, comes ${is}`;
    case 'answer':
    case 'code':
    case 'words':
      return `was ${was}; is ${is}`;
    case 'value':
      return `was ${was}, is ${is}`;
  }
}
