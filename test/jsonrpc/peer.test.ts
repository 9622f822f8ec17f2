import { expect, test } from 'vitest';
import type { FrameChannel } from '../../src/jsonrpc/channel.js';
import { encodeFailure, encodeSuccess } from '../../src/jsonrpc/codec.js';
import { PeerError, RpcCode, RpcError } from '../../src/jsonrpc/errors.js';
import type { Malformed, Notification, Request, Response } from '../../src/jsonrpc/message.js';
import { answering, Peer, type Reply, toErrorObject } from '../../src/jsonrpc/peer.js';
import { fakeClock, settled } from '../util/fake-clock.js';

/** A channel whose other side is the test. */
function fakeChannel() {
  const sent: string[] = [];
  let receive: (text: string) => void = () => {};
  let end: (reason: { message: string }) => void = () => {};
  const channel: FrameChannel = {
    send(frame) {
      sent.push(frame);
      return true;
    },
    onFrame(handler) {
      receive = handler;
    },
    onClose(handler) {
      end = handler;
    },
    async close(why = 'closed') {
      end({ message: why });
    },
  };
  return {
    channel,
    sent,
    receive: (text: string) => receive(text),
    end: (message: string) => end({ message }),
  };
}

function setUp() {
  const clock = fakeClock();
  const wire = fakeChannel();
  return { clock, ...wire, peer: new Peer(wire.channel, { clock }) };
}

test('a request resolves with the result of its own id', async () => {
  const { peer, sent, receive } = setUp();
  const first = peer.request('a', { x: 1 });
  const second = peer.request('b');
  expect(sent).toEqual(['{"id":1,"method":"a","params":{"x":1}}', '{"id":2,"method":"b"}']);
  receive(encodeSuccess(2, 'two'));
  receive(encodeSuccess(1, 'one'));
  await expect(Promise.all([first, second])).resolves.toEqual(['one', 'two']);
  expect(peer.pendingCount).toBe(0);
});

test('a refusal rejects with code, message, data and method', async () => {
  const { peer, receive } = setUp();
  const answer = peer.request('thread/read', {});
  receive(encodeFailure(1, { code: -32600, message: 'thread not loaded: x', data: { a: 1 } }));
  const error = await answer.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RpcError);
  expect(error).toMatchObject({
    name: 'RpcError',
    code: -32600,
    message: 'thread not loaded: x',
    data: { a: 1 },
    method: 'thread/read',
  });
});

test('a request without an answer times out and leaves nothing behind', async () => {
  const { peer, clock, receive } = setUp();
  const unmatched: Response[] = [];
  peer.onUnmatched((response) => unmatched.push(response));
  const answer = peer.request('slow', {}, { timeoutMs: 50 });
  clock.advance(49);
  expect(peer.pendingCount).toBe(1);
  clock.advance(1);
  await expect(answer).rejects.toMatchObject({ name: 'PeerError', code: 'timeout', method: 'slow' });
  receive(encodeSuccess(1, 'late'));
  expect(unmatched).toEqual([{ kind: 'success', id: 1, result: 'late' }]);
});

test('the time-out of the peer counts where the request names none', async () => {
  const clock = fakeClock();
  const { channel } = fakeChannel();
  const peer = new Peer(channel, { clock, timeoutMs: 10 });
  const answer = peer.request('a');
  clock.advance(10);
  await expect(answer).rejects.toMatchObject({ code: 'timeout' });
});

test('an answer in time stops the clock', async () => {
  const { peer, clock, receive } = setUp();
  const answer = peer.request('a', {}, { timeoutMs: 50 });
  receive(encodeSuccess(1, null));
  await answer;
  expect(clock.pendingTimers).toBe(0);
});

test('an aborted request rejects with the reason as cause and ignores the late answer', async () => {
  const { peer, receive } = setUp();
  const controller = new AbortController();
  const answer = peer.request('a', {}, { signal: controller.signal });
  controller.abort('user left');
  receive(encodeSuccess(1, null));
  await expect(answer).rejects.toMatchObject({ code: 'aborted', cause: 'user left' });
});

test('a request that is aborted beforehand is never sent', async () => {
  const { peer, sent } = setUp();
  const answer = peer.request('a', {}, { signal: AbortSignal.abort() });
  await expect(answer).rejects.toBeInstanceOf(PeerError);
  expect(sent).toEqual([]);
});

test('the end of the connection rejects all that waits, and all that comes after', async () => {
  const { peer, end } = setUp();
  const waiting = [peer.request('a'), peer.request('b', {}, { timeoutMs: 5 })];
  end('The server went away.');
  for (const answer of waiting) {
    await expect(answer).rejects.toMatchObject({
      code: 'closed',
      message: expect.stringContaining('The server went away.'),
    });
  }
  await expect(peer.request('c')).rejects.toMatchObject({ code: 'closed', method: 'c' });
  await expect(peer.closed).resolves.toBe('The server went away.');
  expect(peer.isClosed).toBe(true);
});

