// A client under test in TypeScript at its strictest, with node's own test runner: params that the fakes have received
// are typed by their method.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connect } from 'app-server-test-client/client';
import { createReplayServer, type ReplayProblem } from 'app-server-test-client/recording';
import { createAppServer } from 'app-server-test-client/server';
import { connectTransport } from 'app-server-test-client/transport';

async function ask(url: string, text: string): Promise<{ said: string; status: string }> {
  const client = await connect(await connectTransport(url));
  try {
    const statuses: string[] = [];
    client.on('turn/completed', ({ turn }) => void statuses.push(turn.status));
    const { thread } = await client.startThread();
    const turn = client.turn(thread.id, text);
    for await (const event of turn) void event;
    const outcome = await turn.completed;
    assert.deepEqual(statuses, [outcome.status]);
    return { said: outcome.text, status: outcome.status };
  } finally {
    await client.close();
  }
}

test('a scripted server', async () => {
  const server = createAppServer({ script: { replies: ['Forty-two.'] } });
  const { url } = await server.listen('ws://127.0.0.1:0');
  assert.deepEqual(await ask(url, 'What is it?'), { said: 'Forty-two.', status: 'completed' });
  const [started] = server.received.paramsOf('turn/start');
  const [input] = started?.input ?? [];
  assert.equal(input?.type === 'text' ? input.text : '', 'What is it?');
  await server.close();
});

test('a recorded server', async () => {
  const problems: ReplayProblem[] = [];
  const replay = createReplayServer(new URL('hello.jsonl', import.meta.url).pathname, {
    onProblem: (problem) => void problems.push(problem),
  });
  const { url } = await replay.listen('ws://127.0.0.1:0');
  await assert.rejects(ask(url, 'something else'));
  assert.throws(() => replay.assertComplete(), /turn\/start/);
  assert.equal(problems[0]?.method, 'turn/start');
  await replay.close();
});
