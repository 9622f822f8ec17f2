import { afterEach, describe, expect, test } from 'vitest';
import type { ToolContext, ToolRunner } from '../../src/domain/ports.js';
import { noTools } from '../../src/domain/turn/tool-calls.js';
import { type Deferred, deferred } from '../../src/util/deferred.js';
import { message } from './support/manual-model.js';
import { type TestServer, testServer, text, VERSIONS } from './support/test-server.js';

let server: TestServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

/** Commands that end when the test says so, and what they were run with. */
class FakeShell {
  readonly runs: { command: string; context: ToolContext; end: Deferred<string> }[] = [];
  readonly tools: ToolRunner = {
    ...noTools,
    runForUser: (command, context) => {
      const end = deferred<string>();
      context.signal.addEventListener('abort', () => end.resolve('STOPPED'));
      this.runs.push({ command, context, end });
      return end.promise;
    },
  };
}

async function talk(version: string) {
  const shell = new FakeShell();
  server = await testServer({ version, tools: shell.tools });
  const client = await server.connect();
  const { thread } = await client.call('thread/start');
  const threadId = thread.id as string;
  const run = (command: string) => client.call('thread/shellCommand', { threadId, command });
  return { client, threadId, shell, run, model: server.model };
}

describe.each(VERSIONS)('a command of the user in %s', (version) => {
  test('is a turn of its own that asks no model, and the next request tells of it', async () => {
    const { client, threadId, shell, run, model } = await talk(version);
    await run('ls');
    await client.notification('turn/started', 0);
    await expect.poll(() => shell.runs.length).toBe(1);
    shell.runs[0]?.end.resolve('PRINTED');
    await client.notification('turn/completed', 0);
    expect(model.plays).toHaveLength(0);
    await client.call('turn/start', { threadId, input: text('go on') });
    expect(JSON.stringify((await model.play(0)).request.input)).toContain('PRINTED');
  });

  test('joins the turn that runs, which asks the model once more', async () => {
    const { client, threadId, shell, run, model } = await talk(version);
    await client.call('turn/start', { threadId, input: text('x') });
    const first = await model.play(0);
    await run('ls');
    await expect.poll(() => shell.runs.length).toBe(1);
    shell.runs[0]?.end.resolve('PRINTED');
    await shell.runs[0]?.end.promise;
    first.send(...message('msg_1', 'One.'));
    first.complete();
    const second = await model.play(1);
    expect(JSON.stringify(second.request.input)).toContain('PRINTED');
    expect(second.request.turnId).toBe(first.request.turnId);
  });

  test('that outlives its turn is told of in the next one', async () => {
    const { client, threadId, shell, run, model } = await talk(version);
    await client.call('turn/start', { threadId, input: text('x') });
    const first = await model.play(0);
    await run('ls');
    await expect.poll(() => shell.runs.length).toBe(1);
    first.send(...message('msg_1', 'One.'));
    first.complete();
    await client.notification('turn/completed', 0);
    shell.runs[0]?.end.resolve('PRINTED');
    await shell.runs[0]?.end.promise;
    await client.call('turn/start', { threadId, input: text('y') });
    expect(JSON.stringify((await model.play(1)).request.input)).toContain('PRINTED');
  });

  test('ends with the turn that is interrupted, and a second one joins the first', async () => {
    const { client, threadId, shell, run } = await talk(version);
    await run('one');
    await expect.poll(() => shell.runs.length).toBe(1);
    await run('two');
    await expect.poll(() => shell.runs.length).toBe(2);
    expect(shell.runs[1]?.context.turnId).toBe(shell.runs[0]?.context.turnId);
    await client.call('turn/interrupt', { threadId, turnId: shell.runs[0]?.context.turnId ?? '' });
    expect(await Promise.all(shell.runs.map(({ end }) => end.promise))).toEqual(['STOPPED', 'STOPPED']);
    const ended = await client.notification('turn/completed', 0);
    expect(ended).toMatchObject({ params: { turn: { status: 'interrupted' } } });
  });
});
