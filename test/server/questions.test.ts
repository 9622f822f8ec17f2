import { afterEach, describe, expect, test } from 'vitest';
import type { ModelEvent, ToolRunner } from '../../src/domain/ports.js';
import { noTools } from '../../src/domain/turn/tool-calls.js';
import type { TestClient } from './support/test-client.js';
import { settle, type TestServer, testServer, text, VERSIONS } from './support/test-server.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const METHOD = 'item/commandExecution/requestApproval';

/** A tool that asks the clients for consent and tells the model what they said. */
const asking: ToolRunner = {
  ...noTools,
  offered: () => [],
  async run(call, context) {
    const params = {
      kind: 'command',
      threadId: context.threadId,
      turnId: context.turnId,
      itemId: call.callId,
      startedAtMs: 1,
      environmentId: null,
      command: 'ls',
      cwd: '/',
      commandActions: [],
      proposedExecpolicyAmendment: null,
      availableDecisions: ['accept', 'cancel'],
    };
    const answer = await context.ask({ method: METHOD, params, flag: 'waitingOnApproval' });
    return { output: JSON.stringify(answer) };
  },
};

const CALL: ModelEvent = {
  type: 'itemDone',
  item: { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'ask', arguments: '{}' },
};

async function asked(version: string) {
  server = await testServer({ version, tools: asking });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  await client.call('turn/start', { threadId: thread.id, input: text('hello') });
  const play = await server.model.play();
  play.send(CALL);
  play.complete();
  const question = await client.until(({ method }) => method === METHOD);
  return { server, client, threadId: thread.id as string, question };
}

const reply = (client: TestClient, body: object): void => client.sendRaw(JSON.stringify(body));

describe.each(VERSIONS)('a question of %s to the clients', (version) => {
  test('has an integer id from 0, and its answer reaches whoever asked', async () => {
    const { server, client, question, threadId } = await asked(version);
    expect(question).toMatchObject({ id: 0, params: { threadId, itemId: 'call_1', command: 'ls' } });
    reply(client, { id: 0, result: { decision: 'accept' } });
    const resolved = await client.notification('serverRequest/resolved');
    expect(resolved.params).toEqual({ threadId, requestId: 0 });
    const next = await server.model.play(1);
    expect(JSON.stringify(next.request.input)).toContain('accept');
  });

  test('may be answered with an error', async () => {
    const { server, client } = await asked(version);
    reply(client, { id: 0, error: { code: -1, message: 'go away' } });
    const next = await server.model.play(1);
    expect(JSON.stringify(next.request.input)).toContain('go away');
  });

  test('is put again to a joiner, with the same id, after the answer that shows the flag', async () => {
    const { server, threadId } = await asked(version);
    const joiner = await server.connect();
    const { thread } = await joiner.call('thread/resume', { threadId });
    const again = await joiner.until(({ method }) => method === METHOD);
    expect(thread.status).toEqual({ type: 'active', activeFlags: ['waitingOnApproval'] });
    expect(again.id).toBe(0);
    expect(joiner.log.indexOf('#2')).toBeLessThan(joiner.log.indexOf(METHOD));
    reply(joiner, { id: 0, result: { decision: 'accept' } });
    await joiner.notification('serverRequest/resolved');
  });

  test('is settled by the first answer only', async () => {
    const { server, client, threadId } = await asked(version);
    const joiner = await server.connect();
    await joiner.call('thread/resume', { threadId });
    await joiner.until(({ method }) => method === METHOD);
    reply(joiner, { id: 0, result: { decision: 'accept' } });
    reply(client, { id: 0, result: { decision: 'decline' } });
    const next = await server.model.play(1);
    expect(JSON.stringify(next.request.input)).not.toContain('decline');
    await settle();
    expect(client.log.filter((method) => method === 'serverRequest/resolved')).toHaveLength(1);
  });

  test('takes no answer from somebody who was not asked, nor one under a string', async () => {
    const { server, client } = await asked(version);
    const stranger = await server.connect();
    reply(stranger, { id: 0, result: { decision: 'accept' } });
    reply(client, { id: '0', result: { decision: 'accept' } });
    await settle();
    expect(server.model.plays).toHaveLength(1);
  });

  test('ends with an interrupt', async () => {
    const { client, threadId, question } = await asked(version);
    await client.call('turn/interrupt', { threadId, turnId: question.params.turnId });
    await client.notification('turn/completed');
    await client.notification('serverRequest/resolved');
  });

  test('is asked of clients without the capability with what they may decide', async () => {
    server = await testServer({ version, tools: asking });
    const client = await server.connect(null);
    const { thread } = await client.call('thread/start');
    await client.call('turn/start', { threadId: thread.id, input: text('hello') });
    const play = await server.model.play();
    play.send(CALL);
    play.complete();
    const question = await client.until(({ method }) => method === METHOD);
    expect(question.params).toMatchObject({ availableDecisions: ['accept', 'cancel'] });
    expect(question.params).toHaveProperty('command', 'ls');
  });
});
