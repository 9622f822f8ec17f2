import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decode,
  encodeFailure,
  encodeNotification,
  encodeRequest,
  encodeSuccess,
  encodeSuccessText,
  withEmittedAt,
} from '../../src/jsonrpc/codec.js';
import { recoverId } from '../../src/jsonrpc/id-scanner.js';
import type { RequestId } from '../../src/jsonrpc/message.js';

const CALL = '"method":"thread/loaded/list","params":{}';

function idOf(frame: string): RequestId | undefined {
  const message = decode(frame);
  return 'id' in message ? message.id : undefined;
}

test('a request keeps method, params and the difference between null and missing params', () => {
  expect(decode('{"id":1,"method":"a","params":{"x":1}}')).toEqual({
    kind: 'request',
    id: 1,
    method: 'a',
    params: { x: 1 },
  });
  expect(decode('{"id":1,"method":"a","params":null}')).toMatchObject({ params: null });
  expect(decode('{"id":1,"method":"a"}')).toMatchObject({ params: undefined });
});

test('a jsonrpc member of any value and other extra members are ignored', () => {
  expect(decode(`{"jsonrpc":5,"extra":[],"id":7,${CALL}}`)).toEqual({
    kind: 'request',
    id: 7,
    method: 'thread/loaded/list',
    params: {},
  });
});

test.each([
  ['1', 1],
  ['-5', -5],
  ['-0', 0],
  ['9007199254740992', 9_007_199_254_740_992n],
  ['9007199254740993', 9_007_199_254_740_993n],
  ['9223372036854775807', 9_223_372_036_854_775_807n],
  ['-9223372036854775808', -9_223_372_036_854_775_808n],
  ['""', ''],
  ['"a\\u00e9\\n"', 'aé\n'],
])('the id %s is kept exactly, wherever it stands', (written, expected) => {
  for (const frame of [
    `{"id":${written},${CALL}}`,
    `{${CALL},"id":${written}}`,
    `  { "method" : "m" , "params" : {"id":1.5,"x":"\\"id\\":2"} , "id" : ${written} }  `,
    `{"\\u0069d":${written},${CALL}}`,
    `{"method":"m","params":["id",{"id":3}],"x":"\\\\","id":${written}}`,
    `{"method":"m","params":["id",{"id":3}],"x":"\\\\","id":${written},"y":{"z":3,"id":4}}`,
    `{"id":${written},"method":"m","x,\\"id":5}`,
    `{"method":"m","x":{},"id":${written},"params":{"id":1},"x,\\"id":5}`,
  ]) {
    expect(decode(frame)).toMatchObject({ kind: 'request' });
    expect(idOf(frame)).toBe(expected);
  }
});

test.each(['1.0', '1.5', '1e3', 'null', 'true', '{}', '[]', '9223372036854775808', '-9223372036854775809'])(
  'a request with the id %s counts as a notification, wherever it stands',
  (written) => {
    for (const frame of [`{"id":${written},${CALL}}`, `{${CALL},"id":${written}}`]) {
      expect(decode(frame)).toEqual({ kind: 'notification', method: 'thread/loaded/list', params: {} });
    }
  },
);

test('a call without an id is a notification and keeps the time it was emitted', () => {
  expect(decode('{"method":"a","params":{},"emittedAtMs":12}')).toEqual({
    kind: 'notification',
    method: 'a',
    params: {},
    emittedAtMs: 12,
  });
});

test('a result of null is a success, and an error needs a whole code and a message', () => {
  expect(decode('{"id":7,"result":null}')).toEqual({ kind: 'success', id: 7, result: null });
  expect(decode('{"error":{"code":-32600,"message":"no","data":1},"id":"x"}')).toEqual({
    kind: 'failure',
    id: 'x',
    error: { code: -32600, message: 'no', data: 1 },
  });
  for (const error of ['{"code":1}', '{"code":1.5,"message":"x"}', '{"message":"x"}', 'null', '"x"']) {
    expect(decode(`{"id":7,"error":${error}}`)).toMatchObject({ kind: 'malformed' });
  }
  expect(decode('{"id":null,"error":{"code":1,"message":"x"}}')).toMatchObject({ kind: 'malformed' });
});

test('a method wins over a result, and a method that is no text does not count', () => {
  expect(decode('{"id":7,"method":"a","result":{}}')).toMatchObject({ kind: 'request', method: 'a' });
  expect(decode('{"id":7,"method":5,"result":{}}')).toMatchObject({ kind: 'success', id: 7 });
});

test.each([
  '',
  '   ',
  'null',
  '5',
  '"x"',
  '{}',
  '[]',
  '{"id":1}',
  `[{"id":1,${CALL}}]`,
  `{"id":7,${CALL}} x`,
  `{"id":7,${CALL}}{"id":8,${CALL}}`,
  `\ufeff{"id":7,${CALL}}`,
  '{"id":7,"method":null}',
  '{"id":7,',
  '{"__proto__":{"id":1,"result":2}}',
])('the frame %j is malformed', (frame) => {
  const message = decode(frame);
  expect(message.kind).toBe('malformed');
  expect(message).toHaveProperty('reason', expect.stringMatching(/^the frame \w+/));
});

