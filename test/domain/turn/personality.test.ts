import { expect, test } from 'vitest';
import {
  instructionsFor,
  isSameWish,
  personalityText,
  saysPersonality,
} from '../../../src/domain/turn/personality.js';
import { BASE_INSTRUCTIONS } from '../../../src/domain/turn/prompts.js';
import { SETTINGS } from '../test-agent.js';

const personalities = { friendly: 'Be warm.', pragmatic: 'Be brief.' };
const own = { personalities };
const withPlace = { instructions: 'You. {{ personality }}', personalities };

test('a model is told how to talk where its instructions want to say it, and otherwise only what was chosen', () => {
  expect(instructionsFor(withPlace, null)).toBe('You. Be brief.');
  expect(instructionsFor(withPlace, 'friendly')).toBe('You. Be warm.');
  expect(instructionsFor(withPlace, 'none')).toBe('You. ');
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
  const described = { ...chosen, baseInstructions: 'You. Be brief.' };
  expect(personalityText(withPlace, described)).toContain('Be warm.');
  expect(personalityText(own, described)).toBeNull();
  expect(personalityText(own, described, withPlace)).toContain('Be warm.');
});

test('a way to talk that the instructions say is not told besides', () => {
  const usual = { ...SETTINGS, baseInstructions: 'You. Be brief.', personality: null };
  expect(saysPersonality({ ...withPlace, personality: true }, usual)).toBe(true);
  expect(saysPersonality({ ...withPlace, personality: true }, { ...usual, personality: 'friendly' })).toBe(
    false,
  );
  expect(saysPersonality({ ...withPlace, personality: false }, usual)).toBe(false);
  expect(personalityText(withPlace, usual)).toContain('Be brief.');
});

test('who has not chosen a way to talk talks pragmatically', () => {
  expect(isSameWish(null, 'pragmatic')).toBe(true);
  expect(isSameWish(null, 'none')).toBe(false);
  expect(isSameWish('friendly', 'pragmatic')).toBe(false);
});
