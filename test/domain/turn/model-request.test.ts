import { expect, test } from 'vitest';
import type { ModelItem } from '../../../src/domain/records.js';
import {
  buildRequest,
  contextItems,
  sendable,
  type TurnContext,
} from '../../../src/domain/turn/model-request.js';
import { SETTINGS } from '../test-agent.js';

const environment = { cwd: '/work', shell: 'bash', date: '2026-01-02', timezone: 'Etc/UTC', access: [] };
const context: TurnContext = {
  settings: SETTINGS,
  lastModel: null,
  instructions: 'Be yourself.',
  personality: null,
  saysPersonality: true,
  environment,
  skills: null,
  plugins: null,
  apps: null,
  putAway: [],
  team: null,
  teamModeAt: () => null,
  voice: null,
};
const call = (id: string): ModelItem => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });
const output = (id: string): ModelItem => ({ type: 'function_call_output', call_id: id, output: 'x' });

function textOf(items: readonly ModelItem[]): string {
  return JSON.stringify(items);
}

test('ids and states of items are not sent: upstream stores nothing they could point to', () => {
  const item = { type: 'message', id: 'msg_1', status: 'completed', role: 'assistant', content: [] };
  expect(sendable([item])).toEqual([{ type: 'message', role: 'assistant', content: [] }]);
});

test('a call without an answer is answered, an answer without a call is left out', () => {
  expect(sendable([call('a'), output('b'), call('c'), output('c')])).toEqual([
    call('a'),
    { type: 'function_call_output', call_id: 'a', output: 'aborted' },
    call('c'),
    output('c'),
  ]);
});

test('a custom call is answered in its own kind', () => {
  const custom = { type: 'custom_tool_call', call_id: 'a', name: 'f', input: '' };
  expect(sendable([custom])[1]).toMatchObject({ type: 'custom_tool_call_output', call_id: 'a' });
});

test('nothing is said when nothing has changed', () => {
  expect(contextItems(context, context)).toEqual([]);
});

test('a change of the day or the folder is told as environment, one of the permissions as instructions', () => {
  const nextDay = { ...context, environment: { ...environment, date: '2026-01-03' } };
  expect(contextItems(context, nextDay)).toMatchObject([{ role: 'user' }]);
  expect(textOf(contextItems(context, nextDay))).toContain('2026-01-03');
  const freer = {
    ...context,
    settings: { ...SETTINGS, sandboxPolicy: { type: 'dangerFullAccess' } as const },
  };
  expect(contextItems(context, freer)).toMatchObject([{ role: 'developer' }]);
  expect(textOf(contextItems(context, freer))).toContain('<permissions instructions>');
});

test('another model is told what it is to be', () => {
  const switched = { ...context, instructions: 'Be terse.', settings: { ...SETTINGS, model: 'other' } };
  expect(textOf(contextItems(context, switched))).toContain('Be terse.');
});

test('every sandbox is described to the model in words of its own', () => {
  const policies = [
    { type: 'readOnly', networkAccess: false },
    { type: 'workspaceWrite', writableRoots: ['/data'], networkAccess: true },
    { type: 'dangerFullAccess' },
    { type: 'externalSandbox', networkAccess: 'restricted' },
  ] as const;
  const texts = policies.map((policy) => {
    const sandboxPolicy = policy as TurnContext['settings']['sandboxPolicy']; // members with defaults left out
    return textOf(contextItems(null, { ...context, settings: { ...SETTINGS, sandboxPolicy } }));
  });
  expect(new Set(texts).size).toBe(4);
  expect(texts[1]).toContain('/data');
});

test('effort and summary fall back as the model and the settings say', () => {
  const parts = {
    threadId: 't',
    turnId: 'u',
    originator: 'o',
    subagent: null,
    kind: 'turn' as const,
    settings: SETTINGS,
    facts: {
      contextWindow: null,
      defaultEffort: 'medium',
      supportsReasoning: true,
      efforts: [],
      known: true,
    },
    history: [],
    tools: [],
    outputSchema: null,
  };
  expect(buildRequest(parts)).toMatchObject({
    reasoning: { effort: 'medium', summary: null },
    verbosity: null,
    callsInParallel: true,
    isSchemaLoose: false,
  });
  const chosen = { ...SETTINGS, effort: 'high', summary: 'detailed', verbosity: 'high' } as const;
  expect(buildRequest({ ...parts, settings: chosen })).toMatchObject({
    reasoning: { effort: 'high', summary: 'detailed' },
    verbosity: null,
  });
  const wordy = { ...parts, facts: { ...parts.facts, verbosity: 'low' } };
  expect(buildRequest(wordy).verbosity).toBe('low');
  expect(buildRequest({ ...wordy, settings: chosen }).verbosity).toBe('high');
  expect(buildRequest({ ...parts, kind: 'compaction' }).callsInParallel).toBe(false);
  expect(buildRequest({ ...parts, settings: { ...SETTINGS, serviceTier: 'fast' } }).serviceTier).toBe(
    'priority',
  );
});
