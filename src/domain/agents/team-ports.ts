// What a thread has of the team it belongs to: its place in it, its mail, and what its tools may do with the others.
// Teams are how newer models work with sub-agents; agent-ports.ts is the older way.

import type { ReasoningEffort } from '../../protocol/index.js';
import type { ThreadSettings } from '../settings.js';
import type { AgentRole } from './agent-ports.js';
import type { AgentStatus } from './agent-status.js';
import type { Mailbox } from './mailbox.js';
import type { TeamConfiguration } from './team-limits.js';

/** What cannot be done with the team; the message is what the model is told. */
export class TeamRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TeamRefusal';
  }
}

export interface MemberWish {
  readonly name: string;
  readonly message: string;
  readonly role: AgentRole;
  /** Absent: the parent's own. */
  readonly model: string | undefined;
  readonly effort: ReasoningEffort | undefined;
  /** It begins with all that its parent has seen. */
  readonly forks: boolean;
  /** The turn of the parent that asks for it. */
  readonly turnId: string;
}

export interface Member {
  readonly id: string;
  readonly path: string;
}

export interface SpawnedMember extends Member {
  readonly model: string;
  readonly effort: ReasoningEffort | null;
  /** Sets it to work. */
  begin(): void;
}

export interface TeamMessage {
  readonly text: string;
  /** A task starts a turn where none runs; a note waits for the next. */
  readonly kind: 'task' | 'note';
  /** The turn that sends it. */
  readonly turnId: string;
}

/** What the tools of one thread may do. `reference` is an id, a path or a name below its own. */
export interface ThreadTeam {
  readonly configured: TeamConfiguration;
  /** What its own thread has been sent. */
  readonly mail: Mailbox;
  /** Those there are, in the order the model is told of them; `isUsual`: none is configured. */
  roles(): { readonly roles: readonly AgentRole[]; readonly isUsual: boolean };
  /** @throws TeamRefusal | AgentLimitReached */
  spawn(wish: MemberWish): Promise<SpawnedMember>;
  /** The member, wherever it is kept. @throws TeamRefusal */
  find(reference: string): Promise<Member>;
  /** Has the member loaded, as far as there is room; what it returns sends the message. @throws AgentLimitReached for a task */
  reach(member: Member, kind: TeamMessage['kind']): Promise<(message: TeamMessage) => void>;
  /** `notFound` for one that is not loaded. */
  statusOf(member: Member): AgentStatus;
  interrupt(member: Member): Promise<void>;
  /** Those that are loaded at or below `prefix`, by path. @throws TeamRefusal */
  list(prefix: string | undefined): readonly { readonly path: string; readonly status: AgentStatus }[];
}

export interface TeamSeat {
  readonly path: string;
  readonly mail: Mailbox;
  /** What the model is told of the team before anything else; null: nothing. */
  readonly hint: string | null;
  /** How eagerly it is to start others at that effort; null: nothing is said. */
  modeAt(effort: ThreadSettings['effort']): string | null;
  /** Null for an agent whose model knows nothing of teams. */
  readonly tools: ThreadTeam | null;
}
