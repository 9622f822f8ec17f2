import { expect, test } from 'vitest';
import type { ModelFacts } from '../../../src/domain/ports.js';
import { summarizerOf } from '../../../src/domain/turn/model-switch.js';
import { SETTINGS } from '../test-agent.js';

const MODELS: Readonly<Record<string, Partial<ModelFacts>>> = {
  plain: { historyKind: 'a', efforts: ['low', 'high'] },
  like: { historyKind: 'a' },
  other: { historyKind: 'b', efforts: ['low', 'medium', 'high', 'xhigh'] },
  small: { contextWindow: 10_000 },
};
const catalog = {
  refresh: () => Promise.resolve(),
  names: [],
  forAgents: [],
  facts: (model: string): ModelFacts => ({
    contextWindow: null,
    defaultEffort: null,
    efforts: [],
    supportsReasoning: true,
    known: true,
    ...MODELS[model],
  }),
};
const asked = (last: string, model: string, used = 0) =>
  summarizerOf({ last, settings: { ...SETTINGS, model, effort: 'max' }, used }, catalog);

test('a history of another kind is summarised by who has read it, with an effort it takes', () => {
  expect(asked('plain', 'other')).toMatchObject({ model: 'plain', effort: 'low' });
  expect(asked('other', 'plain')).toMatchObject({ model: 'other', effort: 'medium' });
  expect(asked('plain', 'like')).toBeNull();
});

test('models that tell nothing of their kind go on with any history', () => {
  expect(asked('unknown', 'other')).toBeNull();
  expect(asked('other', 'unknown')).toBeNull();
});

test('who has more room summarises what the next model has no room for', () => {
  expect(asked('unknown', 'small', 9_001)).toMatchObject({ model: 'unknown' });
  expect(asked('unknown', 'small', 8_999)).toBeNull();
  expect(asked('small', 'unknown', 9_001)).toBeNull();
});

test('a model summarises what it has no room for itself', () => {
  expect(asked('small', 'small', 9_000)).toMatchObject({ model: 'small', effort: 'max' });
});
