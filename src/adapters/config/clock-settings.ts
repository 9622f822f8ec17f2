// Whether and how models are told the time: `features.current_time_reminder`, a switch or a table.

import type { ClockSettings } from '../../domain/settings.js';
import { isTree, type Tree } from './tree.js';

/** How many seconds apart it is told, unless the configuration says otherwise. */
const USUAL_SECONDS = 1;

/** Undefined where models are not told. */
export function clockIn(features: unknown): ClockSettings | undefined {
  const wanted = isTree(features) ? features.current_time_reminder : undefined;
  const {
    enabled,
    clock_source: source,
    reminder_interval_seconds: seconds,
  }: Tree = isTree(wanted) ? wanted : { enabled: wanted };
  if (enabled !== true) return undefined;
  return {
    source: source === 'external' ? 'external' : 'system',
    intervalSeconds: typeof seconds === 'number' ? seconds : USUAL_SECONDS,
  };
}
