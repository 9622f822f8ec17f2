import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createPost, type IssuerRequest } from '../../src/oauth/http.js';
import { fakeClock } from '../util/fake-clock.js';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serving(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const request = (url: string): IssuerRequest => ({
  url,
  contentType: 'application/json',
  body: '{"a":1}',
  secrets: ['hush-hush'],
});

describe('a request to an issuer', () => {
  it('is a POST with the body as it is, and comes back whole', async () => {
    const url = await serving((incoming, response) => {
      incoming.setEncoding('utf8');
      incoming.on('data', (body) => {
        response.writeHead(418).end(`${incoming.method} ${incoming.headers['content-type']} ${body}`);
      });
    });
    expect(await createPost()(request(url))).toEqual({
      status: 418,
      body: 'POST application/json {"a":1}',
      secrets: ['hush-hush'],
    });
  });

  it('does not follow a redirect, which would carry secrets elsewhere', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serving((incoming, response) => {
      seen.push(incoming.url);
      response.writeHead(307, { location: '/elsewhere' }).end();
    });
    expect(await createPost()(request(url))).toMatchObject({ status: 307 });
    expect(seen).toEqual(['/']);
  });

  it('fails with the URL, but not with what is secret in it', async () => {
    const url = await serving((_incoming, response) => void response.destroy());
    await expect(createPost()(request(`${url}/p?token=hush&a=1`))).rejects.toMatchObject({
      code: 'unreachable',
      message: `error sending request for url (${url}/p?token=<redacted>&a=1)`,
    });
  });

  it('fails when the answer breaks off, or never ends', async () => {
    const broken = await serving((_incoming, response) => {
      response.writeHead(200, { 'content-length': 10 }).write('half');
      setImmediate(() => response.destroy());
    });
    await expect(createPost()(request(broken))).rejects.toMatchObject({ code: 'unreachable' });
    const endless = await serving((_incoming, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
        response.once('drain', more);
      };
      more();
    });
    await expect(createPost()(request(endless))).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('fails when no answer comes in time, and leaves no timer', async () => {
    const clock = fakeClock();
    let asked = (): void => undefined;
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const url = await serving(() => asked());
    const outcome = createPost({ clock, timeoutMs: 1000 })(request(url)).catch((thrown: unknown) => thrown);
    await isAsked;
    clock.advance(1000);
    expect(await outcome).toMatchObject({ code: 'timeout' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with the reason of its signal', async () => {
    const clock = fakeClock();
    const stop = new AbortController();
    const url = await serving(() => stop.abort(new Error('stopped')));
    await expect(createPost({ clock })(request(url), stop.signal)).rejects.toThrow('stopped');
    await expect(createPost({ clock })(request(url), stop.signal)).rejects.toThrow('stopped');
    expect(clock.pendingTimers).toBe(0);
  });
});
