import { describe, expect, it } from 'vitest';
import { createAppServer } from '../../../src/server/index.js';
import type { CloseReason } from '../../../src/transport/contract.js';
import { FaultChooser } from '../../../src/transport/faults/chooser.js';
import { UNKNOWN } from '../../../src/transport/faults/newer.js';
import {
  createMemoryPair,
  FAULT_KINDS,
  type FaultOptions,
  parseFault,
  withFaults,
} from '../../../src/transport/index.js';
import { fakeClock } from '../../util/fake-clock.js';

/** A server's end with faults, and what its client gets. */
function faulty(faults: string[], options: Partial<FaultOptions> = {}) {
  const clock = fakeClock();
  const [client, end] = createMemoryPair();
  const server = withFaults(end, { faults, clock, ...options });
  const got: string[] = [];
  const seen: string[] = [];
  const ends: CloseReason[] = [];
  client.onFrame((frame) => got.push(frame));
  client.onClose((reason) => ends.push(reason));
  server.onFrame((frame) => seen.push(frame));
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const note = (n: number | string, method = 'item/completed'): void =>
    void server.send(JSON.stringify({ method, params: { n } }));
  const numbers = (): unknown[] => got.map((frame) => JSON.parse(frame).params?.n);
  return { clock, client, server, got, seen, ends, settle, note, numbers };
}

