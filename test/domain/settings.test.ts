import { expect, test } from 'vitest';
import { withOverrides } from '../../src/domain/settings.js';
import { SETTINGS } from './test-agent.js';

const plan = {
  mode: 'plan',
  settings: { model: 'gpt-plan', reasoning_effort: 'medium', developer_instructions: null },
} as const;

test('overrides replace what they name and nothing else', () => {
  expect(withOverrides(SETTINGS, { cwd: '/else' })).toEqual({ ...SETTINGS, cwd: '/else' });
});

test('a collaboration mode brings its own model and effort, whatever else is named', () => {
  const next = withOverrides(SETTINGS, { collaborationMode: plan, model: 'gpt-other', effort: 'high' });
  expect(next).toMatchObject({ model: 'gpt-plan', effort: 'medium', collaborationMode: plan });
});

test('a later change of the model is a change of the mode as well', () => {
  const planning = withOverrides(SETTINGS, { collaborationMode: plan });
  const next = withOverrides(planning, { model: 'gpt-other' });
  expect(next).toMatchObject({
    model: 'gpt-other',
    effort: 'medium',
    collaborationMode: { mode: 'plan', settings: { model: 'gpt-other', reasoning_effort: 'medium' } },
  });
});
