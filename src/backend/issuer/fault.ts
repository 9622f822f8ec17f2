// Plays what a script says goes wrong at a point of a login: the wait first, then the answer, if it has one.

import { type Clock, sleep } from '../../util/clock.js';
import type { FaultPoint } from '../checked-login.js';
import type { Gates } from '../gates.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, send } from '../route.js';
import type { Login } from './login.js';

export interface FaultDeps {
  readonly clock: Clock;
  readonly gates: Gates;
}

/** `undefined` when nothing goes wrong here, or only late: the usual answer follows. */
export async function playFault(
  { response, signal }: Exchange,
  at: { readonly login: Login; readonly point: FaultPoint },
  { clock, gates }: FaultDeps,
): Promise<RequestEnd | undefined> {
  const fault = at.login.takeFault(at.point);
  if (fault === undefined) return undefined;
  if (fault.delayMs > 0) await sleep(clock, fault.delayMs, signal).catch(() => undefined);
  if (fault.hold !== undefined) await gates.pass(fault.hold, signal);
  if (signal.aborted) return { status: 0, how: 'aborted' };
  const { answer } = fault;
  if (answer === undefined) return undefined;
  if (answer.kind === 'disconnect') {
    response.destroy();
    return { status: 0, how: 'cut' };
  }
  const body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? '');
  return send(response, answer.status, answer.contentType, body, answer.headers);
}
