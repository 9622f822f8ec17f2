import { describe, expect, it } from 'vitest';
import type { Incoming } from '../../src/client/index.js';
import { ClientError, connect, RpcError } from '../../src/client/index.js';
import { fakeServer, LATER } from './fake-server.js';

describe('connect', () => {
  it('sends initialize and then initialized, and reads the version from the user agent', async () => {
    const { transport, server } = fakeServer({
      'thread/loaded/list': () => ({ data: [], nextCursor: null }),
    });
    const client = await connect(transport, {
      experimentalApi: true,
      optOutNotificationMethods: ['thread/started'],
    });
    await client.call('thread/loaded/list', {});
    expect(server.asked('initialize')).toMatchObject([
      { capabilities: { experimentalApi: true, optOutNotificationMethods: ['thread/started'] } },
    ]);
    expect(server.notified).toEqual(['initialized']);
    expect(client.server).toMatchObject({ version: '0.169.0', codexHome: '/h', platformOs: 'linux' });
    expect(client.profile).toBe('0.169.0');
  });

  it('hands over notifications that come right behind the handshake', async () => {
    const seen: Incoming[] = [];
    const { transport } = fakeServer({
      initialize: (_params, server, reply) => {
        reply.succeed({ userAgent: 'x/0.118.0 (y)' });
        server.notify('configWarning', { summary: 'careful' });
        return LATER;
      },
    });
    const client = await connect(transport, { onNotification: (incoming) => seen.push(incoming) });
    expect(seen.map(({ method }) => method)).toEqual(['configWarning']);
    expect(client.profile).toBe('0.118.0');
  });

  it('passes on a refusal of the server and closes the connection', async () => {
    const { transport, server } = fakeServer({
      initialize: () => {
        throw new RpcError(-32600, 'Invalid clientInfo.name');
      },
    });
    await expect(connect(transport)).rejects.toMatchObject({
      name: 'RpcError',
      message: 'Invalid clientInfo.name',
    });
    await expect(server.peer.closed).resolves.toContain('handshake');
  });

  it('says bad_answer when the answer is not one to initialize', async () => {
    const { transport } = fakeServer({ initialize: () => ({ hello: 'world' }) });
    await expect(connect(transport)).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('gives up with timeout when the server never answers', async () => {
    const { transport } = fakeServer({ initialize: () => LATER });
    await expect(connect(transport, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'timeout' });
  });

  it('can be called off', async () => {
    const { transport } = fakeServer({ initialize: () => LATER });
    const signal = AbortSignal.abort(new Error('no more'));
    await expect(connect(transport, { signal })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('says closed when the connection ends during the handshake', async () => {
    const { transport } = fakeServer({
      initialize: (_params, server) => {
        server.drop('the server went away');
        return LATER;
      },
    });
    const failure = connect(transport);
    await expect(failure).rejects.toBeInstanceOf(ClientError);
    await expect(failure).rejects.toMatchObject({ code: 'closed', message: /the server went away/ });
  });
});
