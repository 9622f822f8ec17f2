import { expect, test } from 'vitest';
import type { ModelFacts } from '../../../src/domain/ports.js';
import { effortWith, reasoningOf } from '../../../src/domain/turn/reasoning.js';
import { SETTINGS } from '../test-agent.js';

const facts: ModelFacts = {
  known: true,
  contextWindow: null,
  defaultEffort: 'medium',
  efforts: ['low', 'medium', 'high', 'ultra'],
  supportsReasoning: true,
};

test('what the user chose beats what is usual with the model', () => {
  const usual = { ...facts, usualSummary: 'auto' as const, reasoningContext: 'all_turns' };
  expect(reasoningOf(SETTINGS, usual)).toEqual({ effort: 'medium', summary: 'auto', context: 'all_turns' });
  const chosen = { ...SETTINGS, effort: 'high', summary: 'none' } as const;
  expect(reasoningOf(chosen, usual)).toEqual({ effort: 'high', summary: null, context: 'all_turns' });
});

test('the effort `ultra` is no word that a model knows', () => {
  const wish = { ...SETTINGS, effort: 'ultra' } as const;
  expect(reasoningOf(wish, { ...facts, effortForUltra: 'high' })?.effort).toBe('high');
});

test('a model that cannot reason is asked to only where the configuration says that it can', () => {
  const stranger = { ...facts, supportsReasoning: false, defaultEffort: null };
  expect(reasoningOf(SETTINGS, stranger)).toBeNull();
  expect(reasoningOf({ ...SETTINGS, asksToReason: true }, stranger)).toEqual({
    effort: null,
    summary: null,
    context: null,
  });
});

test('an effort that another model lacks becomes a middling one', () => {
  expect(effortWith(facts, 'high')).toBe('high');
  expect(effortWith(facts, 'xhigh')).toBe('medium');
  expect(effortWith({ ...facts, efforts: [] }, 'high')).toBe('medium');
  expect(effortWith({ ...facts, efforts: [], defaultEffort: null }, 'high')).toBe('high');
});
