import { expect, it } from 'vitest';
import { ExpectationError } from '../../src/conformance/index.js';
import { Line } from '../../src/conformance/line.js';
import { createMemoryPair } from '../../src/transport/index.js';

async function breachOf(waiting: (line: Line) => Promise<unknown>): Promise<ExpectationError> {
  const [client, server] = createMemoryPair();
  const line = new Line(client, { patienceMs: 20, onFrame: () => {} });
  server.send(JSON.stringify({ method: 'turn/completed', params: { turn: { status: 'completed' } } }));
  try {
    await waiting(line);
  } catch (thrown) {
    if (thrown instanceof ExpectationError) return thrown;
  }
  throw new Error('nothing was wrong');
}

it('shows the last message of the kind where none that came fits', async () => {
  const breach = await breachOf((line) => line.hears('turn/completed', { turn: { status: 'interrupted' } }));
  expect(breach.message).toBe(
    'No turn/completed within 0.02 s. The last one that came: turn.status is "completed", not "interrupted"',
  );
  expect(breach.expected).toEqual({ turn: { status: 'interrupted' } });
  expect(breach.actual).toEqual({ turn: { status: 'completed' } });
});

it('says in whole sentences that no answer came, nor the end', async () => {
  expect((await breachOf((line) => line.answerTo(line.ask('x')))).message).toBe(
    'No answer to request 1 within 0.02 s.',
  );
  expect((await breachOf((line) => line.isClosed())).message).toBe('No end of the connection within 0.02 s.');
});

it('shows what came instead where nothing of the kind did', async () => {
  const breach = await breachOf((line) => line.isAsked('item/tool/call', { tool: /^x/ }));
  expect(breach.message).toBe('No request item/tool/call within 0.02 s.');
  expect(breach.expected).toEqual({ 'item/tool/call': { tool: '/^x/' } });
  expect(breach.actual).toEqual(['turn/completed completed']);
});
