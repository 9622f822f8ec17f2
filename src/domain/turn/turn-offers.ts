// What the model of a turn may choose by itself, as it is told: skills and plug-ins. Kept by the thread.

import type { ThreadSettings } from '../settings.js';

export interface TurnOffers {
  /** Null: there are none to be told of. */
  readonly skills: string | null;
  readonly plugins: string | null;
  /** Whether a turn with these settings has to look for them anew. */
  areStale(settings: ThreadSettings): boolean;
  /** Never rejects. */
  refresh(settings: ThreadSettings): Promise<void>;
}

/** Of turns whose model is told nothing of them. */
export const NO_OFFERS: TurnOffers = {
  skills: null,
  plugins: null,
  areStale: () => false,
  refresh: () => Promise.resolve(),
};
