import { describe, expect, test } from 'vitest';
import { createRevocation } from '../../../src/domain/login/revocation.js';
import { settled } from '../../util/fake-clock.js';
import { ask, NOBODY, request, withProvider } from './asking.js';
import { type Answer, END, sse, stream } from './provider-server.js';

const message = { type: 'message', role: 'assistant', id: 'msg_1', content: [] };

describe('a stream', () => {
  test('becomes events in the order of its lines, headers first', async () => {
    const { events, failure } = await withProvider(
      (response) => {
        stream(response, { 'openai-model': 'gpt-small' });
        response.end(
          [
            sse({ type: 'response.created', response: { id: 'resp_1' } }),
            sse({ type: 'response.output_item.added', item: { type: 'reasoning', id: 'rs_1' } }),
            sse({ type: 'response.reasoning_summary_part.added', summary_index: 1 }),
            sse({ type: 'response.reasoning_summary_text.delta', summary_index: 1, delta: 'think' }),
            sse({ type: 'response.reasoning_text.delta', content_index: 2, delta: 'raw' }),
            sse({ type: 'response.output_item.added', item: message }),
            sse({ type: 'response.output_text.delta', item_id: 'msg_1', delta: 'Grüße 👋' }),
            sse({ type: 'response.output_item.done', item: message }),
            END,
          ].join(''),
        );
      },
      ({ baseUrl }) => ask(baseUrl),
    );
    expect(failure).toBeNull();
    expect(events).toMatchObject([
      { type: 'rateLimits', rateLimits: { limitId: 'codex', primary: null, credits: null } },
      { type: 'created', model: 'gpt-small' },
      { type: 'itemAdded', item: { type: 'reasoning', id: 'rs_1' } },
      { type: 'reasoningSummaryPartAdded', summaryIndex: 1 },
      { type: 'reasoningSummaryDelta', summaryIndex: 1, delta: 'think' },
      { type: 'reasoningTextDelta', contentIndex: 2, delta: 'raw' },
      { type: 'itemAdded', item: message },
      { type: 'textDelta', delta: 'Grüße 👋' },
      { type: 'itemDone', item: message },
      {
        type: 'completed',
        usage: {
          inputTokens: 100,
          cachedInputTokens: 20,
          cacheWriteInputTokens: 0,
          outputTokens: 30,
          reasoningOutputTokens: 10,
          totalTokens: 130,
        },
      },
    ]);
  });

  test('is read the same however the network cuts it, even in the middle of a character', async () => {
    const { events } = await withProvider(
      (response) => {
        stream(response);
        const bytes = Buffer.from(sse({ type: 'response.output_text.delta', delta: 'é👋é' }) + END);
        const next = (i: number): void => {
          if (i === bytes.length) response.end();
          else response.write(bytes.subarray(i, i + 1), () => setImmediate(next, i + 1));
        };
        next(0);
      },
      ({ baseUrl }) => ask(baseUrl),
    );
    expect(events.slice(2)).toMatchObject([{ type: 'textDelta', delta: 'é👋é' }, { type: 'completed' }]);
  });

  test('skips what does not parse, what nobody knows and items without a type', async () => {
    const { events, failure } = await withProvider(
      (response) => {
        stream(response);
        response.write(': a comment\n\ndata: {broken\n\ndata: 5\n\ndata: null\n\n');
        response.write(sse({ type: 'response.mystery', x: 1 }));
        response.write(sse({ type: 'response.output_item.done', item: { nope: 1 } }));
        response.write(sse({ type: 'response.output_text.delta' }));
        response.write(sse({ type: 'error', message: 'sse error' }));
        response.end(`${END}data: [DONE]\n\n`);
      },
      ({ baseUrl }) => ask(baseUrl),
    );
    expect(failure).toBeNull();
    expect(events.map(({ type }) => type)).toEqual(['rateLimits', 'created', 'completed']);
  });

  test('tells the limits that its headers carry', async () => {
    const { events } = await withProvider(
      (response) => {
        stream(response, {
          'x-codex-limit-name': 'codex',
          'x-codex-primary-used-percent': '12.5',
          'x-codex-primary-window-minutes': '300',
          'x-codex-primary-reset-at': '1900000000',
          'x-codex-secondary-used-percent': '40',
          'x-codex-credits-has-credits': 'true',
          'x-codex-credits-unlimited': 'false',
          'x-codex-credits-balance': '9.99',
        });
        response.end(END);
      },
      ({ baseUrl }) => ask(baseUrl),
    );
    expect(events[0]).toMatchObject({
      rateLimits: {
        limitName: 'codex',
        primary: { usedPercent: 13, windowDurationMins: 300, resetsAt: 1_900_000_000 },
        secondary: { usedPercent: 40, windowDurationMins: null, resetsAt: null },
        credits: { hasCredits: true, unlimited: false, balance: '9.99' },
      },
    });
  });

  test('leaves its connection open for the next request', async () => {
    let end = (): void => {};
    await withProvider(
      (response) => {
        stream(response);
        response.write(END);
        end = () => response.end();
      },
      async (server) => {
        for (let i = 0; i < 3; i++) {
          await ask(server.baseUrl);
          // The end of an answer may arrive long after its last event.
          end();
          for (let turns = 0; turns < 50; turns++) await settled();
        }
        expect(server.seen).toHaveLength(3);
        expect(server.connections).toBe(1);
      },
    );
  });

  test('that is aborted ends with the reason, and its connection is closed', async () => {
    const controller = new AbortController();
    let isClosed: Promise<void> | null = null;
    await withProvider(
      (response) => {
        isClosed = new Promise((resolve) => response.on('close', resolve));
        stream(response);
        response.write(sse({ type: 'response.output_text.delta', delta: 'a' }));
        setImmediate(() => controller.abort(new Error('enough')));
      },
      async ({ baseUrl }) => {
        await expect(ask(baseUrl, { signal: controller.signal })).rejects.toThrow('enough');
        await isClosed;
      },
    );
  });

  test('ends when the credentials it was asked for with are replaced', async () => {
    const revocation = createRevocation();
    const { failure } = await withProvider(
      (response) => {
        stream(response);
        response.write(sse({ type: 'response.created', response: { id: 'resp_1' } }), () =>
          revocation.revoke(),
        );
      },
      ({ baseUrl }) =>
        ask(baseUrl, { deps: { credentials: { ...NOBODY, revocation: () => revocation.signal() } } }),
    );
    expect(failure).toMatchObject({ kind: 'credentials', isPermanent: false });
    expect(revocation.signal().aborted).toBe(false);
  });
});

