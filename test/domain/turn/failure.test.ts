import { describe, expect, test } from 'vitest';
import type { Behaviour } from '../../../src/domain/behaviour.js';
import type { ModelFailure } from '../../../src/domain/ports.js';
import {
  type Attempts,
  backoff,
  judge,
  NO_ATTEMPTS,
  type Verdict,
  waitNamedIn,
} from '../../../src/domain/turn/failure.js';
import { newest, oldest } from '../behaviours.js';
import { failed, finals, http, NOW, never, requests, twice, URL } from './failure-cases.js';

function verdict(
  failure: ModelFailure,
  behaviour: Behaviour,
  policy = never,
  attempts: Attempts = NO_ATTEMPTS,
): Verdict {
  return judge({ failure, behaviour, policy, attempts, now: NOW, jitter: 0.5 });
}

describe('without retries the turn fails with the words of the real server', () => {
  test.each(finals)('%s', (_name, failure, old, now) => {
    for (const [behaviour, [message, codexErrorInfo]] of [
      [oldest, old],
      [newest, now ?? old],
    ] as const) {
      expect(verdict(failure, behaviour)).toEqual({
        type: 'fail',
        error: { message, codexErrorInfo, additionalDetails: null, misalignment: null },
      });
    }
  });
});

describe('with two retries of either kind a failure is asked for as often as by the real server', () => {
  test.each(requests)('%s', (_name, failure, expected) => {
    const count = (behaviour: Behaviour): number => {
      let attempts = NO_ATTEMPTS;
      for (let n = 1; ; n++) {
        const next = verdict(failure, behaviour, twice, attempts);
        if (next.type === 'fail') return n;
        attempts = next.attempts;
      }
    };
    expect({ oldest: count(oldest), newest: count(newest) }).toEqual(expected);
  });
});

test('a repeated stream is announced with its number, its cause and the status it had', () => {
  const first = verdict(http(404, { error: { message: 'no route' } }), newest, twice);
  expect(first).toEqual({
    type: 'retry',
    afterMs: 200,
    announcement: {
      message: 'Reconnecting... 1/2',
      codexErrorInfo: { responseStreamDisconnected: { httpStatusCode: 404 } },
      additionalDetails: `unexpected status 404 Not Found: no route, url: ${URL}`,
      misalignment: null,
    },
    attempts: { request: 0, stream: 1, network: 0 },
  });
});

test('a repeated request is silent until its tries are used up', () => {
  const silent = verdict(http(500, ''), newest, twice);
  expect(silent).toMatchObject({ type: 'retry', announcement: null, attempts: { request: 1, stream: 0 } });
  const announced = verdict(http(500, ''), newest, twice, { request: 2, stream: 0, network: 0 });
  expect(announced).toMatchObject({
    type: 'retry',
    announcement: { message: 'Reconnecting... 1/2' },
    attempts: { request: 0, stream: 1 },
  });
});

test('the wait doubles with every try and is spread by a tenth', () => {
  expect([1, 2, 3, 4].map((n) => backoff(n, 0.5))).toEqual([200, 400, 800, 1600]);
  expect([backoff(1, 0), backoff(1, 1)]).toEqual([180, 220]);
});

test.each([
  ['Please try again in 1.5s. Visit y.', 1500],
  ['Please try again in 28ms.', 28],
  ['try again in 3 seconds', 3000],
  ['Try Again In 1 second', 1000],
  ['Rate limit reached.', null],
  ['try again in soon', null],
])('the wait named in "%s" is %s ms', (message, expected) => {
  expect(waitNamedIn(message)).toBe(expected);
});

test('a rate limit that names a wait is obeyed', () => {
  const failure = failed('rate_limit_exceeded', 'Please try again in 1.5s.');
  expect(verdict(failure, oldest, twice)).toMatchObject({ type: 'retry', afterMs: 1500 });
  expect(verdict(failure, newest, twice)).toMatchObject({ type: 'retry', afterMs: 1500 });
});

test('a retry-after header is obeyed where the behaviour says so', () => {
  const failure = http(429, '', { 'retry-after': '1' });
  expect(verdict(failure, newest, twice)).toMatchObject({ type: 'retry', afterMs: 1000 });
});

test('a refused connection is waited for without end where the behaviour says so', () => {
  const failure: ModelFailure = { kind: 'connection', message: '', url: URL, refused: true };
  let attempts = NO_ATTEMPTS;
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    const next = verdict(failure, newest, never, attempts);
    if (next.type === 'fail') throw new Error('gave up');
    expect(next.announcement).toMatchObject({
      message: 'Reconnecting... waiting for network',
      additionalDetails: 'Connection failed: error sending request',
    });
    waits.push(next.afterMs);
    attempts = next.attempts;
  }
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  expect(verdict(failure, oldest)).toMatchObject({ type: 'fail' });
});