describe('faults', () => {
  it('lose, double and cut the frames that were asked for', async () => {
    const { note, got, settle } = faulty(['drop:at=2', 'duplicate:at=3', 'bad-json:at=4']);
    for (const n of [1, 2, 3, 4]) note(n);
    await settle();
    const texts = [1, 3, 3, 4].map((n) => `{"method":"item/completed","params":{"n":${n}}}`);
    texts[3] = texts[3]?.slice(0, Math.floor((texts[3]?.length ?? 0) / 2)) ?? '';
    expect(got).toEqual(texts);
  });

  it('let the next frame go first, but not for ever', async () => {
    const { note, numbers, settle, clock } = faulty(['reorder:at=1', 'reorder:at=3']);
    for (const n of [1, 2, 3]) note(n);
    await settle();
    expect(numbers()).toEqual([2, 1]);
    clock.advance(200);
    await settle();
    expect(numbers()).toEqual([2, 1, 3]);
  });

  it('delay a frame and keep the order behind it', async () => {
    const { note, numbers, settle, clock } = faulty(['delay:at=1,ms=50']);
    for (const n of [1, 2]) note(n);
    await settle();
    expect(numbers()).toEqual([]);
    clock.advance(50);
    await settle();
    expect(numbers()).toEqual([1, 2]);
  });

  it('tell the end of a turn early, and only once', async () => {
    const { server, got, settle } = faulty(['early-end']);
    const turn = { id: 't', items: [], status: 'inProgress' };
    server.send(JSON.stringify({ method: 'turn/started', params: { threadId: 'x', turn } }));
    server.send(JSON.stringify({ method: 'item/started', params: { threadId: 'x' } }));
    server.send(
      JSON.stringify({
        method: 'turn/completed',
        params: { threadId: 'x', turn: { ...turn, status: 'failed' } },
      }),
    );
    await settle();
    const frames = got.map((frame) => JSON.parse(frame));
    expect(frames.map(({ method }) => method)).toEqual(['turn/started', 'turn/completed', 'item/started']);
    expect(frames[1].params).toEqual({ threadId: 'x', turn: { ...turn, status: 'completed' } });
  });

  it('let a question come before the answer to the request that caused it', async () => {
    const { client, server, got, settle, clock } = faulty(['ask-first']);
    client.send('{"id":1,"method":"turn/start"}');
    await settle();
    server.send('{"id":1,"result":{}}');
    server.send('{"method":"turn/started"}');
    server.send('{"id":9,"method":"item/fileChange/requestApproval"}');
    await settle();
    expect(got.map((frame) => JSON.parse(frame).id)).toEqual([undefined, 9, 1]);
    client.send('{"id":2,"method":"turn/start"}');
    await settle();
    server.send('{"id":2,"result":{}}');
    clock.advance(2000);
    await settle();
    expect(JSON.parse(got.at(-1) ?? '').id).toBe(2);
  });

  it('refuse a request as a full server does, and pass the next one on', async () => {
    const { client, got, seen, settle } = faulty(['overload:method=thread/*,max=1']);
    client.send('{"id":1,"method":"thread/list"}');
    client.send('{"id":2,"method":"thread/list"}');
    await settle();
    expect(JSON.parse(got[0] ?? '')).toMatchObject({ id: 1, error: { code: -32001 } });
    expect(seen).toEqual(['{"id":2,"method":"thread/list"}']);
  });

  it('make a frame longer than a ceiling, still JSON', async () => {
    const { note, got, settle } = faulty(['oversized:bytes=5000']);
    note(1);
    await settle();
    expect(got[0]).toHaveLength(5000);
    expect(JSON.parse(got[0] ?? '').params.n).toBe(1);
  });

  it('cut the connection, or end the process, at the frame that was asked for', async () => {
    const cut = faulty(['disconnect:at=2']);
    for (const n of [1, 2, 3]) cut.note(n);
    await cut.settle();
    expect(cut.ends[0]?.message).toBe('A fault ended the connection: disconnect.');
    const codes: number[] = [];
    const { note, settle, numbers } = faulty(['exit:at=2,code=7'], { exit: (code) => codes.push(code) });
    for (const n of [1, 2]) note(n);
    await settle();
    expect({ codes, numbers: numbers() }).toEqual({ codes: [7], numbers: [1] });
  });

  it.each([
    [
      'new-field',
      {
        params: {
          n: 1,
          turn: { id: 't', [UNKNOWN]: { since: 'tomorrow' } },
          [UNKNOWN]: { since: 'tomorrow' },
        },
      },
    ],
    ['new-value', { params: { n: 1, turn: { id: 't', status: UNKNOWN } } }],
    ['new-item', { params: { n: 1, turn: { id: 't', items: [{ type: UNKNOWN, id: 'i' }] } } }],
  ])('say what a newer version might: %s', async (kind, said) => {
    const { server, got, settle } = faulty([kind]);
    const turn = { id: 't', ...(kind === 'new-value' ? { status: 'completed' } : {}) };
    const items = kind === 'new-item' ? { items: [{ type: 'plan', id: 'i' }] } : {};
    server.send(JSON.stringify({ params: { n: 1, turn: { ...turn, ...items } }, method: 'x' }));
    // Nothing that could be new, an id that may not be rounded, and no JSON at all stay what they are.
    const plain = [
      '{"id":9007199254740993,"result":{"status":"a","item":{}}}',
      '{"id":1,"error":{"code":1}}',
      'no',
    ];
    for (const text of plain) server.send(text);
    await settle();
    expect(JSON.parse(got[0] ?? '')).toEqual({ method: 'x', ...said });
    expect(got.slice(1)).toEqual(plain);
  });

  it('tell and ask what nobody knows, once, and keep the answer to themselves', async () => {
    const { client, note, got, seen, settle } = faulty(['new-notification', 'new-request:at=2']);
    for (const n of [1, 2]) note(n);
    await settle();
    expect(got.map((frame) => JSON.parse(frame))).toEqual([
      { method: `from/${UNKNOWN}`, params: { [UNKNOWN]: true } },
      { method: 'item/completed', params: { n: 1 } },
      { id: `${UNKNOWN}-1`, method: `from/${UNKNOWN}`, params: {} },
      { method: 'item/completed', params: { n: 2 } },
    ]);
    client.send(`{"id":"${UNKNOWN}-1","error":{"code":-32601,"message":"no"}}`);
    client.send('{"id":"other","result":{}}');
    await settle();
    expect(seen).toEqual(['{"id":"other","result":{}}']);
  });

  it('ask each time under an id of its own, whichever of them have been answered', async () => {
    const { client, note, got, settle } = faulty(['new-request:every=1']);
    for (const n of [1, 2]) note(n);
    await settle();
    client.send(`{"id":"${UNKNOWN}-1","result":{}}`);
    await settle();
    note(3);
    await settle();
    const ids = got.flatMap((frame) => (JSON.parse(frame) as { id?: string }).id ?? []);
    expect(ids).toEqual([1, 2, 3].map((n) => `${UNKNOWN}-${n}`));
  });

  it('read slowly', async () => {
    const { client, seen, settle, clock } = faulty(['slow-reader:dir=out,ms=10']);
    client.send('{"method":"a"}');
    client.send('{"method":"b"}');
    await settle();
    expect(seen).toEqual(['{"method":"a"}']);
    clock.advance(10);
    await settle();
    expect(seen).toEqual(['{"method":"a"}', '{"method":"b"}']);
  });

  it('read slowly for the client too, which the server feels as a full buffer', async () => {
    const { note, numbers, server, settle, clock } = faulty(['slow-reader:ms=10']);
    const drained: number[] = [];
    server.onDrain(() => drained.push(clock.monotonic()));
    const start = clock.monotonic();
    note(1);
    expect(server.send('{"method":"b","params":{"n":2}}')).toBe(false);
    await settle();
    expect({ numbers: numbers(), drained }).toEqual({ numbers: [1], drained: [] });
    clock.advance(10);
    await settle();
    expect(numbers()).toEqual([1, 2]);
    clock.advance(10);
    await settle();
    expect(drained.at(-1)).toBe(start + 20);
  });

  it('read slowly tell of room that came while they did, though something is left to read', async () => {
    const clock = fakeClock();
    const [client, end] = createMemoryPair({ highWaterBytes: 50 });
    const server = withFaults(end, { faults: ['slow-reader:at=2,ms=10'], clock });
    let drains = 0;
    server.onDrain(() => {
      drains += 1;
    });
    server.send(JSON.stringify({ method: 'a', params: { text: 'x'.repeat(60) } }));
    expect(server.send('{"method":"b"}')).toBe(false);
    client.onFrame(() => client.pause());
    await new Promise((resolve) => setImmediate(resolve));
    expect({ drains, left: server.bufferedBytes }).toEqual({ drains: 0, left: 14 });
    clock.advance(10);
    expect(drains).toBe(1);
    expect(server.send('{"method":"c"}')).toBe(true);
  });

  it('choose the same frames for the same seed, and others for another', () => {
    const chosen = (seed: number): string => {
      const chooser = new FaultChooser([parseFault('drop:p=0.5')], seed);
      return Array.from({ length: 64 }, () => chooser.choose({ dir: 'in', method: 'a' }).length).join('');
    };
    expect(chosen(1)).toBe(chosen(1));
    expect(chosen(1)).not.toBe(chosen(2));
    expect(chosen(1)).toMatch(/1/);
  });

  it('tell which faults hit what was delivered', async () => {
    const passed: string[] = [];
    const { note, settle } = faulty(['duplicate:at=1'], {
      onPassed: (dir, text, faults) => passed.push(`${dir} ${text.length} ${faults.join()}`),
    });
    note(1);
    note(2);
    await settle();
    expect(passed).toEqual(['in 44 duplicate', 'in 44 duplicate', 'in 44 ']);
  });

  it.each([
    ['nonsense', 'nonsense is no fault; choose from delay, drop'],
    ['drop:p=2', 'p=2 is not a number from 0 to 1'],
    ['drop:at=x', 'at=x is not a whole number'],
    ['drop:dir=up', 'dir=up is no direction'],
    ['drop:often', 'often says nothing'],
  ])('refuse %s', (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
  });

  it('are understood in every kind', () => {
    for (const kind of Object.keys(FAULT_KINDS))
      expect(parseFault(`${kind}:at=3`)).toMatchObject({ kind, at: 3 });
  });

  it('hit the connections of our server', async () => {
    const server = createAppServer({ faults: ['overload:method=initialize'] });
    const [client, end] = createMemoryPair();
    const answer = new Promise<string>((resolve) => client.onFrame(resolve));
    server.connect(end);
    client.send('{"id":1,"method":"initialize","params":{"clientInfo":{"name":"a","version":"1"}}}');
    expect(JSON.parse(await answer)).toMatchObject({ id: 1, error: { code: -32001 } });
    await server.close();
  });
});
