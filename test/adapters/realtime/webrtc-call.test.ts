import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { setUpCall } from '../../../src/adapters/realtime/webrtc-call.js';
import { SpokenProblem } from '../../../src/domain/realtime/spoken-ports.js';
import { deferred } from '../../../src/util/deferred.js';

let http: Server | null = null;

afterEach(() => {
  http?.closeAllConnections();
  http?.close();
  http = null;
});

async function modelThat(answers: RequestListener): Promise<string> {
  http = createServer(answers);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1/realtime/calls`;
}

function call(url: string, signal = new AbortController().signal): ReturnType<typeof setUpCall> {
  const offer = { sdp: 'v=offer', session: { type: 'realtime' } };
  return setUpCall(url, offer, { headers: { authorization: 'Bearer key' }, signal });
}

describe('a call whose sound goes another way', () => {
  it('passes on the offer with the session, and brings back the answer and which call it is', async () => {
    const received = deferred<{ body: Buffer; headers: IncomingHttpHeaders }>();
    const url = await modelThat((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.resolve({ body: Buffer.concat(chunks), headers: request.headers });
        response.writeHead(201, { location: '/v1/realtime/calls/rtc_1' }).end('v=answer');
      });
    });
    expect(await call(url)).toEqual({ callId: 'rtc_1', sdp: 'v=answer' });
    const { body, headers } = await received.promise;
    expect(headers.authorization).toBe('Bearer key');
    const type = headers['content-type'] ?? '';
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    expect([...form]).toEqual([
      ['sdp', 'v=offer'],
      ['session', '{"type":"realtime"}'],
    ]);
  });

  it('says with what the model refused', async () => {
    const url = await modelThat((_request, response) => response.writeHead(400).end('bad offer'));
    const words = `unexpected status 400 Bad Request: bad offer, url: ${url}`;
    await expect(call(url)).rejects.toEqual(new SpokenProblem(words));
  });

  it('wants to know which call it is', async () => {
    const url = await modelThat((_request, response) => response.writeHead(201).end('v=answer'));
    await expect(call(url)).rejects.toThrow('realtime call response missing Location');
  });

  it('ends when it is aborted', async () => {
    const abort = new AbortController();
    const url = await modelThat(() => abort.abort());
    await expect(call(url, abort.signal)).rejects.toThrow('stream disconnected before completion');
  });
});
