import { expect, test } from 'vitest';
import { createMemoryPair } from '../../src/transport/memory.js';
import { closed, collector, describeTransport } from './transport-contract.js';

describeTransport('the memory pair', async (limits) => {
  const [near, far] = createMemoryPair(limits);
  return { near, far };
});

test('a request sent from inside a handler arrives after what was sent before it', async () => {
  const [client, server] = createMemoryPair();
  const order: string[] = [];
  server.onFrame((frame) => {
    order.push(`server ${frame}`);
    if (frame === 'a') server.send('reply to a');
  });
  client.onFrame((frame) => {
    order.push(`client ${frame}`);
    client.send('c');
  });
  client.send('a');
  client.send('b');
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual(['server a', 'server b', 'client reply to a', 'server c']);
});

test('a frame above the ceiling ends the connection for both sides, with the reason', async () => {
  const [client, server] = createMemoryPair({ maxFrameBytes: 10 });
  collector(server);
  collector(client);
  const ends = Promise.all([closed(server), closed(client)]);
  client.send('12345678901');
  const [atServer, atClient] = await ends;
  expect(atServer).toMatchObject({ cause: 'oversized', error: { code: 'oversized' } });
  expect(atServer.message).toBe('A frame of at least 11 bytes came in, and the ceiling is 10 bytes.');
  expect(atClient.cause).toBe('remote');
});

test('labels name the other side', () => {
  const [client, server] = createMemoryPair({ labels: ['the editor', 'the bench'] });
  expect([client.label, server.label]).toEqual(['the bench', 'the editor']);
  expect([client.kind, server.kind]).toEqual(['memory', 'memory']);
});
