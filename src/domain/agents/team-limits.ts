// What is configured of sub-agents: how many a thread may have; and of teams: how large one may be, how long its
// members may wait for each other, which of its tools there are, and what their models are told.

/** Of agents of the older way. */
export interface AgentLimits {
  /** Agents of one tree that are open at a time. */
  readonly maxThreads: number;
  /** 1: agents have no agents of their own. */
  readonly maxDepth: number;
}

export const USUAL_LIMITS: AgentLimits = { maxThreads: 6, maxDepth: 1 };

interface TeamLimits {
  /** Agents of one team that are loaded at a time, its root not counted. */
  readonly maxAgents: number;
  /** Milliseconds. */
  readonly wait: { readonly least: number; readonly usual: number; readonly most: number };
}

export interface TeamTools {
  /** What they are called in. */
  readonly namespace: string;
  /** Without any, a team is only spoken of. */
  readonly areThere: boolean;
  readonly wait: boolean;
  /** Those by which agents write to each other. */
  readonly letters: boolean;
  /** Whether the model is told that agents may have another model, or think harder. */
  readonly tellModels: boolean;
  /** What is said of starting agents besides; null: nothing. */
  readonly usageHint: string | null;
}

/** Words in the place of the usual ones; null: those; empty: none. */
interface TeamWords {
  readonly root: string | null;
  readonly member: string | null;
  /** When to start agents. */
  readonly mode: string | null;
  /** The developer's instructions of members; null: those of whoever starts one. */
  readonly instructions: string | null;
}

export interface TeamConfiguration extends TeamLimits {
  /** Threads have a team where their model works with one. */
  readonly isOn: boolean;
  readonly tools: TeamTools;
  readonly words: TeamWords;
}

export const USUAL_TEAM: TeamConfiguration = {
  isOn: true,
  maxAgents: 3,
  wait: { least: 10_000, usual: 30_000, most: 3_600_000 },
  tools: {
    namespace: 'collaboration',
    areThere: true,
    wait: true,
    letters: true,
    tellModels: true,
    usageHint: null,
  },
  words: { root: null, member: null, mode: null, instructions: null },
};

export interface AgentSettings {
  readonly limits: AgentLimits;
  readonly team: TeamConfiguration;
}

/** What is configured of a thread's agents. */
export function agentsOf({ agents }: { readonly agents?: AgentSettings | undefined }): AgentSettings {
  return agents ?? { limits: USUAL_LIMITS, team: USUAL_TEAM };
}
