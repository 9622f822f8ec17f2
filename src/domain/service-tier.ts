// What the service tier that a thread was told to use comes to with its model.
import type { ModelFacts } from './ports.js';

/** Tiers that have nothing to do with the model. */
const OF_ANY_MODEL: readonly string[] = ['default', 'flex'];

/** The tier that counts; null where the model has none of that name. */
export function tierWith(tier: string | null, { serviceTiers }: ModelFacts): string | null {
  const counts = tier === null || OF_ANY_MODEL.includes(tier) || (serviceTiers?.includes(tier) ?? true);
  return counts ? tier : null;
}

/** What a provider is asked for; null: nothing in particular. */
export function tierToAskFor(tier: string | null, facts: ModelFacts): string | null {
  const counting = tierWith(tier, facts);
  if (counting === 'default') return null;
  return counting === 'fast' ? 'priority' : counting;
}
