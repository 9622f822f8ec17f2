import { request as rawRequest } from 'node:http';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { type Backend, createBackend } from '../../src/backend/index.js';
import type { Reply } from '../../src/backend/script.js';
import { body, message } from './requests.js';
import { ask, backends, post } from './running.js';
import { deltasOf, finishedText, parseStream } from './streams.js';

const start = backends({ seed: 'seed' });
const answering = (...replies: readonly Reply[]): Promise<Backend> => start({ script: { replies } });

describe('POST /v1/responses', () => {
  it('answers with a stream of server-sent events', async () => {
    const response = await ask(await answering('Hello there.'), 'hi');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const events = parseStream(await response.text());
    expect(finishedText(events)).toBe('Hello there.');
    expect(events.at(-1)?.response.id).toBe('resp_seed_0001');
  });

  it('answers without the /v1 too', async () => {
    const response = await ask(await answering('x'), 'hi', { path: '/responses' });
    expect(finishedText(parseStream(await response.text()))).toBe('x');
  });

  it('names items apart from response to response', async () => {
    const backend = await answering('x', 'y');
    const ids: string[] = [];
    for (const text of ['1', '2']) ids.push(parseStream(await (await ask(backend, text)).text())[2]?.item.id);
    expect(ids).toEqual(['msg_seed_0001_00', 'msg_seed_0002_00']);
  });

  it('sends each delta as soon as it is due', async () => {
    const backend = await answering({ text: { chunks: ['Hel', { hold: 'middle' }, 'lo'] } });
    const response = await ask(backend, 'hi');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes('Hel"}\n\n')) text += (await reader?.read())?.value ?? '';
    await backend.waitForHold('middle');
    expect(deltasOf(parseStream(text))).toEqual(['Hel']);
    backend.open('middle');
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read())
      text += part.value;
    expect(finishedText(parseStream(text))).toBe('Hello');
  });

  it('carries rate limits and further headers', async () => {
    const rateLimits = {
      primary: { usedPercent: 42.5, windowMinutes: 300, resetsAt: 1999999999 },
      secondary: { usedPercent: 5 },
      credits: { hasCredits: true, unlimited: false, balance: '12.5' },
    };
    const { headers } = await ask(
      await answering({ text: 'x', rateLimits, headers: { 'X-Odd': 'yes' } }),
      'hi',
    );
    const limits = [...headers].filter(([name]) => name.startsWith('x-codex-'));
    expect(Object.fromEntries(limits)).toEqual({
      'x-codex-active-limit': 'codex',
      'x-codex-primary-used-percent': '42.5',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-at': '1999999999',
      'x-codex-secondary-used-percent': '5',
      'x-codex-credits-has-credits': 'true',
      'x-codex-credits-unlimited': 'false',
      'x-codex-credits-balance': '12.5',
    });
    expect(headers.get('x-odd')).toBe('yes');
  });

  it('names the headers of another limit after it', async () => {
    const rateLimits = { limit: 'codex_other', limitName: 'Other', primary: { usedPercent: 1 } };
    const { headers } = await ask(await answering({ text: 'x', rateLimits }), 'hi');
    expect(headers.get('x-codex-active-limit')).toBe('codex_other');
    expect(headers.get('x-codex-other-limit-name')).toBe('Other');
    expect(headers.get('x-codex-other-primary-used-percent')).toBe('1');
  });

  it('answers an HTTP error as the script says', async () => {
    const response = await ask(
      await answering({ error: { status: 429, code: 'busy', message: 'You said {{user}}.', retryAfter: 2 } }),
      'a "b"',
    );
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toEqual({
      error: { message: 'You said a "b".', type: 'server_error', param: null, code: 'busy' },
    });
  });

  it('answers something that is no stream', async () => {
    const response = await ask(
      await answering({ http: { contentType: 'text/html', body: '<p>no</p>' } }),
      'hi',
    );
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/html',
      '<p>no</p>',
    ]);
  });

  it('delivers what came before a broken connection', async () => {
    const backend = await answering({
      parts: [{ text: { content: 'one two', done: false } }, { cut: 'destroy' }],
    });
    const response = await ask(backend, 'hi');
    let text = '';
    const read = async (): Promise<void> => {
      // The DOM type of a body does not say that Node can iterate it.
      for await (const part of (response.body as unknown as AsyncIterable<Uint8Array>) ?? [])
        text += Buffer.from(part).toString();
    };
    await expect(read()).rejects.toThrow('terminated');
    expect(deltasOf(parseStream(text))).toEqual(['one', ' two']);
    expect(await backend.requests[0]?.ended).toEqual({ status: 200, how: 'cut' });
  });

  it('ends a stream without response.completed', async () => {
    const response = await ask(await answering({ text: 'x', cutAfter: { events: 2, how: 'end' } }), 'hi');
    expect(parseStream(await response.text()).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
    ]);
  });

  it('closes the connection without an answer', async () => {
    const backend = await answering({ disconnect: true });
    await expect(ask(backend, 'hi')).rejects.toThrow('fetch failed');
    expect(await backend.requests[0]?.ended).toEqual({ status: 0, how: 'cut' });
  });

  it('notices when the client leaves', async () => {
    const backend = await answering({ text: { chunks: ['a', { hold: 'g' }] } });
    const client = new AbortController();
    await ask(backend, 'hi', { signal: client.signal });
    const request = await backend.waitForRequest();
    client.abort();
    expect(await request.ended).toEqual({ status: 200, how: 'aborted' });
  });

  it('holds back the headers until a gate opens', async () => {
    const backend = await answering({ text: 'x', startHold: 'slow' });
    const answer = ask(backend, 'hi');
    await backend.waitForHold('slow');
    expect(backend.step('slow')).toBe(1);
    expect((await answer).status).toBe(200);
  });

  it('streams 20,000 deltas fast', async () => {
    const backend = await answering({ text: { repeat: 'tok{{i}} ', count: 20_000 } });
    const startedAt = performance.now();
    const text = await (await ask(backend, 'hi')).text();
    // The bench measures the speed; this only catches a wait for each delta.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(deltasOf(parseStream(text))).toHaveLength(20_000);
  });
});

