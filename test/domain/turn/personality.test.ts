import { expect, test } from 'vitest';
import { instructionsFor, personalityText } from '../../../src/domain/turn/personality.js';
import { BASE_INSTRUCTIONS } from '../../../src/domain/turn/prompts.js';
import { SETTINGS } from '../test-agent.js';

const personalities = { friendly: 'Be warm.', pragmatic: 'Be brief.' };
const own = { personalities };
const described = { instructions: 'You. {{ personality }}', personalities };

test('a model is told how to talk where its instructions want to say it, and otherwise only what was chosen', () => {
  expect(instructionsFor(described, null)).toBe('You. Be brief.');
  expect(instructionsFor(described, 'friendly')).toBe('You. Be warm.');
  expect(instructionsFor(described, 'none')).toBe('You. ');
  expect(instructionsFor(own, null)).toBeUndefined();
  expect(instructionsFor(own, 'none')).toBeUndefined();
  expect(instructionsFor(own, 'friendly')).toBe(`${BASE_INSTRUCTIONS}\n\nBe warm.`);
  expect(instructionsFor({ instructions: 'You. {{ personality }}' }, 'friendly')).toBe(
    'You. {{ personality }}',
  );
});

test('another way to talk is told to models that go by their own instructions', () => {
  const chosen = { ...SETTINGS, baseInstructions: null, personality: 'friendly' as const };
  expect(personalityText(own, chosen)).toContain('Be warm.');
  expect(personalityText(own, { ...chosen, baseInstructions: 'Be mine.' })).toBeNull();
  expect(personalityText(own, { ...chosen, personality: 'none' })).toBeNull();
  expect(personalityText({}, chosen)).toBeNull();
  expect(personalityText(described, { ...chosen, baseInstructions: 'You. Be brief.' })).toContain('Be warm.');
});
