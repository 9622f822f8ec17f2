import { describe, expect, it } from 'vitest';
import { connect, type Fault } from '../../src/client/index.js';
import { RpcError } from '../../src/jsonrpc/errors.js';
import { fakeServer, LATER, THREAD } from './fake-server.js';

describe('Client', () => {
  it('rejects a call that the server refuses with its code and text', async () => {
    const { transport } = fakeServer({
      'thread/read': () => {
        throw new RpcError(-32600, 'thread not loaded: x', { data: { why: 1 } });
      },
    });
    const client = await connect(transport);
    await expect(client.call('thread/read', { threadId: 'x', includeTurns: false })).rejects.toMatchObject({
      code: -32600,
      message: 'thread not loaded: x',
      data: { why: 1 },
      method: 'thread/read',
    });
  });

  it('rejects everything that waits when the connection is lost', async () => {
    const { transport, server } = fakeServer({ 'model/list': () => LATER, 'thread/list': () => LATER });
    const client = await connect(transport);
    const calls = [client.call('model/list', {}), client.call('thread/list', {})];
    server.drop('the cable was cut');
    for (const call of calls)
      await expect(call).rejects.toMatchObject({ code: 'closed', message: /cable was cut/ });
    await expect(client.call('model/list', {})).rejects.toMatchObject({ code: 'closed' });
    await expect(client.closed).resolves.toContain('cable was cut');
  });

  it('gives up a call after its own time-out, and after the signal', async () => {
    const { transport } = fakeServer({ 'model/list': () => LATER });
    const client = await connect(transport);
    await expect(client.call('model/list', {}, { timeoutMs: 3 })).rejects.toMatchObject({ code: 'timeout' });
    const controller = new AbortController();
    const call = client.call('model/list', {}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
  });

  it('hands notifications of one method to `on`, and all of them in order to `onNotification`', async () => {
    const { transport, server } = fakeServer({ 'model/list': () => ({ data: [], nextCursor: null }) });
    const client = await connect(transport);
    const archived: string[] = [];
    const all: string[] = [];
    const off = client.on('thread/archived', ({ threadId }) => archived.push(threadId));
    client.onNotification(({ method }) => all.push(method));
    server.notify('thread/archived', { threadId: 'a' });
    server.notify('from/the/future', {});
    await client.call('model/list', {});
    off();
    server.notify('thread/archived', { threadId: 'b' });
    await client.call('model/list', {});
    expect(archived).toEqual(['a']);
    expect(all).toEqual(['thread/archived', 'from/the/future', 'thread/archived']);
  });

  it('streams the notifications of one thread until the signal', async () => {
    const { transport, server } = fakeServer({ 'model/list': () => ({ data: [], nextCursor: null }) });
    const client = await connect(transport);
    const controller = new AbortController();
    const stream = client.notifications({ threadId: THREAD, signal: controller.signal });
    server.notify('thread/archived', { threadId: 'other' });
    server.notify('thread/archived', { threadId: THREAD });
    await client.call('model/list', {});
    controller.abort();
    const seen: unknown[] = [];
    for await (const incoming of stream) seen.push(incoming.params);
    expect(seen).toEqual([{ threadId: THREAD }]);
  });

  it('ends a stream of notifications with closed when the connection ends', async () => {
    const { transport, server } = fakeServer();
    const client = await connect(transport);
    const stream = client.notifications();
    server.drop('gone');
    const read = async (): Promise<void> => {
      for await (const { method } of stream) throw new Error(`unexpected ${method}`);
    };
    await expect(read()).rejects.toMatchObject({ code: 'closed' });
  });

  it('reports frames it cannot use and goes on', async () => {
    const { transport, server } = fakeServer({ 'model/list': () => ({ data: [], nextCursor: null }) });
    const client = await connect(transport);
    const faults: Fault[] = [];
    client.onFault((fault) => faults.push(fault));
    server.sendRaw('{"what":1}');
    server.sendRaw('{"id":777,"result":{}}');
    await client.call('model/list', {});
    expect(faults.map(({ kind }) => kind)).toEqual(['malformed', 'unmatched']);
  });
});
