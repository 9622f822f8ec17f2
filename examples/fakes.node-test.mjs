// The same with node's own test runner: node --test examples/fakes.node-test.mjs
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReplayServer } from 'app-server-test-client/recording';
import { createAppServer } from 'app-server-test-client/server';
import { ask } from './my-client.mjs';

test('says what the model says', async () => {
  const server = createAppServer({ script: { replies: ['Forty-two.'] } });
  const { url } = await server.listen('ws://127.0.0.1:0');
  assert.equal((await ask(url, 'What is the answer?')).text, 'Forty-two.');
  assert.equal(server.received.paramsOf('turn/start').length, 1);
  await server.close();
});

test('is told exactly what it does otherwise than recorded', async () => {
  const server = await createReplayServer(new URL('hello.jsonl', import.meta.url).pathname).listen(
    'ws://127.0.0.1:0',
  );
  await assert.rejects(
    ask(server.url, 'good evening'),
    /input\[0\]\.text: "hello" was recorded, "good evening" came/,
  );
  assert.throws(() => server.assertComplete(), /turn\/start/);
  await server.close();
});
