// Ends processes politely, then firmly.

import { type Clock, sleep } from '../../util/clock.js';
import { CommandError } from '../errors.js';
import { isAlive } from './process-table.js';

/** A server that is in the middle of a turn takes a second TERM as "now". */
const STEPS: readonly { signal: NodeJS.Signals; waitMs: number }[] = [
  { signal: 'SIGTERM', waitMs: 1500 },
  { signal: 'SIGTERM', waitMs: 1500 },
  { signal: 'SIGKILL', waitMs: 2000 },
];

/** @throws CommandError `stop_failed` when one of them is not ours to end, or lives on */
export async function stopProcesses(pids: readonly number[], clock: Clock): Promise<void> {
  let left = pids.filter((pid) => pid > 1 && pid !== process.pid && isAlive(pid));
  for (const { signal, waitMs } of STEPS) {
    if (left.length === 0) return;
    for (const pid of left) send(pid, signal);
    const end = clock.monotonic() + waitMs;
    while (left.length > 0 && clock.monotonic() < end) {
      await sleep(clock, 20);
      left = left.filter(isAlive);
    }
  }
  if (left.length > 0) throw new CommandError('stop_failed', `Process ${left.join(', ')} would not end.`);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM') {
      throw new CommandError('stop_failed', `Process ${pid} belongs to somebody else and cannot be stopped.`);
    }
  }
}
