// A client under test in vitest: a fake server with a script, one made of a recording, and one that fails.

import { createReplayServer } from 'app-server-test-client/recording';
import { createAppServer } from 'app-server-test-client/server';
import { expect, test } from 'vitest';
import { ask } from './my-client.mjs';

test('says what the model says', async () => {
  const server = createAppServer({ script: { replies: ['Forty-two.'] } });
  const { url } = await server.listen('ws://127.0.0.1:0');
  expect(await ask(url, 'What is the answer?')).toEqual({ text: 'Forty-two.', status: 'completed' });

  expect(server.received.methods).toContain('turn/start');
  expect(server.received.paramsOf('turn/start')).toMatchObject([
    { input: [{ text: 'What is the answer?' }] },
  ]);
  await server.close();
});

test('does what it did when the recording was made', async () => {
  const recording = new URL('hello.jsonl', import.meta.url).pathname;
  const replay = await createReplayServer(recording).listen('ws://127.0.0.1:0');
  expect(await ask(replay.url, 'hello')).toMatchObject({ status: 'completed' });
  replay.assertComplete();
  await replay.close();
});

test('is told of a turn that failed', async () => {
  const server = createAppServer({ script: { replies: [{ error: { status: 401, message: 'no' } }] } });
  const { url } = await server.listen('ws://127.0.0.1:0');
  expect(await ask(url, 'hello')).toMatchObject({ status: 'failed' });
  await server.close();
});

test('survives a server that is full', async () => {
  const server = createAppServer({
    script: { replies: ['Hello.'] },
    faults: ['overload:method=thread/start'],
  });
  const { url } = await server.listen('ws://127.0.0.1:0');
  await expect(ask(url, 'hello')).rejects.toMatchObject({ code: -32001 });
  await server.close();
});
