import { describe, expect, test } from 'vitest';
import type { ModelFailure } from '../../../src/domain/ports.js';
import { fakeClock, settled } from '../../util/fake-clock.js';
import { ask, clientOf, request, withProvider } from './asking.js';
import { type Answer, END, sse, stream } from './provider-server.js';

describe('a failure', () => {
  test.each<[string, Answer, Partial<ModelFailure>]>([
    [
      'of the provider is told with status, body and headers',
      (response) =>
        response.writeHead(404, { 'x-request-id': 'req-1' }).end('{"error":{"message":"no route"}}'),
      {
        kind: 'http',
        status: 404,
        body: '{"error":{"message":"no route"}}',
        headers: expect.objectContaining({ 'x-request-id': 'req-1' }),
      },
    ],
    [
      'of the response is told with its code',
      (response) => {
        stream(response);
        response.end(
          sse({ type: 'response.failed', response: { error: { code: 'server_error', message: 'no' } } }),
        );
      },
      { kind: 'failed', code: 'server_error', message: 'no' },
    ],
    [
      'of the response without an error has neither code nor message',
      (response) => {
        stream(response);
        response.end(sse({ type: 'response.failed', response: { id: 'r' } }));
      },
      { kind: 'failed', code: null, message: '' },
    ],
    [
      'for an incomplete response names the reason',
      (response) => {
        stream(response);
        const details = { incomplete_details: { reason: 'max_output_tokens' } };
        response.end(sse({ type: 'response.incomplete', response: details }));
      },
      { kind: 'incomplete', reason: 'max_output_tokens' },
    ],
    [
      'for an incomplete response without a reason says unknown',
      (response) => {
        stream(response);
        response.end(sse({ type: 'response.incomplete', response: {} }));
      },
      { kind: 'incomplete', reason: 'unknown' },
    ],
    [
      'for a stream that ends early',
      (response) => {
        stream(response);
        response.end(sse({ type: 'response.created' }));
      },
      { kind: 'stream', message: 'stream closed before response.completed' },
    ],
    [
      'for an answer that is no stream',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"hello":1}'),
      { kind: 'stream', message: 'stream closed before response.completed' },
    ],
    [
      'for a stream that is cut',
      (response) => {
        stream(response);
        response.write(sse({ type: 'response.created' }), () => response.destroy());
      },
      { kind: 'stream', message: 'Transport error: network error: error decoding response body' },
    ],
    [
      'for an end without an id',
      (response) => {
        stream(response);
        response.end(sse({ type: 'response.completed', response: {} }));
      },
      { kind: 'stream', message: 'failed to parse ResponseCompleted: missing field `id`' },
    ],
    [
      'for a connection that breaks before the answer',
      (response) => response.destroy(),
      { kind: 'connection', refused: false },
    ],
  ])('%s', async (_name, answer, expected) => {
    const { failure } = await withProvider(answer, ({ baseUrl }) => ask(baseUrl));
    expect(failure).toMatchObject(expected);
  });

  test('for a connection that is refused says so', async () => {
    const closed = await withProvider(
      () => {},
      async ({ baseUrl }) => baseUrl,
    );
    expect((await ask(closed)).failure).toMatchObject({ kind: 'connection', refused: true });
    const neverTried = 'http://127.0.0.1:9/v1';
    expect((await ask(neverTried)).failure).toMatchObject({ kind: 'connection', refused: true });
  });

  test('comes after the events that came before it', async () => {
    const { events, failure } = await withProvider(
      (response) => {
        stream(response);
        const delta = sse({ type: 'response.output_text.delta', delta: 'a' });
        response.end(delta + sse({ type: 'response.failed', response: {} }) + delta);
      },
      ({ baseUrl }) => ask(baseUrl),
    );
    expect(events.slice(2)).toEqual([{ type: 'textDelta', delta: 'a' }]);
    expect(failure?.kind).toBe('failed');
  });

  test('of the provider shows no more than the beginning of a huge body', async () => {
    const { failure } = await withProvider(
      (response) => response.writeHead(500).end('x'.repeat(5_000_000)),
      ({ baseUrl }) => ask(baseUrl),
    );
    expect(failure?.kind === 'http' && failure.body.length).toBeLessThan(200_000);
  });

  test('for silence comes after the time the provider is given, whatever comments it sends', async () => {
    const clock = fakeClock();
    let write: ((text: string) => void) | null = null;
    await withProvider(
      (response) => {
        stream(response);
        response.write(sse({ type: 'response.created' }));
        write = (text) => response.write(text);
      },
      async ({ baseUrl }) => {
        const outcome = ask(baseUrl, { deps: { clock } });
        while (write === null) await settled();
        for (let i = 0; i < 50; i++) await settled();
        await clock.advanceAsync(59_000);
        (write as (text: string) => void)(': keepalive\n\n'); // set by the answer above
        for (let i = 0; i < 50; i++) await settled();
        await clock.advanceAsync(2_000);
        expect((await outcome).failure).toEqual({ kind: 'idle' });
        expect(clock.pendingTimers).toBe(0);
      },
    );
  });

  test('for silence does not come while it is the listener who holds things up', async () => {
    const clock = fakeClock();
    let end = (): void => {};
    await withProvider(
      (response) => {
        stream(response);
        response.write(sse({ type: 'response.output_text.delta', delta: 'a' }));
        end = () => response.end(END);
      },
      async ({ baseUrl }) => {
        const types: string[] = [];
        const { signal } = new AbortController();
        for await (const batch of clientOf(baseUrl, { clock }).stream(request, signal)) {
          types.push(...batch.map(({ type }) => type));
          await clock.advanceAsync(300_000);
          if (types.includes('textDelta')) end();
        }
        expect(types.at(-1)).toBe('completed');
      },
    );
  });
});
