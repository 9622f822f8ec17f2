import { describe, expect, it } from 'vitest';
import {
  connect,
  isAnswerable,
  refusalOf,
  type ServerRequestPolicy,
  type ServerRequestReport,
} from '../../src/client/index.js';
import { loadProfile, profileNames } from '../../src/protocol/index.js';
import { deferred } from '../../src/util/deferred.js';
import { fakeServer, THREAD } from './fake-server.js';

const COMMAND = 'item/commandExecution/requestApproval';

async function setUp(serverRequests?: ServerRequestPolicy) {
  const { transport, server } = fakeServer({ 'model/list': () => ({ data: [], nextCursor: null }) });
  const client = await connect(transport, { serverRequests });
  const reports: ServerRequestReport[] = [];
  client.onServerRequestSettled((report) => reports.push(report));
  return { client, server, reports };
}

describe('the policy for server requests', () => {
  it('declines by default', async () => {
    const { server, reports } = await setUp();
    await expect(server.peer.request(COMMAND, { threadId: THREAD })).resolves.toEqual({
      decision: 'decline',
    });
    expect(reports).toMatchObject([
      { method: COMMAND, threadId: THREAD, outcome: 'decline', decidedBy: 'word' },
    ]);
  });

  it.each([
    ['item/fileChange/requestApproval', {}, { decision: 'accept' }],
    [
      'item/permissions/requestApproval',
      { permissions: { network: { enabled: true } } },
      { permissions: { network: { enabled: true } }, scope: 'turn' },
    ],
    [
      'item/tool/requestUserInput',
      {
        questions: [
          { id: 'q1', options: [{ label: 'A' }, { label: 'B' }] },
          { id: 'q2', options: null },
        ],
      },
      { answers: { q1: { answers: ['A'] }, q2: { answers: ['yes'] } } },
    ],
    ['mcpServer/elicitation/request', { mode: 'form' }, { action: 'accept', content: {}, _meta: null }],
  ])('accepts %s in its own words', async (method, params, answer) => {
    const { server } = await setUp('accept');
    await expect(server.peer.request(method, params)).resolves.toEqual(answer);
  });

  it.each([
    ['execCommandApproval', { decision: 'approved' }, { decision: 'denied' }, { decision: 'abort' }],
    ['applyPatchApproval', { decision: 'approved' }, { decision: 'denied' }, { decision: 'abort' }],
  ])('answers %s in the words of the first version', async (method, yes, no, stop) => {
    for (const [word, answer] of [
      ['accept', yes],
      ['decline', no],
      ['cancel', stop],
    ] as const) {
      const { server } = await setUp(word);
      await expect(server.peer.request(method, {})).resolves.toEqual(answer);
    }
  });

  it.each([
    ['account/chatgptAuthTokens/refresh', 'no ChatGPT tokens'],
    ['attestation/generate', 'no attestation'],
  ])('refuses %s with the reason, unless the policy gives the result', async (method, reason) => {
    const refusing = await setUp('accept');
    await expect(refusing.server.peer.request(method, {})).rejects.toMatchObject({
      code: -32601,
      message: expect.stringContaining(reason),
    });
    expect(refusing.reports).toMatchObject([{ method, outcome: 'unknown' }]);
    const giving = await setUp(() => ({ result: { given: true } }));
    await expect(giving.server.peer.request(method, {})).resolves.toEqual({ given: true });
  });

  it('tells the time of this machine where it may, and else that it does not', async () => {
    const telling = await setUp('accept');
    const told = await telling.server.peer.request('currentTime/read', { threadId: 't' });
    expect(told).toEqual({ currentTimeAt: expect.closeTo(Date.now() / 1000, -1) });
    expect(telling.reports).toMatchObject([{ outcome: 'accept', decidedBy: 'word' }]);
    const silent = await setUp('decline');
    await expect(silent.server.peer.request('currentTime/read', {})).rejects.toMatchObject({
      code: -32601,
      message: 'This client does not tell its time.',
    });
  });

  it('answers every kind of request that a known version has', async () => {
    for (const name of profileNames) {
      const { serverRequests } = loadProfile(name).facts;
      for (const method of Object.keys(serverRequests)) {
        expect({ method, isKnown: isAnswerable(method) || refusalOf(method) !== undefined }).toEqual({
          method,
          isKnown: true,
        });
      }
    }
  });

  it('can be changed while the connection lives', async () => {
    const { client, server } = await setUp('decline');
    client.onServerRequest('accept');
    await expect(server.peer.request(COMMAND, {})).resolves.toEqual({ decision: 'accept' });
  });

  it('may answer with an error of its own, which is reported as failed', async () => {
    const { server, reports } = await setUp(() => ({ error: { code: -32000, message: 'not now' } }));
    await expect(server.peer.request(COMMAND, {})).rejects.toMatchObject({
      code: -32000,
      message: 'not now',
    });
    expect(reports).toMatchObject([{ outcome: 'failed', decidedBy: 'callback' }]);
  });

  it('takes one policy per method and * for the rest', async () => {
    const { server } = await setUp({ [COMMAND]: 'cancel', '*': 'accept' });
    await expect(server.peer.request(COMMAND, {})).resolves.toEqual({ decision: 'cancel' });
    await expect(server.peer.request('item/fileChange/requestApproval', {})).resolves.toEqual({
      decision: 'accept',
    });
  });

  it('asks a callback, which may give a whole answer', async () => {
    const { server, reports } = await setUp(({ method }) => ({ result: { asked: method } }));
    await expect(server.peer.request('item/tool/call', { tool: 't' })).resolves.toEqual({
      asked: 'item/tool/call',
    });
    expect(reports).toMatchObject([{ outcome: 'answered', decidedBy: 'callback' }]);
  });

  it('refuses a request nobody knows with an error, reports it, and lives on', async () => {
    const { client, server, reports } = await setUp('accept');
    await expect(server.peer.request('from/the/future', {})).rejects.toMatchObject({ code: -32601 });
    expect(reports).toMatchObject([{ method: 'from/the/future', outcome: 'unknown' }]);
    await expect(client.call('model/list', {})).resolves.toEqual({ data: [], nextCursor: null });
  });

  it('answers with an error when the callback throws', async () => {
    const { server } = await setUp(() => {
      throw new Error('no hands free');
    });
    await expect(server.peer.request(COMMAND, {})).rejects.toMatchObject({
      code: -32603,
      message: 'no hands free',
    });
  });

  it('sends nothing when it is told to leave the request to others', async () => {
    const { client, server, reports } = await setUp('leave');
    const answer = server.peer.request(COMMAND, {}, { timeoutMs: 5 });
    await expect(answer).rejects.toMatchObject({ code: 'timeout' });
    await client.call('model/list', {});
    expect(reports).toMatchObject([{ outcome: 'leave' }]);
  });

  it('stops asking when the server says that somebody else has answered', async () => {
    const asking = deferred();
    const { client, server, reports } = await setUp(async ({ signal }) => {
      asking.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'accept' as const;
    });
    server.peer.request(COMMAND, { threadId: THREAD }, { id: 7 }).catch(() => {});
    await asking.promise;
    server.notify('serverRequest/resolved', { threadId: THREAD, requestId: 7 });
    await client.call('model/list', {});
    expect(reports).toMatchObject([{ id: 7, outcome: 'resolved' }]);
  });

  it('asks once about a request that is sent again while it is being decided', async () => {
    let asked = 0;
    const decided = deferred();
    const { client, server } = await setUp(async () => {
      asked += 1;
      await decided.promise;
      return 'accept' as const;
    });
    const answer = server.peer.request(COMMAND, {}, { id: 3 });
    server.sendRaw(JSON.stringify({ id: 3, method: COMMAND, params: {} }));
    await client.call('model/list', {});
    decided.resolve();
    await expect(answer).resolves.toEqual({ decision: 'accept' });
    expect(asked).toBe(1);
  });
});
