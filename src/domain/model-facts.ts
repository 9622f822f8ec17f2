// What the agent knows of models; the catalogue is behind a port.

import type { ReasoningSummary } from '../protocol/index.js';

/** What the agent knows of a model. Unknown models get fallback metadata. */
export interface ModelFacts {
  /** Tokens; null: unknown, the fallback of 272,000 counts. 95 % of it is reported to clients. */
  contextWindow: number | null;
  /** Models go on with each other's histories where this is the same, or unknown (absent) of either. */
  historyKind?: string | undefined;
  defaultEffort: string | null;
  /** Words of effort it takes. */
  efforts: readonly string[];
  /** What it is asked for in place of `ultra`, which is a way to work and no effort; absent: that word. */
  effortForUltra?: string | undefined;
  /** Its reasoning can be asked for, and comes back with the history. */
  supportsReasoning: boolean;
  /** What it is asked for of summaries where nobody says; absent: nothing. */
  usualSummary?: ReasoningSummary | undefined;
  /** What reasoning of before it goes on with, in the provider's word; absent: the provider's choice. */
  reasoningContext?: string | undefined;
  /** How wordy it is to be where nobody says; null: as it likes, absent: it cannot be told. */
  verbosity?: string | null | undefined;
  /** It may make several calls at once; yes by default. */
  callsInParallel?: boolean;
  /** What a limit of the outputs it reads is counted in; in tokens by default. */
  outputUnit?: 'bytes' | undefined;
  /** How much of one output it reads where nobody says; 10,000 by default. */
  outputMost?: number | undefined;
  /** Outputs of commands and MCP servers are made to fit it, so that in the end all is counted in tokens. */
  outputsFitAtOnce?: true;
  /** In which form it is given the tool for patches; `true` means as free text, by default where it is known. */
  takesPatches?: boolean | 'freeform' | 'function' | undefined;
  /** It is given tools that run commands; yes by default. */
  runsCommands?: boolean | undefined;
  /** It finds further tools with one that searches; by default where it is known. */
  searchesTools?: boolean | undefined;
  /** Its searches of the web find pictures too; by default where it is known. */
  findsPictures?: boolean | undefined;
  /** Further tools that it is given, by name. */
  extraTools?: readonly string[] | undefined;
  /** In which way it is given its tools, in the provider's word; absent: the switches say. */
  toolMode?: string | undefined;
  /** It reads of its tools, of all but those that the provider runs, as the first item of its input; no by default. */
  readsTools?: true | undefined;
  /** It takes pictures; yes by default. */
  takesPictures?: boolean | undefined;
  /** It takes recordings; no by default. */
  hears?: true | undefined;
  /** It can look at them as large as they are; in 0.169.0 yes by default where it is known, otherwise no. */
  takesOriginals?: boolean | undefined;
  /** How closely it looks at pictures where nobody says; absent: that is not told. */
  pictureDetail?: 'high' | 'original' | undefined;
  /** What it is told to be where nobody says; absent: what every model is told. */
  instructions?: string | undefined;
  /** What it is told of the ways to talk that people can choose from; absent: it has no choice. */
  personalities?: Readonly<Record<'friendly' | 'pragmatic', string>> | undefined;
  /** Its instructions say how it is to talk. */
  personality?: boolean | undefined;
  /** The share of its window, in percent, that is reported as usable; 95 by default. */
  usablePercent?: number | undefined;
  /** From how many tokens on its conversations are compacted where nobody says. */
  compactAt?: number | undefined;
  /** Names of its service tiers; absent: any name will do. */
  serviceTiers?: readonly string[];
  /** It is made to work with sub-agents as a team; no by default. */
  worksInTeams?: boolean;
  known: boolean;
}

/** Facts about models by name. */
export interface ModelCatalog {
  /** Asks what models there are, on behalf of this client, where that is due. Never throws. */
  refresh(originator: string): Promise<void>;
  facts(model: string): ModelFacts;
  /** All that the catalogue knows, those that people are not shown as well. */
  readonly names: readonly string[];
  /** Those of them that are named where an agent may be given another model. */
  readonly forAgents: readonly string[];
}
