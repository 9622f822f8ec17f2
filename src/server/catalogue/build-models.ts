// Rows of a catalogue → Model objects in the newest shape, and which row a name means.

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

/** The models that a version knows by itself. */
export function bundled(version: string): readonly ModelFact[] {
  return FACTS[version] ?? MODELS_0_169_0;
}

/** All of them, hidden ones included, in the order they are listed in; `hasAccount`: also those that need one. */
export function modelsOf(facts: readonly ModelFact[], hasAccount: boolean): readonly Model[] {
  const there = facts.filter(({ needsAccount = false }) => hasAccount || !needsAccount);
  const sorted = there.toSorted((a, b) => a.priority - b.priority);
  const first = sorted.find(({ hidden = false }) => !hidden) ?? sorted[0];
  return sorted.map((fact) => toModel(fact, fact === first));
}

/** Those that are offered for sub-agents: in 0.118.0 all there are, later the first few that people can choose. */
export function agentsOf(models: readonly Model[], version: string): readonly string[] {
  const offered = version === '0.118.0' ? models : models.filter(({ hidden }) => !hidden).slice(0, 5);
  return offered.map(({ id }) => id);
}

/** What may stand before the name of a model, with its slash. */
const NAMESPACE: Readonly<Record<string, RegExp>> = {
  '0.118.0': /^\w*\/(?=[^/]+$)/,
  '0.169.0': /^[\w-]+\/(?=[^/]+$)/,
};

/**
 * What is known about one model; undefined when nothing is. A name that begins with a known one is a kind of that
 * model, in a namespace too.
 */
export function byName(facts: readonly ModelFact[], name: string, version: string): ModelFact | undefined {
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

function toModel(fact: ModelFact, isDefault: boolean): Model {
  const { fastTier, effortTexts = EFFORT_TEXT as Readonly<Record<string, string>> } = fact;
  const fast = fastTier === undefined ? [] : [{ id: 'priority', name: 'Fast', description: fastTier }];
  return {
    id: fact.id,
    model: fact.id,
    upgrade: fact.upgrade ?? null,
    upgradeInfo: fact.upgrade === undefined ? null : upgradeTo(fact.upgrade, fact.upgradeText),
    availabilityNux: fact.announcement === undefined ? null : { message: fact.announcement },
    displayName: fact.displayName ?? fact.id,
    description: fact.about,
    modelSpecialty: fact.specialty ?? null,
    hidden: fact.hidden ?? false,
    supportedReasoningEfforts: fact.efforts.map((effort) => ({
      reasoningEffort: effort,
      description: effortTexts[effort] ?? '',
    })),
    defaultReasoningEffort: fact.defaultEffort ?? 'none',
    inputModalities: [...(fact.modalities ?? ['text', 'image'])] as Model['inputModalities'],
    supportsPersonality: fact.personality ?? false,
    multiAgentVersion: (fact.multiAgent ?? null) as Model['multiAgentVersion'],
    additionalSpeedTiers: [...(fact.speedTiers ?? fast.map(() => 'fast'))],
    serviceTiers: [...(fact.tiers ?? fast)],
    defaultServiceTier: fact.defaultTier ?? null,
    availableAccessPrograms: null,
    isDefault,
  };
}

function upgradeTo(
  model: string,
  text = `A newer model is available: ${model}.`,
): NonNullable<Model['upgradeInfo']> {
  return { model, upgradeCopy: null, modelLink: null, migrationMarkdown: text, retirementAt: null };
}
