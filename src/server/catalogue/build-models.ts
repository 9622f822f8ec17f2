// Rows of a catalogue → Model objects in the newest shape, and pages of them.

import type { Model } from '../../protocol/index.js';
import type { Effort, ModelFact } from './model-fact.js';
import { MODELS_0_118_0 } from './models-0-118-0.js';
import { MODELS_0_169_0 } from './models-0-169-0.js';

const FACTS: Readonly<Record<string, readonly ModelFact[]>> = {
  '0.118.0': MODELS_0_118_0,
  '0.169.0': MODELS_0_169_0,
};

/** What choosing an effort means, in a phrase for a menu. */
const EFFORT_TEXT: Readonly<Record<Effort, string>> = {
  minimal: 'Almost no reasoning, quickest',
  low: 'Little reasoning, quick',
  medium: 'Some reasoning, good for daily work',
  high: 'Much reasoning, for involved problems',
  xhigh: 'Very much reasoning, for hard problems',
  max: 'All the reasoning there is, for the hardest problems',
  ultra: 'All the reasoning there is, and delegates on its own',
};

/** The static catalogue of a version, hidden models included, in the order its server lists them. */
export function modelsOf(version: string): readonly Model[] {
  return (FACTS[version] ?? MODELS_0_169_0).map(toModel);
}

/** Those that are offered for sub-agents: in 0.118.0 all there are, later the first few that people can choose. */
export function modelsForAgents(version: string): readonly string[] {
  const facts = FACTS[version] ?? MODELS_0_169_0;
  const offered = version === '0.118.0' ? facts : facts.filter(({ hidden }) => !hidden).slice(0, 5);
  return offered.map(({ id }) => id);
}

/** What may stand before the name of a model, with its slash. */
const NAMESPACE: Readonly<Record<string, RegExp>> = {
  '0.118.0': /^\w*\/(?=[^/]+$)/,
  '0.169.0': /^[\w-]+\/(?=[^/]+$)/,
};

/**
 * What the catalogue says about one model; undefined when the version does not know it. A name that begins with one
 * of the catalogue is a kind of that model, in a namespace too.
 */
export function modelFact(version: string, name: string): ModelFact | undefined {
  const facts = FACTS[version] ?? MODELS_0_169_0;
  return factOf(facts, name) ?? factOf(facts, name.replace(NAMESPACE[version] ?? '', ''));
}

/** The one whose name says most of it. */
function factOf(facts: readonly ModelFact[], name: string): ModelFact | undefined {
  return facts
    .filter(({ id }) => name.startsWith(id))
    .reduce<ModelFact | undefined>(
      (best, fact) => (fact.id.length > (best?.id.length ?? 0) ? fact : best),
      undefined,
    );
}

function toModel(fact: ModelFact): Model {
  const hasFastTier = fact.fastTier !== undefined;
  return {
    id: fact.id,
    model: fact.id,
    upgrade: fact.upgrade ?? null,
    upgradeInfo: fact.upgrade === undefined ? null : upgradeTo(fact.upgrade),
    availabilityNux: fact.announcement === undefined ? null : { message: fact.announcement },
    displayName: fact.displayName ?? fact.id,
    description: fact.about,
    modelSpecialty: fact.specialty ?? null,
    hidden: fact.hidden ?? false,
    supportedReasoningEfforts: fact.efforts.map((effort) => ({
      reasoningEffort: effort,
      description: EFFORT_TEXT[effort],
    })),
    defaultReasoningEffort: fact.defaultEffort,
    inputModalities: fact.textOnly ? ['text'] : ['text', 'image'],
    supportsPersonality: fact.personality ?? false,
    multiAgentVersion: fact.multiAgent ?? null,
    additionalSpeedTiers: hasFastTier ? ['fast'] : [],
    serviceTiers: hasFastTier ? [{ id: 'priority', name: 'Fast', description: fact.fastTier ?? '' }] : [],
    defaultServiceTier: fact.fastByDefault ? 'priority' : null,
    availableAccessPrograms: null,
    isDefault: fact.isDefault ?? false,
  };
}

function upgradeTo(model: string): NonNullable<Model['upgradeInfo']> {
  return {
    model,
    upgradeCopy: null,
    modelLink: null,
    migrationMarkdown: `A newer model is available: ${model}.`,
    retirementAt: null,
  };
}
