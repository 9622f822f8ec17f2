// What the tools of a thread may do with its sub-agents, which are threads themselves.

import type { ReasoningEffort, UserInput } from '../../protocol/index.js';
import type { SettingsOverrides } from '../settings.js';
import type { AgentStatus } from './agent-status.js';

/** What kind of agent one may be. */
export interface AgentRole {
  readonly name: string;
  /** When to choose it, as the model reads it; null: the name says it. */
  readonly description: string | null;
  /** What such an agent runs with, whatever was asked for. */
  readonly overrides: SettingsOverrides;
  /** What such agents are called; null: as any other. */
  readonly nicknames: readonly string[] | null;
}

export interface AgentWish {
  readonly input: readonly UserInput[];
  readonly role: AgentRole;
  /** Absent: the parent's own. */
  readonly model: string | undefined;
  readonly effort: ReasoningEffort | undefined;
  /** It begins with what its parent has seen so far. */
  readonly forkContext: boolean;
  /** The turn of the parent that asks for it. */
  readonly turnId: string;
}

export interface SpawnedAgent {
  readonly id: string;
  readonly nickname: string;
  readonly model: string;
  readonly effort: ReasoningEffort | null;
}

/** An agent cannot be had: too many are open already. */
export class AgentLimitReached extends Error {
  readonly most: number;

  constructor(most: number) {
    super(`no more than ${most} agents at a time`);
    this.name = 'AgentLimitReached';
    this.most = most;
  }
}

/** The sub-agents of one thread, its own and those of its whole tree. */
export interface ThreadAgents {
  /** Those there are, in the order the model is told of them. */
  roles(): readonly AgentRole[];
  /** @throws AgentLimitReached */
  spawn(wish: AgentWish): Promise<SpawnedAgent>;
  /** `notFound` for one that was closed, or never was. */
  statusOf(agentId: string): AgentStatus;
  /** Resolves when the status of any agent of the tree changes. */
  changed(): Promise<void>;
  /** Gives it something to do, after what it does now or instead of it; null: not found. Resolves with the id of that. */
  send(
    agentId: string,
    input: readonly UserInput[],
    how: { interrupts: boolean; turnId: string },
  ): Promise<string | null>;
  /** Ends it and its own agents; resolves with the status it had. */
  close(agentId: string): Promise<AgentStatus>;
  /** Opens one again that was closed, be it before this server started. @throws AgentLimitReached */
  resume(agentId: string): Promise<AgentStatus>;
}

/** The port to what is configured of agents. */
export interface AgentConfiguration {
  /** Roles besides those that are always there, or in their place, for a thread that works in `cwd`. */
  roles(cwd: string): readonly AgentRole[];
}

export const USUAL_AGENTS: AgentConfiguration = {
  roles: () => [],
};