describe('other routes', () => {
  it('list the models of the script, or known ones', async () => {
    const ids = async (backend: Backend): Promise<string[]> => {
      const { data } = (await (await fetch(`${backend.baseUrl}/models`)).json()) as {
        data: { id: string }[];
      }; // As documented.
      return data.map(({ id }) => id);
    };
    expect(await ids(await start({ script: { replies: [], models: ['one', 'two'] } }))).toEqual([
      'one',
      'two',
    ]);
    expect(await ids(await start())).toContain('gpt-5.5');
  });

  it('offer codex no changes to its own catalogue', async () => {
    const response = await fetch(`${(await start()).baseUrl}/models?client_version=0.169.0`);
    expect(await response.json()).toMatchObject({ models: [] });
  });

  it('that do not exist get 404, and wrong methods 405', async () => {
    const backend = await start();
    expect((await fetch(`${backend.url}/v1/nothing`)).status).toBe(404);
    const wrong = await fetch(`${backend.baseUrl}/responses`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('that a client tries by WebSocket get 426, at which codex takes HTTP at once', async () => {
    const { url } = await start();
    const headers = { upgrade: 'websocket', connection: 'Upgrade' };
    const status = await new Promise((resolve, reject) => {
      rawRequest(`${url}/v1/responses`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(426);
  });

  it('steer gates from another process', async () => {
    const backend = await answering({ text: { chunks: ['a', { hold: 'my gate' }, 'b'] } });
    const answer = ask(backend, 'hi').then((response) => response.text());
    await backend.waitForHold('my gate');
    expect(await (await fetch(`${backend.url}/_backend/gates`)).json()).toEqual({ 'my gate': 1 });
    const opened = await fetch(`${backend.url}/_backend/gates/my%20gate/open`, { method: 'POST' });
    expect(await opened.json()).toEqual({});
    expect(finishedText(parseStream(await answer))).toBe('ab');
  });

  it('do not move gates for a web page', async () => {
    const backend = await answering('x');
    const headers = { origin: 'https://example.org' };
    expect((await fetch(`${backend.url}/_backend/gates/g/open`, { method: 'POST', headers })).status).toBe(
      403,
    );
  });

  it('show the requests without secrets and without themselves', async () => {
    const backend = await answering('x');
    await (await ask(backend, 'hi', { headers: { authorization: 'Bearer secret' } })).text();
    const shown = await (await fetch(`${backend.url}/_backend/requests`)).text();
    expect(JSON.parse(shown)).toMatchObject([{ number: 1, path: '/v1/responses', reply: 'replies[0]' }]);
    expect(shown).not.toContain('secret');
    expect(backend.requests).toHaveLength(1);
  });
});

describe('createBackend', () => {
  it('records requests: parsed body, headers, answer', async () => {
    const backend = await answering('x');
    await (
      await ask(backend, 'hi', { headers: { authorization: 'Bearer secret', originator: 'me' } })
    ).text();
    const request = await backend.waitForRequest();
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/responses',
      body: body(message('user', 'hi')),
      headers: { authorization: 'Bearer <redacted>', originator: 'me' },
      reply: 'replies[0]',
    });
    expect(await request.ended).toEqual({ status: 200, how: 'sent' });
    backend.clearRequests();
    expect(backend.requests).toEqual([]);
  });

  it('records requests that it refused', async () => {
    const ends: unknown[] = [];
    const backend = await start({ onAnswered: ({ path }, end) => ends.push([path, end.status]) });
    await fetch(`${backend.url}/v1/nothing`);
    await post(backend, 'x', { headers: { 'content-encoding': 'lzma' } });
    expect(ends).toEqual([
      ['/v1/nothing', 404],
      ['/v1/responses', 415],
    ]);
  });

  it('takes another script while it runs', async () => {
    const backend = await answering('old');
    backend.setScript({ replies: ['new'] });
    expect(finishedText(parseStream(await (await ask(backend, 'hi')).text()))).toBe('new');
  });

  it('writes a config that names it as the model provider', async () => {
    const backend = await start();
    expect(parseToml(backend.codexConfig())).toEqual({
      model: 'gpt-5.5',
      model_provider: 'astc',
      model_providers: {
        astc: {
          name: 'Scripted backend',
          base_url: `${backend.url}/v1`,
          wire_api: 'responses',
          request_max_retries: 0,
          stream_max_retries: 0,
          requires_openai_auth: false,
          supports_websockets: false,
        },
      },
      features: { plugins: false },
    });
    expect(parseToml(backend.codexConfig({ codexVersion: '0.118.0' }))).toMatchObject({ model: 'gpt-5.4' });
    expect(parseToml(backend.codexConfig({ model: 'mine' }))).toMatchObject({ model: 'mine' });
  });

  it('writes a config that asks for a login, and for the account here', async () => {
    const backend = await start();
    expect(parseToml(backend.codexConfig({ realtime: true, codexVersion: '0.118.0' }))).toMatchObject({
      experimental_realtime_ws_base_url: backend.baseUrl,
      model_providers: { astc: { experimental_bearer_token: 'astc-spoken' } },
      features: { realtime_conversation: true },
    });
    expect(parseToml(backend.codexConfig({ requiresLogin: true }))).toMatchObject({
      chatgpt_base_url: `${backend.url}/backend-api`,
      model_providers: { astc: { requires_openai_auth: true } },
    });
  });

  it('writes the same config as overrides', async () => {
    const backend = await start();
    const overrides = backend.configOverrides({ codexVersion: '0.118.0' });
    expect(parseToml(overrides.join('\n'))).toEqual(
      parseToml(backend.codexConfig({ codexVersion: '0.118.0' })),
    );
  });

  it('says when its port is taken, and can then take another', async () => {
    const { url } = await start();
    const second = createBackend();
    await expect(second.listen(url)).rejects.toMatchObject({
      code: 'address_in_use',
      message: expect.stringContaining(url),
    });
    await expect(second.listen()).resolves.toBe(second);
    await expect(second.listen()).rejects.toMatchObject({ code: 'already_listening' });
    await second.close();
  });

  it.each([
    'ws://127.0.0.1:0',
    'http://127.0.0.1:0/v1',
    '127.0.0.1:80',
    'http://127.0.0.1:99999',
    'nonsense',
  ])('refuses to listen on %s', async (url) => {
    await expect(createBackend().listen(url)).rejects.toMatchObject({ code: 'bad_address' });
  });

  it('has no url before it listens and after it closed', async () => {
    const backend = await start();
    const { url } = backend;
    await backend.close();
    expect(() => backend.url).toThrow('not listening');
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  it('breaks open streams when it closes', async () => {
    const backend = await answering({ text: { chunks: ['a', { hold: 'never' }] } });
    const response = await ask(backend, 'hi');
    await backend.close();
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
