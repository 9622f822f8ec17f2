import { beforeEach, describe, expect, it } from 'vitest';
import { createAttestations } from '../../src/domain/attestation.js';
import { createHub, type SubscriberHub } from '../../src/domain/hub/hub.js';
import { createPendingQuestions, type PendingQuestions } from '../../src/domain/hub/pending-requests.js';
import { type FakeClock, fakeClock } from '../util/fake-clock.js';

let hub: SubscriberHub;
let pending: PendingQuestions;
let clock: FakeClock;
/** Who was asked under which id. */
let asked: [number, number][];

beforeEach(() => {
  asked = [];
  clock = fakeClock();
  hub = createHub();
  pending = createPendingQuestions({ sink: hub, subscribers: hub.subscribers, onChange: () => {} });
  join(1, false);
  join(2, true);
  join(3, true);
});

function join(connection: number, attests: boolean): void {
  const listen: Parameters<typeof hub.attach>[1] = ({ event }) => {
    if (event.type === 'clientsAsked') asked.push([connection, event.requestId]);
  };
  hub.attach(connection, listen, { attests });
  hub.subscribe(connection, 't');
}

const attest = (threadId = 't'): Promise<string | null> =>
  createAttestations({ hub, pending, clock }).forThread(threadId);

describe('an attestation', () => {
  it('is asked of the first listener that offers, and of nobody else', async () => {
    const said = attest();
    expect(asked).toEqual([[2, 0]]);
    expect(pending.answer(3, 0, { result: { token: 'stolen' } })).toBe(false);
    expect(pending.answer(2, 0, { result: { token: 'mine' } })).toBe(true);
    expect(await said).toBe('{"v":1,"s":0,"t":"mine"}');
  });

  it('is asked of the next one when the first has left', async () => {
    hub.detach(2);
    const said = attest();
    expect(asked).toEqual([[3, 0]]);
    pending.answer(3, 0, { result: { token: '' } });
    expect(await said).toBe('{"v":1,"s":0,"t":""}');
  });

  it('is asked of nobody where no listener of the thread offers', async () => {
    expect(await attest('another')).toBeNull();
    hub.detach(2);
    hub.detach(3);
    expect(await attest()).toBeNull();
    expect(asked).toEqual([]);
  });

  it('says what went wrong', async () => {
    const refused = attest();
    pending.answer(2, 0, { error: { code: 1, message: 'no' } });
    expect(await refused).toBe('{"v":1,"s":2}');
    const unusable = attest();
    pending.answer(2, 1, { result: { token: 7 } });
    expect(await unusable).toBe('{"v":1,"s":4}');
  });

  it('is not waited for long, and comes too late after that', async () => {
    const said = attest();
    clock.advance(100);
    expect(await said).toBe('{"v":1,"s":1}');
    expect(pending.answer(2, 0, { result: { token: 'late' } })).toBe(false);
  });
});
