// How a model is to talk, where its version lets people choose. Pure.

import type { ModelFacts } from '../ports.js';
import type { ThreadSettings } from '../settings.js';

import { BASE_INSTRUCTIONS, instructionsOf } from './prompts.js';

/** Where a model's instructions want to say it. */
const PLACE = '{{ personality }}';

type Facts = Pick<ModelFacts, 'instructions' | 'personalities' | 'personality'>;
type Wish = ThreadSettings['personality'];

/** Where nobody has chosen. */
const USUAL = 'pragmatic';

const WISHES: readonly Wish[] = [null, 'friendly', 'pragmatic', 'none'];

/** What the model is told to be; undefined: what every model is told. */
export function instructionsFor({ instructions, personalities }: Facts, wish: Wish): string | undefined {
  if (personalities === undefined) return instructions;
  const text = wish === 'none' ? '' : personalities[wish ?? USUAL];
  if (instructions !== undefined) return instructions.replaceAll(PLACE, text);
  // Models without instructions of their own are told what has been wished for alone.
  return wish === null || text === '' ? undefined : `${BASE_INSTRUCTIONS}\n\n${text}`;
}

/**
 * What is told of it where the instructions do not say it; null: nothing, also to who is given others than those of
 * `first`, the model that the thread began with.
 */
export function personalityText(facts: Facts, settings: ThreadSettings, first = facts): string | null {
  const wish = settings.personality ?? USUAL;
  const isGoingByItsOwn = WISHES.some(
    (one) => (instructionsFor(first, one) ?? BASE_INSTRUCTIONS) === instructionsOf(settings),
  );
  if (!isGoingByItsOwn) return null;
  const text = wish === 'none' ? '' : (facts.personalities?.[wish] ?? '');
  return text === ''
    ? null
    : `<personality_spec>From now on the user would like you to talk in another way:\n${text}</personality_spec>`;
}

/** Whether the instructions a model goes by say how to talk. */
export function saysPersonality(facts: Facts, settings: ThreadSettings): boolean {
  const said = instructionsFor(facts, settings.personality) ?? BASE_INSTRUCTIONS;
  return facts.personality === true && said === instructionsOf(settings);
}

export function isSameWish(before: Wish, now: Wish): boolean {
  return (before ?? USUAL) === (now ?? USUAL);
}
