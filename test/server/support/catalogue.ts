// The catalogue of a version as it is while nobody tells of other models.
import type { Profile } from '../../../src/protocol/index.js';
import { type Catalogue, createCatalogue } from '../../../src/server/catalogue/model-catalog.js';

const told = { models: [], replaces: false };

export function usualCatalogue(profile: Profile, provider = 'openai'): Catalogue {
  return createCatalogue({
    profile,
    provider,
    own: null,
    told: () => told,
    refresh: () => Promise.resolve(),
    isSignedIn: () => false,
  });
}
