// How a model is to talk, where its version lets people choose. Pure.

import type { ModelFacts } from '../ports.js';
import type { ThreadSettings } from '../settings.js';
import { instructionsOf } from './model-request.js';
import { BASE_INSTRUCTIONS } from './prompts.js';

/** Where a model's instructions want to say it. */
const PLACE = '{{ personality }}';

type Facts = Pick<ModelFacts, 'instructions' | 'personalities'>;
type Wish = ThreadSettings['personality'];

const WISHES: readonly Wish[] = [null, 'friendly', 'pragmatic', 'none'];

/** What the model is told to be; undefined: what every model is told. */
export function instructionsFor({ instructions, personalities }: Facts, wish: Wish): string | undefined {
  if (personalities === undefined) return instructions;
  const text = wish === 'none' ? '' : personalities[wish ?? 'pragmatic'];
  if (instructions !== undefined) return instructions.replaceAll(PLACE, text);
  // Models without instructions of their own are told what has been wished for alone.
  return wish === null || text === '' ? undefined : `${BASE_INSTRUCTIONS}\n\n${text}`;
}

/** What is told of it where the instructions do not say it; null: nothing, also to who is given others than its own. */
export function personalityText(facts: Facts, settings: ThreadSettings): string | null {
  const { personality: wish } = settings;
  const isItself = WISHES.some(
    (one) => (instructionsFor(facts, one) ?? BASE_INSTRUCTIONS) === instructionsOf(settings),
  );
  if (!isItself) return null;
  const text = wish === null || wish === 'none' ? '' : (facts.personalities?.[wish] ?? '');
  return text === ''
    ? null
    : `<personality_spec>From now on the user would like you to talk in another way:\n${text}</personality_spec>`;
}
