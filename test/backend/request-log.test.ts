import { describe, expect, it } from 'vitest';
import { RequestLog } from '../../src/backend/request-log.js';
import { fakeClock } from '../util/fake-clock.js';

const facts = { method: 'POST', path: '/v1/responses?x=1', headers: {}, body: undefined, bytes: 10 };

function log(limits: { requests?: number; bytes?: number } = {}): RequestLog {
  return new RequestLog(fakeClock(), { requests: 100, bytes: 1000, ...limits });
}

describe('RequestLog', () => {
  it('never keeps a credential', () => {
    const entry = log().add({
      ...facts,
      headers: { authorization: 'Bearer secret', 'x-api-key': 'secret', accept: 'a b' },
    });
    expect(entry.request.headers).toEqual({
      authorization: 'Bearer <redacted>',
      'x-api-key': '<redacted>',
      accept: 'a b',
    });
  });

  it('forgets the oldest requests beyond its count and its bytes', () => {
    const byCount = log({ requests: 2 });
    const byBytes = log({ bytes: 25 });
    for (const each of [byCount, byBytes]) for (let index = 0; index < 4; index += 1) each.add(facts);
    expect(byCount.requests.map(({ number }) => number)).toEqual([3, 4]);
    expect(byBytes.requests.map(({ number }) => number)).toEqual([3, 4]);
  });

  it('keeps the newest request even when it alone is beyond the bytes', () => {
    const small = log({ bytes: 5 });
    small.add(facts);
    expect(small.requests).toHaveLength(1);
  });

  it('finds a request that came already or is still to come', async () => {
    const requests = log();
    const later = requests.waitFor('/responses', 1000);
    requests.add({ ...facts, path: '/v1/models' });
    const { request } = requests.add(facts);
    expect(await later).toBe(request);
    expect(await requests.waitFor(({ number }) => number === 2, 1000)).toBe(request);
  });

  it('gives up after the time given, and says what it saw', async () => {
    const clock = fakeClock();
    const requests = new RequestLog(clock, { requests: 10, bytes: 1000 });
    requests.add(facts);
    const refusal = requests.waitFor('/models', 50).catch((thrown: unknown) => thrown);
    await clock.advanceAsync(50);
    expect(await refusal).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('seen: POST /v1/responses?x=1'),
    });
  });

  it('tells which reply was chosen and how the answer ended', async () => {
    const { request, chose, end } = log().add(facts);
    expect(request.reply).toBeUndefined();
    chose('replies[1]');
    end({ status: 200, how: 'aborted' });
    expect(request.reply).toBe('replies[1]');
    expect(await request.ended).toEqual({ status: 200, how: 'aborted' });
  });
});
