// What the agent knows of models: rows of the catalogue, and what a version takes for granted of models that it has
// no row for.

import type { ModelCatalog, ModelFacts } from '../../domain/ports.js';
import type { Profile } from '../../protocol/index.js';
import { modelFact, modelsForAgents, modelsOf } from './build-models.js';
import type { ModelFact } from './model-fact.js';

export function catalogOf({ name, quirks }: Profile): ModelCatalog {
  const stranger = quirks.unknownModelsReason ? REASONING_STRANGER : STRANGER;
  return {
    names: modelsOf(name).map(({ id }) => id),
    forAgents: modelsForAgents(name),
    facts(model) {
      const fact = modelFact(name, model);
      const hasFastTier = fact?.fastTier !== undefined;
      return {
        ...(fact === undefined ? stranger : factsOf(fact)),
        ...(quirks.outputsFitAtOnce ? { outputsFitAtOnce: true } : {}),
        ...(quirks.serviceTiersAreNames ? { serviceTiers: hasFastTier ? ['priority'] : [] } : {}),
      };
    },
  };
}

function factsOf(fact: ModelFact): ModelFacts {
  return {
    known: true,
    contextWindow: fact.contextWindow ?? null,
    historyKind: fact.historyKind,
    defaultEffort: fact.defaultEffort,
    efforts: fact.efforts,
    effortForUltra: fact.effortForUltra ?? fact.efforts.findLast((effort) => effort !== 'ultra'),
    supportsReasoning: true,
    usualSummary: fact.usualSummary,
    reasoningContext: fact.reasoningContext,
    verbosity: fact.verbosity,
    callsInParallel: fact.callsInParallel ?? false,
    takesPatches: fact.takesPatches,
    outputUnit: fact.outputUnit,
    worksInTeams: fact.multiAgent === 'v2',
  };
}

const STRANGER: ModelFacts = {
  known: false,
  contextWindow: null,
  defaultEffort: null,
  efforts: [],
  supportsReasoning: false,
  usualSummary: 'auto',
  outputUnit: 'bytes',
  callsInParallel: false,
};

const REASONING_STRANGER: ModelFacts = {
  ...STRANGER,
  supportsReasoning: true,
  effortForUltra: 'medium',
  callsInParallel: true,
};
