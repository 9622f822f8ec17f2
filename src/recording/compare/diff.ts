// What differs between two sessions that should be the same: what is missing, what is new, what has changed.

import { diffArrays } from 'diff';
import type { RecordedFrame } from '../format.js';
import { compareValues, type Difference, Pairs, type Tolerance } from './compare.js';
import { type Unit, unitsOf } from './units.js';

export interface DiffOptions {
  readonly tolerance?: Tolerance | undefined;
  /** Whether another order of notifications is a difference; false by default. */
  readonly isOrdered?: boolean | undefined;
  /** Methods, or `method:path` for members, that may differ; `*` stands for anything. */
  readonly ignore?: readonly string[] | undefined;
}

export type SessionDifference =
  | { readonly kind: 'missing' | 'extra' | 'moved'; readonly unit: string; readonly conn: number }
  | {
      readonly kind: 'changed';
      readonly unit: string;
      readonly conn: number;
      readonly part: 'params' | 'answer';
      readonly difference: Difference;
    };

/** All differences of `after` from `before`, connection by connection. */
export function diffSessions(
  before: readonly RecordedFrame[],
  after: readonly RecordedFrame[],
  options: DiffOptions = {},
): SessionDifference[] {
  const [left, right] = [byConnection(before), byConnection(after)];
  const found: SessionDifference[] = [];
  const pairs = new Pairs();
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    found.push(...diffConnection(left[index] ?? [], right[index] ?? [], { options, pairs, conn: index + 1 }));
  }
  return found;
}

interface Task {
  readonly options: DiffOptions;
  readonly pairs: Pairs;
  readonly conn: number;
}

function diffConnection(
  before: readonly RecordedFrame[],
  after: readonly RecordedFrame[],
  task: Task,
): SessionDifference[] {
  const ignored = (unit: Unit): boolean => isIgnored(unit.method, '', task.options.ignore);
  const a = unitsOf(before).filter((unit) => !ignored(unit));
  const b = unitsOf(after).filter((unit) => !ignored(unit));
  const { matched, onlyA, onlyB } = align(a, b);
  const found: SessionDifference[] = [];
  for (const { unit, twin, isMoved } of matched) {
    if (isMoved && task.options.isOrdered === true)
      found.push({ kind: 'moved', unit: unit.key, conn: task.conn });
    found.push(...diffUnit(unit, twin, task));
  }
  for (const unit of onlyA) found.push({ kind: 'missing', unit: unit.key, conn: task.conn });
  for (const unit of onlyB) found.push({ kind: 'extra', unit: unit.key, conn: task.conn });
  return found;
}

interface Alignment {
  readonly matched: { unit: Unit; twin: Unit; isMoved: boolean }[];
  readonly onlyA: Unit[];
  readonly onlyB: Unit[];
}

/** In the same order as far as possible; the rest by its key, in the order it came. Matches are in the order of `a`. */
function align(a: readonly Unit[], b: readonly Unit[]): Alignment {
  const parts = diffArrays(
    a.map(({ key }) => key),
    b.map(({ key }) => key),
  );
  const twins = new Map<Unit, { twin: Unit; isMoved: boolean }>();
  const [onlyA, onlyB]: [Unit[], Unit[]] = [[], []];
  let [atA, atB] = [0, 0];
  for (const { added, removed, value } of parts) {
    for (let count = 0; count < value.length; count += 1) {
      const [unit, twin] = [a[atA], b[atB]];
      if (removed && unit !== undefined) onlyA.push(unit);
      else if (added && twin !== undefined) onlyB.push(twin);
      else if (unit !== undefined && twin !== undefined) twins.set(unit, { twin, isMoved: false });
      if (!added) atA += 1;
      if (!removed) atB += 1;
    }
  }
  const leftA = onlyA.filter((unit) => {
    const at = onlyB.findIndex(({ key }) => key === unit.key);
    const [twin] = at === -1 ? [] : onlyB.splice(at, 1);
    if (twin !== undefined) twins.set(unit, { twin, isMoved: true });
    return twin === undefined;
  });
  const matched = a.flatMap((unit) => {
    const found = twins.get(unit);
    return found === undefined ? [] : [{ unit, ...found }];
  });
  return { matched, onlyA: leftA, onlyB };
}

function* diffUnit(unit: Unit, twin: Unit, { options, pairs, conn }: Task): Generator<SessionDifference> {
  const { tolerance, ignore } = options;
  for (const part of ['params', 'answer'] as const) {
    for (const difference of compareValues(unit[part], twin[part], { pairs, tolerance })) {
      if (!isIgnored(unit.method, difference.path, ignore))
        yield { kind: 'changed', unit: unit.key, conn, part, difference };
    }
  }
}

/** `method` ignores the whole of it, `method:path` one member and what is in it. */
function isIgnored(method: string, path: string, patterns: readonly string[] = []): boolean {
  return patterns.some((pattern) => {
    const [wantedMethod = '', wantedPath] = pattern.split(':');
    if (!fits(method, wantedMethod)) return false;
    if (wantedPath === undefined) return path === '' || !pattern.includes(':');
    return (
      path !== '' &&
      (fits(path, wantedPath) || fits(path, `${wantedPath}.*`) || fits(path, `${wantedPath}[*`))
    );
  });
}

function fits(text: string, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(text);
}

function byConnection(frames: readonly RecordedFrame[]): RecordedFrame[][] {
  const found = new Map<number, RecordedFrame[]>();
  for (const frame of frames) {
    const known = found.get(frame.conn);
    if (known === undefined) found.set(frame.conn, [frame]);
    else known.push(frame);
  }
  return [...found.values()];
}