describe('a request', () => {
  const plain: Answer = (response) => {
    stream(response);
    response.end(END);
  };

  test.each([
    ['us', 'us'],
    [null, undefined],
  ])('says where an administrator wants it answered: %s', async (residency, header) => {
    const seen = await withProvider(plain, async (server) => {
      await ask(server.baseUrl, { deps: { residency: () => residency } });
      return server.seen[0];
    });
    expect(seen?.headers['x-openai-internal-codex-residency']).toBe(header);
  });

  test('carries the thread, the turn, the originator and the credentials', async () => {
    const credentials = {
      ...NOBODY,
      headers: async () => ({ authorization: 'Bearer abc' }),
      recovery: () => ({ next: async () => false }),
    };
    const seen = await withProvider(plain, async (server) => {
      await ask(server.baseUrl, { deps: { credentials } });
      return server.seen[0];
    });
    expect(seen?.url).toBe('/v1/responses');
    expect(seen?.headers).toMatchObject({
      accept: 'text/event-stream',
      session_id: 'thread-1',
      'x-client-request-id': 'thread-1',
      originator: 'my client',
      'user-agent': 'my client/1.0',
      authorization: 'Bearer abc',
      'x-codex-turn-metadata':
        '{"session_id":"thread-1","turn_id":"turn-1","request_kind":"turn","sandbox":"seccomp"}',
    });
    expect(seen?.body).toEqual({
      model: 'gpt-test',
      instructions: 'Be brief.',
      input: request.input,
      tools: [],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      reasoning: { effort: 'low' },
      store: false,
      stream: true,
      include: ['reasoning.encrypted_content'],
      prompt_cache_key: 'thread-1',
    });
  });

  test('puts tools first into the input of models that read of them there, without those that the provider runs', async () => {
    const group = { type: 'namespace', name: 'g', tools: [] };
    const loose = [
      { type: 'function', name: 'a' },
      { type: 'custom', name: 'b' },
    ];
    const seen = await withProvider(plain, async (server) => {
      const tools = [loose[0], group, loose[1], { type: 'web_search' }];
      await ask(server.baseUrl, { request: { readsTools: true, tools } });
      return server.seen[0];
    });
    expect(seen?.headers).toMatchObject({ 'x-openai-internal-codex-responses-lite': 'true' });
    expect(seen).not.toHaveProperty('body.tools');
    const functions = { type: 'namespace', name: 'functions', description: '', tools: loose };
    expect(seen?.body).toMatchObject({
      input: [{ type: 'additional_tools', role: 'developer', tools: [functions, group] }, ...request.input],
    });
  });

  test('names tier and schema only when there are any, and leaves out reasoning where it is off', async () => {
    const schema = { type: 'object' };
    const seen = await withProvider(plain, async (server) => {
      const more = { reasoning: null, serviceTier: 'priority', outputSchema: schema };
      await ask(server.baseUrl, { request: more });
      return server.seen[0];
    });
    expect(seen?.body).toMatchObject({
      reasoning: null,
      include: [],
      service_tier: 'priority',
      text: { format: { type: 'json_schema', strict: true, name: 'codex_output_schema', schema } },
    });
    expect(seen).not.toHaveProperty('body.text.verbosity');
  });

  test('says how wordy the answer is to be, and whether its form is a must', async () => {
    const seen = await withProvider(plain, async (server) => {
      await ask(server.baseUrl, { request: { verbosity: 'low', callsInParallel: false } });
      await ask(server.baseUrl, { request: { verbosity: 'low', outputSchema: {}, isSchemaLoose: true } });
      return server.seen.map(({ body }) => body);
    });
    expect(seen).toMatchObject([
      { text: { verbosity: 'low' }, parallel_tool_calls: false },
      { text: { verbosity: 'low', format: { strict: false } }, parallel_tool_calls: true },
    ]);
  });

  test.each([
    [true, { type: 'output_text', text: 'said', annotations: [] }],
    [false, { type: 'output_text', text: 'said' }],
  ])('carries what was noted beside a text: %s', async (sendsAnnotations, part) => {
    const content = [{ type: 'output_text', text: 'said', annotations: [] }];
    const input = [{ type: 'message', role: 'assistant', content }];
    const seen = await withProvider(plain, async (server) => {
      await ask(server.baseUrl, { deps: { sendsAnnotations }, request: { input } });
      return server.seen[0];
    });
    expect(seen?.body).toEqual(expect.objectContaining({ input: [{ ...input[0], content: [part] }] }));
  });

  test.each([
    ['once more when fresh ones were found', ['new'], 2],
    ['again when those of another process are refused too', ['another', 'new'], 3],
  ])('with refused credentials is sent %s', async (_title, found, times) => {
    const tokens = ['old', ...found];
    const credentials = {
      ...NOBODY,
      headers: async () => ({ authorization: `Bearer ${tokens[0]}` }),
      recovery: () => ({ next: async () => tokens.length > 1 && tokens.shift() !== undefined }),
    };
    const refuseOld: Answer = (response, { headers }, number) => {
      if (headers.authorization === 'Bearer new')
        return plain(response, { url: '', headers, body: {} }, number);
      response.writeHead(401).end('{"error":{"message":"bad key"}}');
    };
    await withProvider(refuseOld, async (server) => {
      expect((await ask(server.baseUrl, { deps: { credentials } })).failure).toBeNull();
      expect(server.seen).toHaveLength(times);
    });
  });

  test('is refused for good when nothing is left to try', async () => {
    const left = [true];
    const credentials = {
      ...NOBODY,
      headers: async () => ({ authorization: 'Bearer old' }),
      recovery: () => ({ next: async () => left.shift() ?? false }),
    };
    const refuse: Answer = (response) => void response.writeHead(401).end('{"error":{"message":"bad key"}}');
    await withProvider(refuse, async (server) => {
      expect((await ask(server.baseUrl, { deps: { credentials } })).failure).toMatchObject({
        kind: 'http',
        status: 401,
      });
      expect(server.seen).toHaveLength(2);
    });
  });
});
