// How large a team may be, and how long its members may wait for each other.

export interface TeamLimits {
  /** Agents of one team that are loaded at a time, its root not counted. */
  readonly maxAgents: number;
  /** Milliseconds. */
  readonly wait: { readonly least: number; readonly usual: number; readonly most: number };
}

export const USUAL_TEAM_LIMITS: TeamLimits = {
  maxAgents: 3,
  wait: { least: 10_000, usual: 30_000, most: 3_600_000 },
};
