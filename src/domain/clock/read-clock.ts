// What time it is for a thread whose model is told the time: by this machine's clock, or by the client's.

import type { Clock } from '../../util/clock.js';
import { at as memberOf } from '../../util/peek.js';
import type { ToolContext } from '../ports.js';
import type { ClockSettings } from '../settings.js';

/** The time cannot be told; the message says why. */
export class ClockUnreadable extends Error {}

interface Reader {
  readonly threadId: string;
  readonly clock: Clock;
  ask: ToolContext['ask'];
}

/** Beyond these seconds 0.169.0 knows no date. */
const FIRST_SECOND = -8_334_601_228_800;
const LAST_SECOND = 8_210_266_876_799;

/** Unix milliseconds. @throws ClockUnreadable, or what `ask` throws when the turn ends first */
export async function readClock(
  { source }: Pick<ClockSettings, 'source'>,
  { threadId, clock, ask }: Reader,
): Promise<number> {
  if (source === 'system') return clock.now();
  const answer = await ask({ method: 'currentTime/read', params: { threadId }, flag: null });
  if ('error' in answer) {
    const { code, message } = answer.error;
    throw new ClockUnreadable(`current-time request failed: code=${code} message=${message}`);
  }
  const seconds = memberOf(answer.result, 'currentTimeAt');
  if (seconds === undefined) throw invalid('missing field `currentTimeAt`');
  if (typeof seconds !== 'number') throw invalid(`invalid type: ${described(seconds)}, expected i64`);
  if (!Number.isInteger(seconds)) throw invalid('invalid number');
  if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
    throw new ClockUnreadable('current-time response is outside the supported range');
  }
  return seconds * 1000;
}

/** As the model is told: `It is 2001-09-09 01:46:40 UTC.` */
export function timeText(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T');
  return `It is ${date} ${time.slice(0, 8)} UTC.`;
}

function invalid(why: string): ClockUnreadable {
  return new ClockUnreadable(`invalid current-time response: ${why}`);
}

function described(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `string ${JSON.stringify(value)}`;
    case 'boolean':
      return `boolean \`${value}\``;
    default:
      return value === null ? 'null' : Array.isArray(value) ? 'sequence' : 'map';
  }
}
