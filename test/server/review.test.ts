import { afterEach, describe, expect, test } from 'vitest';
import { message } from './support/manual-model.js';
import { type TestServer, testServer, text, VERSIONS } from './support/test-server.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const TARGET = { type: 'custom', instructions: 'look at it' };
const REPORT = JSON.stringify({
  findings: [],
  overall_correctness: 'patch is correct',
  overall_explanation: 'Good.',
  overall_confidence_score: 1,
});

async function reviewed(version: string) {
  server = await testServer({ version });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  const from = client.frames.length;
  const { turn } = await client.call('review/start', { threadId: thread.id, target: TARGET });
  const play = await server.model.play(0);
  play.send(...message('msg_r', REPORT));
  play.complete();
  await client.notification('turn/completed', from);
  return { client, threadId: thread.id as string, turnId: turn.id as string, play, model: server.model };
}

describe.each(VERSIONS)('a review of %s', (version) => {
  test('asks in its own name, with a history of its own and nobody to ask', async () => {
    const { play } = await reviewed(version);
    expect(play.request.subagent).toBe('review');
    expect(JSON.stringify(play.request.input)).toContain('`never`');
    expect(play.request.instructions).toContain('overall_explanation');
  });

  test('is one turn of the history, also after a reload', async () => {
    const { client, threadId, turnId } = await reviewed(version);
    const read = async (): Promise<unknown> => {
      const { thread } = await client.call('thread/read', { threadId, includeTurns: true });
      return thread.turns.map((turn: { id: string; items: { type: string }[] }) => [
        turn.id,
        turn.items.map(({ type }) => type),
      ]);
    };
    const types = ['enteredReviewMode', 'userMessage', 'exitedReviewMode', 'agentMessage'];
    expect(await read()).toEqual([[turnId, types]]);
    await client.call('thread/archive', { threadId });
    await client.call('thread/unarchive', { threadId });
    expect(await read()).toEqual([[turnId, types]]);
  });

  test('tells the conversation what it brought', async () => {
    const { client, threadId, model } = await reviewed(version);
    await client.call('turn/start', { threadId, input: text('go on') });
    const next = JSON.stringify((await model.play(1)).request.input);
    expect(next).toContain('<user_action>');
    expect(next.split('Good.')).toHaveLength(3);
    expect(next).not.toContain('overall_explanation');
    expect(next).not.toContain('"look at it"');
  });
});

test('input during a review waits for its end in 0.118.0', async () => {
  server = await testServer({ version: '0.118.0' });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  await client.call('review/start', { threadId: thread.id, target: TARGET });
  const play = await server.model.play(0);
  const { turn } = await client.call('turn/start', { threadId: thread.id, input: text('next') });
  expect(server.model.plays).toHaveLength(1);
  play.send(...message('msg_r', REPORT));
  play.complete();
  const next = await server.model.play(1);
  expect(next.request.turnId).toBe(turn.id);
  expect(JSON.stringify(next.request.input)).toContain('next');
});

test('a second review waits until the turns before it have been interrupted', async () => {
  server = await testServer({ version: '0.169.0' });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  const threadId = thread.id as string;
  const from = client.frames.length;
  const first = await client.call('turn/start', { threadId, input: text('x') });
  const second = await client.call('review/start', { threadId, target: TARGET });
  const third = await client.call('review/start', { threadId, target: TARGET });
  const last = async () => server?.model.plays.at(-1)?.request.subagent === 'review';
  await expect.poll(last).toBe(true);
  await expect
    .poll(() => client.frames.slice(from).filter(({ method }) => method === 'turn/completed').length)
    .toBe(2);
  const ended = client.frames
    .slice(from)
    .flatMap((frame) => (frame.method === 'turn/completed' ? [frame.params.turn] : []));
  expect(ended.map(({ id, status }) => [id, status])).toEqual([
    [first.turn.id, 'interrupted'],
    [second.turn.id, 'interrupted'],
  ]);
  await client.call('turn/interrupt', { threadId, turnId: third.turn.id });
});