test('closing the peer closes its channel', async () => {
  const { peer } = setUp();
  const waiting = peer.request('a');
  await peer.close('done');
  await expect(waiting).rejects.toMatchObject({ code: 'closed' });
});

test('repeated answers and answers to nobody are reported and change nothing', async () => {
  const { peer, receive } = setUp();
  const unmatched: Response[] = [];
  peer.onUnmatched((response) => unmatched.push(response));
  const answer = peer.request('a');
  receive(encodeSuccess(1, 'first'));
  receive(encodeSuccess(1, 'second'));
  receive(encodeSuccess('1', 'text id'));
  receive(encodeFailure(99, { code: 1, message: 'who?' }));
  await expect(answer).resolves.toBe('first');
  expect(unmatched.map((response) => response.id)).toEqual([1, '1', 99]);
});

test('a result is told before any later frame, for those who cannot miss one', async () => {
  const { peer, receive } = setUp();
  const order: string[] = [];
  peer.onNotification((notification) => order.push(notification.method));
  const answer = peer.request('join', {}, { onResult: () => order.push('result') });
  receive(encodeSuccess(1, {}));
  receive('{"method":"delta"}');
  await answer;
  expect(order).toEqual(['result', 'delta']);
});

test('notifications and malformed frames reach their handlers', () => {
  const { peer, receive, sent } = setUp();
  const heard: (Notification | Malformed)[] = [];
  const frames: string[] = [];
  peer.onNotification((notification) => heard.push(notification));
  peer.onMalformed((malformed, frame) => {
    heard.push(malformed);
    frames.push(frame);
  });
  receive('{"method":"a","params":1}');
  receive('nonsense');
  expect(heard.map((one) => one.kind)).toEqual(['notification', 'malformed']);
  expect(frames).toEqual(['nonsense']);
  expect(sent).toEqual([]);
});

test('without a handler every request is refused, with its id as it came', () => {
  const { receive, sent } = setUp();
  receive('{"id":9007199254740993,"method":"item/x"}');
  expect(sent).toHaveLength(1);
  expect(sent[0]).toMatch(/^\{"error":\{"code":-32601,.*"id":9007199254740993\}$/);
});

test('a request is answered at most once, now or later', async () => {
  const { peer, receive, sent } = setUp();
  const replies: Reply[] = [];
  peer.onRequest((_request, reply) => replies.push(reply));
  receive('{"id":"x","method":"a"}');
  const [reply] = replies;
  expect(reply?.isSent).toBe(false);
  await settled();
  expect(reply?.succeed({ decision: 'accept' })).toBe(true);
  expect(reply?.fail({ code: 1, message: 'too late' })).toBe(false);
  expect(reply?.isSent).toBe(true);
  expect(sent).toEqual(['{"id":"x","result":{"decision":"accept"}}']);
});

test('an answer after the end of the connection is not sent', () => {
  const { peer, receive, end, sent } = setUp();
  const replies: Reply[] = [];
  peer.onRequest((_request, reply) => replies.push(reply));
  receive('{"id":1,"method":"a"}');
  end('gone');
  expect(replies[0]?.succeed({})).toBe(false);
  expect(sent).toEqual([]);
});

test('a function can answer: by value, by promise, by error', async () => {
  const { peer, receive, sent } = setUp();
  peer.onRequest(
    answering((request: Request) => {
      if (request.method === 'value') return { ok: true };
      if (request.method === 'promise') return Promise.resolve('later');
      if (request.method === 'refuse') throw new RpcError(-32600, 'no', { data: { why: 1 } });
      throw new TypeError('a bug');
    }),
  );
  for (const [index, method] of ['value', 'promise', 'refuse', 'bug'].entries()) {
    receive(`{"id":${index},"method":"${method}"}`);
  }
  await settled();
  expect([...sent].sort()).toEqual(
    [
      '{"id":0,"result":{"ok":true}}',
      '{"id":1,"result":"later"}',
      '{"error":{"code":-32600,"message":"no","data":{"why":1}},"id":2}',
      `{"error":{"code":${RpcCode.internalError},"message":"a bug"},"id":3}`,
    ].sort(),
  );
});

test('params that cannot be written reject nothing else and leave nothing waiting', () => {
  const { peer, sent } = setUp();
  expect(() => peer.request('a', { big: 1n })).toThrow(TypeError);
  expect(peer.pendingCount).toBe(0);
  expect(sent).toEqual([]);
});

test('notify writes a notification', () => {
  const { peer, sent } = setUp();
  expect(peer.notify('initialized')).toBe(true);
  expect(sent).toEqual(['{"method":"initialized"}']);
});

test('an error object leaves data out when there is none', () => {
  expect(toErrorObject(new RpcError(1, 'x'))).toEqual({ code: 1, message: 'x' });
  expect(Object.keys(toErrorObject(new RpcError(1, 'x')))).toEqual(['code', 'message']);
  expect(toErrorObject('thrown text')).toEqual({ code: -32603, message: 'thrown text' });
});
