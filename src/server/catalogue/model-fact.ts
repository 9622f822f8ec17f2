// One model as a catalogue states it: the facts that differ between models, one short row each.
// build-models.ts turns rows into the Model objects of model/list.

import type { ModelFacts } from '../../domain/ports.js';

/** Words of reasoning effort, weakest first. */
export type Effort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'ultra';

interface ServiceTier {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** Of facts that stand as they are in ModelFacts, see there. */
export interface ModelFact
  extends Partial<
    Pick<
      ModelFacts,
      | 'historyKind'
      | 'usualSummary'
      | 'supportsReasoning'
      | 'reasoningContext'
      | 'verbosity'
      | 'callsInParallel'
      | 'takesPatches'
      | 'outputUnit'
      | 'outputMost'
      | 'usablePercent'
      | 'compactAt'
      | 'runsCommands'
      | 'searchesTools'
      | 'findsPictures'
      | 'takesOriginals'
      | 'extraTools'
      | 'toolMode'
      | 'readsTools'
      | 'instructions'
      | 'personalities'
      | 'personality'
    >
  > {
  readonly id: string;
  /** Models are listed by it, the least first; the first that people can choose is the default. */
  readonly priority: number;
  readonly displayName?: string;
  /** One sentence of ours, or what the provider says; clients show it, nobody parses it. */
  readonly about: string;
  readonly efforts: readonly string[];
  /** What choosing an effort means, in the provider's words; absent: in ours. */
  readonly effortTexts?: Readonly<Record<string, string>>;
  /** Null: it thinks as hard as it likes. */
  readonly defaultEffort: string | null;
  readonly hidden?: boolean;
  /** Only for people with a ChatGPT account. */
  readonly needsAccount?: boolean;
  /** The model that replaces it. */
  readonly upgrade?: string;
  /** How that one is praised; absent: in our words. */
  readonly upgradeText?: string;
  readonly modalities?: readonly string[];
  readonly multiAgent?: string;
  readonly specialty?: string;
  /** How the fast service tier is described; absent: the model has none. */
  readonly fastTier?: string;
  /** All its service tiers; absent: the fast one at most. */
  readonly tiers?: readonly ServiceTier[];
  readonly speedTiers?: readonly string[];
  readonly defaultTier?: string;
  /** What a client may say once, when it offers the model for the first time. */
  readonly announcement?: string;
  /** Tokens; absent: 272,000. */
  readonly contextWindow?: number;
  /** Absent: the most of the others. */
  readonly effortForUltra?: string;
}

/** Weakest to strongest, from one effort to another. */
export function efforts(from: Effort, to: Effort): readonly Effort[] {
  return ALL.slice(ALL.indexOf(from), ALL.indexOf(to) + 1);
}

const ALL: readonly Effort[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'];
