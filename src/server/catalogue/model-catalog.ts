// All models there are as things stand: those of the version, those of a file of the user's, or those that the provider
// tells of. As model/list shows them, and what the agent knows of them.

import type { ModelInfo } from '../../domain/model-info.js';
import type { ModelCatalog, ModelFacts } from '../../domain/ports.js';
import type { Model, Profile } from '../../protocol/index.js';
import { agentsOf, bundled, byName, modelsOf } from './build-models.js';
import { offeredBy } from './cloud-models.js';
import { described } from './described-model.js';
import type { ModelFact } from './model-fact.js';

export interface CatalogueDeps {
  readonly profile: Profile;
  /** The id of the provider that is the default at the start: a vendor's cloud has models of its own. */
  readonly provider: string;
  /** Of the user's own file: there are no others. Null: there is no such file. */
  readonly own: readonly ModelInfo[] | null;
  /** What the provider has told; the same object until there is another answer. */
  told(): { readonly models: readonly ModelInfo[]; readonly replaces: boolean };
  /** Asks the provider where that is due. Never throws. */
  refresh(originator: string): Promise<void>;
  /** Whether a ChatGPT account is in use. */
  isSignedIn(): boolean;
}

export interface Catalogue extends ModelCatalog {
  /** Hidden ones included, as they are listed. */
  list(): readonly Model[];
  /** What a thread of that provider gets where nobody says. */
  defaultModel(provider: string): string;
}

export function createCatalogue(deps: CatalogueDeps): Catalogue {
  const { name, quirks } = deps.profile;
  const stranger = quirks.unknownModelsReason ? REASONING_STRANGER : STRANGER;
  const own = deps.own?.map((info) => described(info, name)) ?? null;
  let told: ReturnType<CatalogueDeps['told']> | undefined;
  const offered = (provider: string): readonly ModelFact[] =>
    name === '0.118.0' ? bundled(name) : offeredBy(provider, bundled(name));
  const known = offered(deps.provider);
  let rows: readonly ModelFact[] = own ?? known;

  const current = (): readonly ModelFact[] => {
    if (own !== null) return own;
    const now = deps.told();
    if (now !== told) rows = merged(known, now, name);
    told = now;
    return rows;
  };
  const list = (): readonly Model[] => modelsOf(current(), deps.isSignedIn());

  return {
    list,
    defaultModel: (provider) => {
      const its = offered(provider);
      const isOther = own === null && its !== known;
      const all = isOther ? modelsOf(its, false) : list();
      return (all.find(({ isDefault }) => isDefault) ?? all[0])?.id ?? '';
    },
    get names() {
      return list().map(({ id }) => id);
    },
    get forAgents() {
      return agentsOf(list(), name);
    },
    refresh: (originator) => (own === null ? deps.refresh(originator) : Promise.resolve()),
    facts(model) {
      const fact = byName(current(), model, name);
      const facts = fact === undefined ? stranger : factsOf(fact);
      return {
        ...facts,
        ...(quirks.inputImagesNameDetail ? { pictureDetail: detailOf(facts) } : {}),
        ...(quirks.outputsFitAtOnce ? { outputsFitAtOnce: true } : {}),
        ...(quirks.serviceTiersAreNames ? { serviceTiers: tierNames(fact) } : {}),
      };
    },
  };
}

/** Those that were told of stand where the version's own of the same name would, or behind all of them. */
function merged(
  known: readonly ModelFact[],
  told: { readonly models: readonly ModelInfo[]; readonly replaces: boolean },
  version: string,
): readonly ModelFact[] {
  const rows = told.models.map((info) => described(info, version));
  if (told.replaces) return rows;
  const byId = new Map(known.map((fact) => [fact.id, fact]));
  for (const row of rows) byId.set(row.id, row);
  return [...byId.values()];
}

function tierNames(fact: ModelFact | undefined): readonly string[] {
  return fact?.tiers?.map(({ id }) => id) ?? (fact?.fastTier === undefined ? [] : ['priority']);
}

function factsOf(fact: ModelFact): ModelFacts {
  return {
    ...fact,
    known: true,
    contextWindow: fact.contextWindow ?? null,
    effortForUltra: fact.effortForUltra ?? fact.efforts.findLast((effort) => effort !== 'ultra'),
    supportsReasoning: fact.supportsReasoning ?? true,
    callsInParallel: fact.callsInParallel ?? false,
    personalities: fact.personalities ?? (fact.personality ? PERSONALITIES : undefined),
    worksInTeams: fact.multiAgent === 'v2',
    takesPictures: fact.modalities?.includes('image') ?? true,
    hears: fact.modalities?.includes('audio') ? true : undefined,
  };
}

function detailOf({ known, takesOriginals = known }: ModelFacts): 'high' | 'original' {
  return takesOriginals ? 'original' : 'high';
}

/** Of models that the version knows by itself. */
const PERSONALITIES = {
  friendly: 'Talk like a friendly colleague: warm, patient, and glad of what works.',
  pragmatic: 'Talk like a pragmatic colleague: short, direct, and about the matter alone.',
};

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
