import { expect, test } from 'vitest';
import { failureLater } from '../refusal.js';
import { answer } from '../scripted-model.js';
import { say, type TestAgent, testAgent, told } from '../test-agent.js';

const NEWS = /^(goalUpdated|threadGoalUpdated|threadGoalCleared|turnStarted|turnCompleted)/;

const news = ({ events }: TestAgent): string[] => told(events).filter((line) => NEWS.test(line));

async function set(
  here: TestAgent,
  threadId: string,
  change: Parameters<TestAgent['agent']['goals']['set']>[1],
) {
  const { goal, announce } = await here.agent.goals.set(threadId, change);
  announce();
  await here.settled();
  return goal;
}

/** Has the model say a word, and lets it have its consequences. */
async function play(here: TestAgent, word: string): Promise<void> {
  here.model.last.send(...answer(`msg_${word}`, word));
  await here.settled();
}

test('an active goal is pursued in turn after turn until it is cleared', async () => {
  const here = testAgent();
  const thread = await here.thread();
  await set(here, thread.id, { objective: 'Count.' });
  await play(here, 'one');
  await play(here, 'two');
  const { announce } = await here.agent.goals.clear(thread.id);
  announce();
  await play(here, 'three');
  expect(news(here)).toEqual([
    'threadGoalUpdated',
    'turnStarted',
    'goalUpdated',
    'turnCompleted completed',
    'turnStarted',
    'goalUpdated',
    'turnCompleted completed',
    'turnStarted',
    'threadGoalCleared',
    'turnCompleted completed',
  ]);
  expect(here.model.responses).toHaveLength(3);
  const users = thread.snapshot({ turns: true }).turns.flatMap(({ items }) => items);
  expect(users.map(({ type }) => type)).toEqual(['agentMessage', 'agentMessage', 'agentMessage']);
});

test('the objective is told once, each turn is opened anew', async () => {
  const here = testAgent();
  const thread = await here.thread();
  await set(here, thread.id, { objective: 'Count.' });
  await play(here, 'one');
  const input = JSON.stringify(here.model.last.request.input);
  expect(input.split('"output":"Count."')).toHaveLength(2);
  expect(input.split('<codex_internal_context source=')).toHaveLength(3);
});

test('an interrupted goal waits until somebody wants something of the thread', async () => {
  const here = testAgent();
  const thread = await here.thread();
  await set(here, thread.id, { objective: 'Count.' });
  const turnId = here.events.flatMap(({ event }) => (event.type === 'turnStarted' ? [event.turn.id] : []))[0];
  await thread.interrupt(turnId ?? '');
  await here.settled();
  expect(here.agent.goals.pursue(thread.id)).toBe(false);
  expect(here.agent.goals.of(thread.id)?.status).toBe('active');
  thread.startTurn(say('hello')).begin();
  await here.settled();
  await play(here, 'hi');
  expect(here.model.responses).toHaveLength(3);
});

test('a goal that fails is blocked, and no turn follows', async () => {
  const here = testAgent();
  const thread = await here.thread();
  await set(here, thread.id, { objective: 'Count.' });
  here.model.last.fail({ kind: 'stream', message: 'cut' });
  await here.settled();
  expect(here.agent.goals.of(thread.id)?.status).toBe('blocked');
  expect(here.model.responses).toHaveLength(1);
});

test('a change of the objective is told in the middle of a turn', async () => {
  const here = testAgent();
  const thread = await here.thread();
  await set(here, thread.id, { objective: 'Count.' });
  await set(here, thread.id, { objective: 'Sing.' });
  await play(here, 'one');
  expect(JSON.stringify(here.model.last.request.input)).toContain('<untrusted_objective>\\nSing.');
  expect(here.model.responses).toHaveLength(2);
});

test('a goal outlives the process, and goes on with the next resume', async () => {
  const before = testAgent();
  const thread = await before.thread();
  await set(before, thread.id, { objective: 'Count.' });
  await play(before, 'one');
  await before.agent.shutdown();
  const here = testAgent({ store: before.store, deps: { facts: before.facts } });
  expect(await here.agent.goals.get(thread.id)).toMatchObject({ objective: 'Count.', status: 'active' });
  expect(here.agent.goals.pursue(thread.id)).toBe(false);
});

test('threads that are not kept, and threads nobody knows, have no goals', async () => {
  const { agent, thread } = testAgent();
  const ephemeral = await thread({}, true);
  const unknown = '01900000-0000-7000-8000-000000000000';
  expect(await failureLater(() => agent.goals.get(ephemeral.id))).toBe('threadEphemeral');
  expect(await failureLater(() => agent.goals.set(unknown, { objective: 'x' }))).toBe('threadNotFound');
});
