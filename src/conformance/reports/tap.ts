// A run as TAP version 14.

import type { Comparison } from '../baseline.js';
import { nameOf } from './name-of.js';

export function tapOf({ cases, stale, missing }: Comparison): string {
  const lines = ['TAP version 14', `1..${cases.length + stale.length + missing.length}`];
  let number = 0;
  for (const { result, known } of cases) {
    number += 1;
    const failed = result.outcome === 'failed';
    const directive =
      result.outcome === 'skipped'
        ? ` # SKIP ${result.reason ?? ''}`
        : known === undefined
          ? ''
          : ` # TODO ${known.reason}`;
    lines.push(`${failed ? 'not ok' : 'ok'} ${number} - ${escaped(nameOf(result))}${directive}`);
    if (failed) {
      lines.push(
        '  ---',
        ...result.problems.map(({ message }) => `  message: ${JSON.stringify(message)}`).slice(0, 1),
        '  ...',
      );
    }
  }
  for (const { scenario, failure } of stale) {
    number += 1;
    lines.push(`not ok ${number} - ${escaped(`baseline: ${scenario} no longer fails with ${failure}`)}`);
  }
  for (const method of missing) {
    number += 1;
    lines.push(`not ok ${number} - the server offers ${escaped(method)}`);
  }
  return `${lines.join('\n')}\n`;
}

function escaped(text: string): string {
  return text.replace(/[\\#]/g, '\\$&').replaceAll('\n', ' ');
}
