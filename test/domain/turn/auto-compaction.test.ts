import { describe, expect, test } from 'vitest';
import type { ModelItem } from '../../../src/domain/records.js';
import { compactedHistory, usedTokens } from '../../../src/domain/turn/compaction.js';
import { compactionLimit, reportedContextWindow } from '../../../src/domain/turn/token-usage.js';
import { answer, completed, created, functionCall, messageDone } from '../scripted-model.js';
import { SETTINGS, say, testAgent, told } from '../test-agent.js';

const limits = { contextLimits: { window: null, compactAt: 1_000 } };
const FULL = 5_000;
const facts = {
  contextWindow: null,
  defaultEffort: null,
  efforts: [],
  supportsReasoning: false,
  known: true,
};
const says = (role: string, text: string): ModelItem => ({
  type: 'message',
  role,
  content: [{ type: 'input_text', text }],
});

describe('a history that is too long', () => {
  test('is compacted before the input of the next turn, with the surroundings told anew', async () => {
    const at = testAgent();
    const live = await at.thread(limits);
    live.startTurn(say('one')).begin();
    await at.settled();
    at.model.last.send(created, messageDone('m1', 'First.'), completed(FULL));
    await at.settled();
    at.events.length = 0;
    live.startTurn(say('two')).begin();
    await at.settled();
    expect(at.model.last.request).toMatchObject({ kind: 'compaction', tools: [] });
    expect(JSON.stringify(at.model.last.request.input)).not.toContain('"two"');
    expect(live.snapshot({ turns: true }).turns.at(-1)?.items).toMatchObject([{ type: 'contextCompaction' }]);
    at.model.last.send(...answer('m2', 'The gist.'));
    await at.settled();
    expect(at.model.last.request.kind).toBe('turn');
    expect(at.model.last.request.input.map(({ role }) => role)).toEqual([
      'developer',
      'user',
      'user',
      'user',
      'user',
    ]);
    expect(JSON.stringify(at.model.last.request.input.slice(-3))).toMatch(/one.*The gist\..*two/);
    at.model.last.send(...answer('m3', 'Second.'));
    await at.settled();
    const items = told(at.events).filter((line) => line.startsWith('item'));
    expect(items.slice(0, 4)).toEqual([
      'itemStarted contextCompaction',
      'itemCompleted contextCompaction',
      'itemStarted userMessage',
      'itemCompleted userMessage',
    ]);
    expect(
      live
        .snapshot({ turns: true })
        .turns.at(-1)
        ?.items.map(({ type }) => type),
    ).toEqual(['contextCompaction', 'userMessage', 'agentMessage']);
  });

  test('is compacted between the rounds of a turn, after the outputs of its tools', async () => {
    const at = testAgent();
    (await at.thread(limits)).startTurn(say('go')).begin();
    await at.settled();
    at.model.last.send(created, functionCall('c1', 'look'), completed(FULL));
    await at.settled();
    expect(at.model.last.request.kind).toBe('compaction');
    expect(at.model.last.request.input.at(-2)).toMatchObject({ type: 'function_call_output' });
    at.model.last.send(...answer('m1', 'The gist.'));
    await at.settled();
    expect(at.model.last.request.input.map(({ type }) => type)).not.toContain('function_call');
    at.model.last.send(...answer('m2', 'Done.'));
    await at.settled();
    expect(told(at.events).at(-1)).toBe('turnCompleted completed');
  });

  test('fails the turn when it cannot be compacted, and keeps what the user said', async () => {
    const at = testAgent();
    const live = await at.thread(limits);
    live.startTurn(say('one')).begin();
    await at.settled();
    at.model.last.send(created, messageDone('m1', 'First.'), completed(FULL));
    await at.settled();
    live.startTurn(say('two')).begin();
    await at.settled();
    at.model.last.fail({ kind: 'failed', code: 'invalid_prompt', message: 'no' });
    await at.settled();
    expect(live.snapshot({ turns: true }).turns.at(-1)).toMatchObject({
      status: 'failed',
      items: [{ type: 'userMessage' }],
    });
  });

  test('is left as it was when the turn is interrupted meanwhile', async () => {
    const at = testAgent();
    const live = await at.thread(limits);
    live.startTurn(say('one')).begin();
    await at.settled();
    at.model.last.send(created, messageDone('m1', 'First.'), completed(FULL));
    await at.settled();
    const { turn, begin } = live.startTurn(say('two'));
    begin();
    await at.settled();
    const { signal } = at.model.last;
    await live.interrupt(turn.id);
    expect(signal.aborted).toBe(true);
    await at.settled();
    expect(told(at.events).at(-1)).toBe('turnCompleted interrupted');
    live.startTurn(say('three')).begin();
    await at.settled();
    expect(at.model.last.request.kind).toBe('compaction');
    expect(JSON.stringify(at.model.last.request.input)).toMatch(/one.*First\./);
  });
});

test('nine tenths of the window are the limit, unless the configuration names a lower one', () => {
  const limit = (window: number | null, compactAt: number | null): number =>
    compactionLimit(facts, { ...SETTINGS, contextLimits: { window, compactAt } });
  expect(limit(null, null)).toBe(244_800);
  expect(limit(10_000, null)).toBe(9_000);
  expect(limit(10_000, 9_999)).toBe(9_000);
  expect(limit(10_000, 5_000)).toBe(5_000);
  const settings = { ...SETTINGS, contextLimits: { window: 10_000, compactAt: null } };
  expect(reportedContextWindow(facts, settings)).toBe(9_500);
});

test('what has come since the model spoke is added to what it counted', () => {
  const breakdown = {
    totalTokens: 100,
    inputTokens: 90,
    cachedInputTokens: 0,
    cacheWriteInputTokens: 0,
    outputTokens: 10,
    reasoningOutputTokens: 0,
  };
  const usage = { total: breakdown, last: breakdown, modelContextWindow: 1 };
  const asked = says('user', 'x'.repeat(4_000));
  expect(usedTokens([asked, says('assistant', 'yes')], usage)).toBe(100);
  expect(usedTokens([says('assistant', 'yes'), asked], usage)).toBeGreaterThan(1_100);
  expect(usedTokens([asked], null)).toBeGreaterThan(1_000);
  expect(usedTokens([], null)).toBe(0);
});

test('the surroundings stand before the last message of the user', () => {
  const context = [says('developer', 'rules')];
  const history = [says('user', 'a'), says('assistant', 'b'), says('user', 'c')];
  expect(compactedHistory(history, { message: 'gist', context })).toEqual([
    says('user', 'a'),
    says('developer', 'rules'),
    says('user', 'c'),
    says('user', 'gist'),
  ]);
  expect(compactedHistory([], { message: 'gist', context })).toEqual([...context, says('user', 'gist')]);
});
