import { expect, test } from 'vitest';
import type { CloseReason } from '../../src/transport/contract.js';
import { createMemoryPair } from '../../src/transport/memory.js';
import { tap } from '../../src/transport/tap.js';
import { collector, describeTransport } from './transport-contract.js';

describeTransport('a tapped transport', async (limits) => {
  const [near, far] = createMemoryPair(limits);
  return { near: tap(near, {}), far: tap(far, {}) };
});

test('a tap sees every frame of both directions, before anyone else, and the end', async () => {
  const [client, server] = createMemoryPair();
  const seen: string[] = [];
  const reasons: CloseReason[] = [];
  const tapped = tap(client, {
    onSent: (frame) => seen.push(`> ${frame}`),
    onReceived: (frame) => seen.push(`< ${frame}`),
    onClosed: (reason) => reasons.push(reason),
  });
  server.onFrame((frame) => server.send(`re: ${frame}`));
  tapped.onFrame((frame) => seen.push(`handler ${frame}`));
  tapped.send('hello');
  await new Promise((resolve) => setImmediate(resolve));
  expect(seen).toEqual(['> hello', '< re: hello', 'handler re: hello']);
  await tapped.close('bye');
  expect(reasons).toEqual([{ cause: 'local', message: 'bye' }]);
});

test('a tap keeps label, kind and whatever else the transport has', async () => {
  const [client, server] = createMemoryPair();
  const tapped = tap(Object.assign(client, { pid: 5 }), {});
  expect([tapped.kind, tapped.label, tapped.pid]).toEqual(['memory', client.label, 5]);
  const { seen } = collector(tapped);
  server.send('x');
  expect(await seen(1)).toEqual(['x']);
});