test('a trace travels with the request, and one with wrong members makes the frame malformed', () => {
  const trace = { traceparent: '00-1', tracestate: null };
  expect(decode(encodeRequest(1, 'm', {}, trace))).toMatchObject({ kind: 'request', trace });
  expect(decode(`{"id":7,${CALL},"trace":null}`)).not.toHaveProperty('trace');
  for (const wrong of ['5', '"x"', '{"traceparent":5}', '{"tracestate":{}}']) {
    expect(decode(`{"id":7,${CALL},"trace":${wrong}}`)).toMatchObject({ kind: 'malformed' });
  }
});

test('messages are written in the order of members that the real server uses', () => {
  expect(encodeRequest(1, 'a/b', { x: 1 })).toBe('{"id":1,"method":"a/b","params":{"x":1}}');
  expect(encodeRequest('i', 'a')).toBe('{"id":"i","method":"a"}');
  expect(encodeNotification('a', {})).toBe('{"method":"a","params":{}}');
  expect(encodeSuccess(2, { ok: true })).toBe('{"id":2,"result":{"ok":true}}');
  expect(encodeSuccess(2, undefined)).toBe('{"id":2,"result":null}');
  expect(encodeSuccessText(2n ** 60n, '[1]')).toBe('{"id":1152921504606846976,"result":[1]}');
  expect(encodeFailure(3, { code: -32600, message: 'no' })).toBe(
    '{"error":{"code":-32600,"message":"no"},"id":3}',
  );
});

test('the time of emission is added late or at once, with the same outcome', () => {
  const late = withEmittedAt(encodeNotification('a', { x: '}' }), 5);
  expect(late).toBe(encodeNotification('a', { x: '}' }, 5));
  expect(late).toBe('{"method":"a","params":{"x":"}"},"emittedAtMs":5}');
});

const anyId: fc.Arbitrary<RequestId> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).filter((id) => !Number.isSafeInteger(Number(id))),
);
const anyParams = fc.oneof(fc.constant(undefined), fc.jsonValue());

/** What JSON keeps of a value: -0 is written as 0. */
function throughJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

test('every message that is written is read back as the same message', () => {
  fc.assert(
    fc.property(anyId, fc.string({ unit: 'binary' }), anyParams, (id, method, value) => {
      const same = throughJson(value);
      expect(decode(encodeRequest(id, method, value))).toEqual({ kind: 'request', id, method, params: same });
      expect(decode(encodeNotification(method, value))).toEqual({
        kind: 'notification',
        method,
        params: same,
      });
      expect(decode(encodeSuccess(id, value))).toEqual({ kind: 'success', id, result: same ?? null });
      const error = { code: -32603, message: method, data: same ?? null };
      expect(decode(encodeFailure(id, error))).toEqual({ kind: 'failure', id, error });
    }),
  );
});

test('the id is found exactly among any other members, however deep they look alike', () => {
  const member = fc.tuple(
    fc.string({ unit: 'binary' }).filter((name) => name !== 'id'),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(
      anyId,
      fc.array(member),
      fc.array(member),
      fc.constantFrom('', ' ', '\n\t'),
      (id, a, b, space) => {
        const text = (pairs: [string, unknown][]): string[] =>
          pairs.map(([name, value]) => `${JSON.stringify(name)}${space}:${space}${JSON.stringify(value)}`);
        const written = typeof id === 'string' ? JSON.stringify(id) : String(id);
        const members = ['"method":"m"', ...text(a), `"id"${space}:${space}${written}${space}`, ...text(b)];
        const frame = `{${members.join(`${space},${space}`)}}`;
        const message = decode(frame);
        // A member called method or trace may have turned the frame into something else.
        const isDisturbed = [...a, ...b].some(([name]) => name === 'method' || name === 'trace');
        expect(message.kind === 'request' ? message.id : isDisturbed).toBe(
          message.kind === 'request' ? id : true,
        );
      },
    ),
  );
});

test('no text whatever makes the decoder throw', () => {
  const soup = fc.array(
    fc.constantFrom('{', '}', '"', '\\', 'id', ':', '1', ',', '[', ']', 'method', ' ', 'é'),
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        soup.map((parts) => parts.join('')),
      ),
      (text) => {
        expect(decode(text).kind).toMatch(/^(request|notification|success|failure|malformed)$/);
        recoverId(text);
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['{"id":5,"method":"turn/start","params":{"text":"aaaa', 5],
  ['{"method":"turn/start","id":"x-1","params":{"id":9,"te', 'x-1'],
  ['{"id":9007199254740993,"method":"a', 9_007_199_254_740_993n],
  ['{"method":"a","params":{"id":3,"t', undefined],
  ['{"id":12', undefined],
  ['{"id":1.5,"method":"a', undefined],
  ['{"id":"cut o', undefined],
  ['[{"id":1,', undefined],
])('the id of a frame cut to %j is recovered only where it is certain', (head, expected) => {
  expect(recoverId(head)).toBe(expected);
});

test('an id that is repeated behind a string of millions of characters is the last one', () => {
  const text = 'a'.repeat(10_000_000);
  expect(decode(`{"id":"${text}","id":1,"method":"x","params":{"z":[]}}`)).toMatchObject({ id: 1 });
  expect(decode(`{"id":"${'\\n'.repeat(5_000_000)}","id":2,"method":"x","params":[]}`)).toMatchObject({
    id: 2,
  });
});

test('an id of millions of digits is no id, and is not calculated with', () => {
  const before = performance.now();
  expect(decode(`{"method":"x","id":${'1'.repeat(20_000_000)}}`).kind).toBe('notification');
  // Making a bigint of it takes many times as long.
  expect(performance.now() - before).toBeLessThan(1000);
});
