// Differences between two sessions, in lines for people and as a verdict.

import { sayDifference } from '../../recording/compare/compare.js';
import type { SessionDifference } from '../../recording/compare/diff.js';
import { ExitCode } from '../exit-codes.js';
import type { Output, Verdict } from '../output/output.js';

const MARKS = { missing: '-', extra: '+', moved: '~', changed: '!' } as const;

export function sayDifferences(differences: readonly SessionDifference[]): string[] {
  return differences.map((one) => {
    const where = one.conn === 1 ? '' : `connection ${one.conn}, `;
    const what = `${MARKS[one.kind]} ${where}${one.unit}`;
    if (one.kind === 'changed')
      return `${what} ${one.part}: ${sayDifference(one.difference, ['before', 'now'])}`;
    return `${what} ${one.kind === 'moved' ? 'came at another time' : `is ${one.kind}`}`;
  });
}

export function differenceVerdict(
  differences: readonly SessionDifference[],
  { same, output }: { same: string; output: Output },
): Verdict {
  if (differences.length === 0) {
    output.line(same);
    return { code: ExitCode.ok, outcome: 'ok', result: { differences } };
  }
  const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
  return {
    code: ExitCode.differences,
    outcome: 'differences',
    message: `${count}.`,
    result: { differences },
  };
}
