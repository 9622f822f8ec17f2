// One model as a catalogue states it: the facts that differ between models, one short row each.
// build-models.ts turns rows into the Model objects of model/list.

/** Words of reasoning effort, weakest first. */
export type Effort = 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max' | 'ultra';

export interface ModelFact {
  readonly id: string;
  readonly displayName?: string;
  /** One sentence of ours; clients show it, nobody parses it. */
  readonly about: string;
  readonly efforts: readonly Effort[];
  readonly defaultEffort: Effort;
  readonly hidden?: true;
  /** The model that replaces it. */
  readonly upgrade?: string;
  readonly textOnly?: true;
  readonly personality?: true;
  readonly multiAgent?: 'v1' | 'v2';
  readonly specialty?: string;
  /** How the fast service tier is described; absent: the model has none. */
  readonly fastTier?: string;
  readonly fastByDefault?: true;
  /** What a client may say once, when it offers the model for the first time. */
  readonly announcement?: string;
  readonly isDefault?: true;
  /** Tokens; absent: 272,000. */
  readonly contextWindow?: number;
  /** As of ModelFacts; absent: the version does not tell. */
  readonly historyKind?: string;
  /** Absent: the most of the others. */
  readonly effortForUltra?: Effort;
  /** As of ModelFacts. */
  readonly usualSummary?: 'auto';
  readonly reasoningContext?: 'all_turns';
  readonly verbosity?: 'low' | 'high' | null;
  readonly callsInParallel?: true;
  readonly takesPatches?: false;
  readonly outputUnit?: 'bytes';
}

/** Weakest to strongest, from one effort to another. */
export function efforts(from: Effort, to: Effort): readonly Effort[] {
  return ALL.slice(ALL.indexOf(from), ALL.indexOf(to) + 1);
}

const ALL: readonly Effort[] = ['minimal', 'low', 'medium', 'high', 'xhigh', 'max', 'ultra'];
