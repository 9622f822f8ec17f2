import { expect, test } from 'vitest';
import { oldest } from '../behaviours.js';
import {
  answer,
  completed,
  created,
  messageAdded,
  messageDone,
  reasoningAdded,
  reasoningDone,
  text,
} from '../scripted-model.js';
import { say, testAgent, told } from '../test-agent.js';

const reasonedAnswer = [
  created,
  reasoningAdded('rs_1'),
  { type: 'reasoningSummaryPartAdded', summaryIndex: 0 },
  { type: 'reasoningSummaryDelta', summaryIndex: 0, delta: 'plan' },
  { type: 'reasoningTextDelta', contentIndex: 0, delta: 'raw' },
  reasoningDone('rs_1', ['plan'], ['raw']),
  messageAdded('msg_1'),
  text('Hello '),
  text('there'),
  messageDone('msg_1', 'Hello there'),
  completed(),
] as const;

const reasonedEvents = [
  'itemStarted reasoning',
  'reasoningSummaryPartAdded',
  'reasoningSummaryDelta',
  'reasoningTextDelta',
  'itemCompleted reasoning',
  'itemStarted agentMessage',
  'delta Hello ',
  'delta there',
  'itemCompleted agentMessage',
];

test('a turn with reasoning tells its events in the order of 0.169.0', async () => {
  const { thread, model, events, settled } = testAgent();
  const live = await thread();
  live.startTurn(say('hi')).begin();
  await settled();
  model.last.send(...reasonedAnswer);
  await settled();
  expect(told(events)).toEqual([
    'active',
    'turnStarted',
    'itemStarted userMessage',
    'itemCompleted userMessage',
    ...reasonedEvents,
    'tokenUsage 100',
    'rateLimits',
    'readStateChanged',
    'idle',
    'turnCompleted completed',
  ]);
});

test('a turn with reasoning tells its events in the order of 0.118.0', async () => {
  const { thread, model, events, settled } = testAgent({ base: oldest });
  const live = await thread();
  live.startTurn(say('hi')).begin();
  await settled();
  model.last.send(...reasonedAnswer);
  await settled();
  expect(told(events)).toEqual([
    'active',
    'turnStarted',
    'itemStarted userMessage',
    'itemCompleted userMessage',
    'rateLimits',
    ...reasonedEvents,
    'tokenUsage 100',
    'rateLimits',
    'idle',
    'turnCompleted completed',
  ]);
});

test('a later turn of 0.118.0 repeats the old totals when the response begins', async () => {
  const { thread, model, events, settled } = testAgent({ base: oldest });
  const live = await thread();
  live.startTurn(say('one')).begin();
  await settled();
  model.last.send(...answer('msg_1', 'First.'));
  await settled();
  events.length = 0;
  live.startTurn(say('two')).begin();
  await settled();
  model.last.send(...answer('msg_2', 'Second.'));
  await settled();
  expect(told(events).slice(4, 7)).toEqual(['tokenUsage 100', 'rateLimits', 'itemStarted agentMessage']);
  expect(told(events).filter((word) => word.startsWith('tokenUsage'))).toEqual([
    'tokenUsage 100',
    'tokenUsage 200',
  ]);
});
