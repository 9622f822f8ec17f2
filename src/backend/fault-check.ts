// Reads the faults of a login: one or a list, as numbers, objects or names.

import { httpAnswer, httpError, status, times } from './answer-check.js';
import type { CheckedFault } from './checked-login.js';
import type { FaultObject } from './login-script.js';
import { errorAnswer, plainAnswer } from './plain-answer.js';
import { list, milliseconds, name, object, oneOf, type Place, type Read, refuse } from './script-reader.js';

const refreshRefusals = {
  expired: ['refresh_token_expired', 'Your refresh token has expired.'],
  reused: ['refresh_token_reused', 'Your refresh token has already been used.'],
  revoked: ['refresh_token_invalidated', 'Your refresh token has been revoked.'],
} as const;

export type RefreshRefusal = keyof typeof refreshRefusals;

/** How the issuer says that a refresh token is no good; codex goes by the code. */
export function refreshRefusal(why: RefreshRefusal): { readonly code: string; readonly message: string } {
  const [code, message] = refreshRefusals[why];
  return { code, message };
}

interface FaultMembers extends Omit<FaultObject, 'times'> {
  readonly times?: number;
}

const faultMembers = object<FaultMembers>({
  error: httpError,
  http: httpAnswer,
  malformed: oneOf(true),
  disconnect: oneOf(true),
  delayMs: milliseconds,
  hold: name,
  times,
});

const errorStatus = status(400);

function oneFault(defaultTimes: number): Read<CheckedFault> {
  return (place) => {
    const written = typeof place.value === 'number' ? shortFault(place) : faultMembers(place);
    if (written === undefined) return undefined;
    const answers = answersOf(written);
    const { delayMs = 0, hold } = written;
    if (answers.length > 1 || (answers.length === 0 && delayMs === 0 && hold === undefined)) {
      return refuse(
        place,
        'one of "error", "http", "malformed", "disconnect", or a "delayMs" or "hold" alone',
      );
    }
    return { times: written.times ?? defaultTimes, delayMs, hold, answer: answers[0] };
  };
}

function shortFault(place: Place): FaultMembers | undefined {
  const status = errorStatus(place);
  return status === undefined ? undefined : { error: { status } };
}

function answersOf({
  error,
  http,
  malformed,
  disconnect,
}: FaultMembers): NonNullable<CheckedFault['answer']>[] {
  return [
    ...(error === undefined ? [] : [errorAnswer(error)]),
    ...(http === undefined ? [] : [plainAnswer(http)]),
    ...(malformed === undefined
      ? []
      : [plainAnswer({ contentType: 'application/json', body: '{"broken": ' })]),
    ...(disconnect === undefined ? [] : [{ kind: 'disconnect' } as const]),
  ];
}

const always = oneFault(Number.POSITIVE_INFINITY);
const inTurn = list(oneFault(1));

export const faults: Read<readonly CheckedFault[]> = (place: Place) => {
  if (Array.isArray(place.value)) return inTurn(place);
  const fault = always(place);
  return fault && [fault];
};

export const refreshFaults: Read<readonly CheckedFault[]> = (place) => {
  if (typeof place.value !== 'string') return faults(place);
  const why = oneOf('reused', 'expired', 'revoked')(place);
  if (why === undefined) return undefined;
  const answer = errorAnswer({ status: 401, type: 'invalid_request_error', ...refreshRefusal(why) });
  return [{ times: Number.POSITIVE_INFINITY, delayMs: 0, hold: undefined, answer }];
};
