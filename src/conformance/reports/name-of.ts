// What a case is called in every report.

import type { CaseResult } from '../runner.js';

export function nameOf({ id, way }: Pick<CaseResult, 'id' | 'way'>): string {
  return way === 'stdio' ? id : `${id} (${way})`;
}
