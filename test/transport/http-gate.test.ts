// The table was checked against the real servers 0.118.0 and 0.169.0, over the wire.
import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Listener } from '../../src/transport/contract.js';
import { listenWebSocket } from '../../src/transport/websocket-server.js';

const upgrade = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const { 'sec-websocket-key': _key, ...withoutKey } = upgrade;

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
  readonly headers: NodeJS.Dict<string | string[]>;
}

interface Question {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

function ask(listener: Listener, { method = 'GET', path = '/', headers = {} }: Question): Promise<Answer> {
  const { hostname: host, port } = new URL(listener.address);
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, method, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, body, headers: response.headers }));
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode, body: '', headers: response.headers });
    });
    asked.on('error', reject);
    asked.end();
  });
}

let open: Listener;
let guarded: Listener;
const refusals: string[] = [];
beforeAll(async () => {
  open = await listenWebSocket({ host: '127.0.0.1', port: 0 });
  guarded = await listenWebSocket({
    host: '127.0.0.1',
    port: 0,
    auth: async (header) => (header === 'Bearer good' ? undefined : `no: ${header ?? 'nothing'}`),
    onRefused: (message) => refusals.push(message),
  });
});
afterAll(async () => {
  await open.close();
  await guarded.close();
});

const table: [number, string, Question][] = [
  [200, '', { path: '/readyz' }],
  [200, '', { path: '/healthz' }],
  [200, '', { path: '/readyz', method: 'HEAD' }],
  [200, '', { path: '/readyz?x=1' }],
  [200, '', { path: '/readyz', headers: upgrade }],
  [405, '', { path: '/readyz', method: 'POST' }],
  [405, '', { path: '/healthz', method: 'DELETE' }],
  [400, "Connection header did not include 'upgrade'", { path: '/readyz/' }],
  [400, "Connection header did not include 'upgrade'", {}],
  [400, "Connection header did not include 'upgrade'", { headers: { ...upgrade, connection: 'keep-alive' } }],
  [400, "`Upgrade` header did not include 'websocket'", { headers: { ...upgrade, upgrade: 'foo' } }],
  [
    400,
    "`Sec-WebSocket-Version` header did not include '13'",
    { headers: { ...upgrade, 'sec-websocket-version': '8' } },
  ],
  [400, '`Sec-WebSocket-Key` header missing', { headers: withoutKey }],
  [405, 'Request method must be `GET`', { path: '/x', method: 'POST' }],
  [405, 'Request method must be `GET`', { method: 'POST', headers: upgrade }],
  [403, '', { path: '/readyz', headers: { origin: 'http://a' } }],
  [403, '', { path: '/healthz', headers: { origin: '' } }],
  [403, '', { path: '/x', method: 'POST', headers: { origin: 'null' } }],
  [403, '', { headers: { ...upgrade, origin: 'http://a' } }],
  [101, '', { headers: upgrade }],
  [101, '', { path: '/any/path?x', headers: upgrade }],
  [101, '', { headers: { ...upgrade, connection: 'keep-alive, Upgrade' } }],
];

test.each(table)('%i %j answers %j', async (status, body, question) => {
  const answer = await ask(open, question);
  expect([answer.status, answer.body]).toEqual([status, body]);
  expect(answer.headers.connection).toBe(status === 101 ? 'Upgrade' : 'close');
  expect(answer.headers['content-type']).toBe(body === '' ? undefined : 'text/plain; charset=utf-8');
});

test('a wrong method on a probe is told which methods are right', async () => {
  const answer = await ask(open, { path: '/readyz', method: 'POST' });
  expect(answer.headers.allow).toBe('GET,HEAD');
});

test('a HEAD request to no probe gets the headers of its refusal and no body', async () => {
  const answer = await ask(open, { method: 'HEAD' });
  expect([answer.status, answer.body, answer.headers['content-length']]).toEqual([405, '', '28']);
});

test('neither subprotocol nor extension is ever chosen', async () => {
  const offers = { 'sec-websocket-protocol': 'a,b', 'sec-websocket-extensions': 'permessage-deflate' };
  const answer = await ask(open, { headers: { ...upgrade, ...offers } });
  expect(answer.status).toBe(101);
  expect(answer.headers).not.toHaveProperty('sec-websocket-protocol');
  expect(answer.headers).not.toHaveProperty('sec-websocket-extensions');
});

test('auth is asked last, and its refusal is the body of a 401', async () => {
  expect(await ask(guarded, { headers: upgrade })).toMatchObject({ status: 401, body: 'no: nothing' });
  const wrong = await ask(guarded, { headers: { ...upgrade, authorization: 'Bearer bad' } });
  expect(wrong).toMatchObject({ status: 401, body: 'no: Bearer bad' });
  expect(wrong.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(await ask(guarded, { headers: { ...upgrade, authorization: 'Bearer good' } })).toMatchObject({
    status: 101,
  });
});

test('probes need no token, and a token does not help a browser', async () => {
  expect(await ask(guarded, { path: '/readyz' })).toMatchObject({ status: 200 });
  const browser = { ...upgrade, authorization: 'Bearer good', origin: 'http://a' };
  expect(await ask(guarded, { headers: browser })).toMatchObject({ status: 403, body: '' });
  expect(await ask(guarded, { headers: withoutKey })).toMatchObject({ status: 400 });
});

test('refusals are reported without the header that was sent', async () => {
  refusals.length = 0;
  await ask(guarded, { headers: { ...upgrade, authorization: 'Bearer bad', origin: 'x' } });
  await ask(guarded, { path: '/nothing' });
  await ask(guarded, { path: '/readyz' });
  expect(refusals).toEqual([
    'A connection from 127.0.0.1 was refused with HTTP 403',
    "A connection from 127.0.0.1 was refused with HTTP 400: Connection header did not include 'upgrade'",
  ]);
});
