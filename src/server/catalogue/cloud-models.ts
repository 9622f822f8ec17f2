// The models that 0.169.0 knows of vendors' clouds: some of the version's own, under the names they have there. Ids,
// order and tiers were read from its own model/list. Pure.

import type { ModelFact } from './model-fact.js';

/** Google's cloud has these under their own names. */
const OF_GCP: readonly string[] = ['gpt-6.1-sol', 'gpt-6-astra', 'gpt-6-luna', 'gpt-6.1-terra'];

/** The first come with a tier of Amazon's own. */
const FAST_OF_AMAZON: readonly string[] = ['gpt-6.1-sol', 'gpt-6-astra'];
const OF_AMAZON: readonly string[] = [
  ...FAST_OF_AMAZON,
  'gpt-6.1-terra',
  'gpt-6-sol',
  'gpt-6-luna',
  'gpt-5.6-sol',
  'gpt-5.6-terra',
  'gpt-5.6-luna',
];
const ULTRAFAST = {
  id: 'ultrafast',
  name: 'Ultrafast',
  description: 'As fast as it gets, where every moment counts',
};

interface Offer {
  readonly prefix: string;
  readonly suffix: string;
  readonly ids: readonly string[];
}

const OFFERS: Readonly<Record<string, readonly Offer[]>> = {
  'amazon-bedrock': [{ prefix: 'openai.', suffix: '', ids: [...OF_AMAZON, 'gpt-5.5'] }],
  'amazon-bedrock-runtime': [
    { prefix: 'global.openai.', suffix: ' (Global)', ids: OF_AMAZON },
    { prefix: 'us.openai.', suffix: ' (US cross-region)', ids: OF_AMAZON },
  ],
};

/** Those of `provider` among what the version knows by itself: all of them where it is no cloud. */
export function offeredBy(provider: string, known: readonly ModelFact[]): readonly ModelFact[] {
  if (provider === 'gcp') return known.filter(({ id }) => OF_GCP.includes(id));
  const offers = Object.hasOwn(OFFERS, provider) ? OFFERS[provider] : undefined;
  if (offers === undefined) return known;
  return offers
    .flatMap((offer) => offer.ids.map((id) => ({ offer, fact: known.find((fact) => fact.id === id) })))
    .flatMap(({ offer, fact }, priority) =>
      fact === undefined ? [] : [{ ...inCloud(fact, offer), priority }],
    );
}

function inCloud(fact: ModelFact, { prefix, suffix }: Offer): ModelFact {
  const {
    announcement: _news,
    upgrade: _next,
    upgradeText: _why,
    fastTier: _fast,
    defaultTier: _tier,
    ...kept
  } = fact;
  return {
    ...kept,
    id: `${prefix}${fact.id}`,
    displayName: `${nameOf(fact)}${suffix}`,
    tiers: FAST_OF_AMAZON.includes(fact.id) ? [ULTRAFAST] : [],
  };
}

/** `GPT-6-Sol` is `GPT-6 Sol` there; what is only a number, and the name of one model, stay. */
function nameOf({ id, displayName = id }: ModelFact): string {
  return id === 'gpt-6-astra' ? displayName : displayName.replace(/-(?=[A-Z][a-z]+$)/, ' ');
}
