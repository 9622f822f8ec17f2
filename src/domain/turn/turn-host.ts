// What a turn needs from the thread it runs in, and from the agent around that. Implemented by the live thread.

import type { DynamicToolSpec, RateLimitSnapshot, ThreadItem, Turn } from '../../protocol/index.js';
import type { Clock } from '../../util/clock.js';
import type { ThreadAgents } from '../agents/agent-ports.js';
import type { TeamSeat } from '../agents/team-ports.js';
import type { Behaviour } from '../behaviour.js';
import type { Environments } from '../environments/environment-ports.js';
import type { ThreadEvent } from '../events.js';
import type { GoalKeeper } from '../goal/goal-keeper.js';
import type { Reviewer } from '../guardian/guardian-ports.js';
import type { HookServices, ThreadHooks } from '../hooks/thread-hooks.js';
import type { PluginReader } from '../plugins/plugin-reader.js';
import type {
  GeneratedImages,
  HostFacts,
  ModelCatalog,
  ModelClient,
  ToolContext,
  ToolRunner,
  UserFiles,
} from '../ports.js';
import type { SpokenModels } from '../realtime/spoken-ports.js';
import type { AgentWords } from '../realtime/spoken-words.js';
import type { HistoryRecord } from '../records.js';
import type { SettingsResolver, ThreadSettings } from '../settings.js';
import type { SkillReader } from '../skills/skill-reader.js';
import type { ElicitationPause } from '../thread/elicitation-pause.js';
import type { ThreadHistory } from '../thread/history.js';
import type { TurnContext } from './model-request.js';
import type { RawNews } from './raw-news.js';
import type { TurnOffers } from './turn-offers.js';
import type { TurnOutcome } from './turn-state.js';

/** What all turns of an agent share. */
export interface TurnServices {
  readonly behaviour: Behaviour;
  readonly clock: Clock;
  readonly model: ModelClient;
  readonly catalog: ModelCatalog;
  readonly images: UserFiles;
  /** Null: pictures that the provider makes go into the model's history alone. */
  readonly generatedImages: GeneratedImages | null;
  readonly machine: HostFacts;
  readonly environments: Environments;
  readonly instructions: SettingsResolver['instructions'];
  readonly tools: ToolRunner;
  readonly hooks: HookServices;
  readonly skills: SkillReader;
  readonly plugins: PluginReader;
  readonly spoken: SpokenModels;
  newId(): string;
  /** From 0 to 1. */
  random(): number;
  /** Runs a task after the present one, when answers to it are on their way. */
  defer(task: () => void): void;
}

/** What a thread runs: a turn with the model, or one of another kind. */
export interface ThreadRun {
  readonly kind: 'turn' | 'compact' | 'review' | 'userShell';
  readonly turnId: string;
  /** Whether clients have been told of it. */
  readonly isVisible: boolean;
  readonly takesInput: boolean;
  readonly isBeingInterrupted: boolean;
  /** Resolves after its last event. */
  readonly ended: Promise<TurnOutcome>;
  /** Whether it is known to clients by that id. */
  isCalled(turnId: string): boolean;
  items(partial: boolean): ThreadItem[];
  begin(): void;
  /** Resolves when the end is recorded, before it is announced. */
  interrupt(reason: string): Promise<TurnOutcome>;
}

/** What the turns of one thread share. */
export interface TurnHost {
  readonly services: TurnServices;
  readonly threadId: string;
  /** Of the whole tree of agents: the id of the thread that a client started. */
  readonly sessionId: string;
  readonly originator: string;
  /** What kind of helper asks the model on the thread's behalf; null: the thread itself. */
  readonly subagent: string | null;
  readonly dynamicTools: readonly DynamicToolSpec[];
  /** Null where it may have no sub-agents. */
  readonly agents: ThreadAgents | null;
  /** Its place in a team of agents; null where it has none. */
  readonly team: TeamSeat | null;
  /** Time-outs of the thread's commands stand still while it counts anything. */
  readonly elicitations: Pick<ElicitationPause, 'setTimeout'>;
  readonly history: ThreadHistory;
  /** What the turn works towards besides what it was asked; null where that cannot be. */
  readonly goal: GoalKeeper | null;
  /** Reviews its approvals; null: nobody does. */
  readonly guardian: Reviewer | null;
  /** The commands that the user's configuration runs around its turns. */
  readonly hooks: ThreadHooks;
  /** For clients that want to see what the model sees. */
  readonly raw: RawNews;
  /** What the model may choose by itself, as it is told. */
  readonly offers: TurnOffers;
  /** What the model is told of a conversation by voice while one goes on. */
  readonly realtime: { readonly agentWords: AgentWords | null };
  /** What the model has been told of its surroundings; null: nothing yet. */
  context: TurnContext | null;
  rateLimits: RateLimitSnapshot | null;
  /** When the model was last told the time, by its clock, in unix milliseconds; null: not yet. */
  remindedAt: number | null;
  /** Appends to the log, then to the history. @throws DomainError `storage` */
  record(records: readonly HistoryRecord[]): void;
  /** Makes what was recorded survive the machine. @throws DomainError `storage` */
  sync(): Promise<void>;
  emit(event: ThreadEvent): void;
  /** Announces the turn, with which the status becomes active. */
  turnStarted(turn: Turn, settings: ThreadSettings): void;
  /** The turn's outcome is about to be announced: the status changes, the history takes over. */
  turnEnding(outcome: TurnOutcome): void;
  /** The end is announced: questions of the turn that nobody answered are void. */
  turnEnded(turnId: string): void;
  /** Something failed before the turn's end: the status says so at once. */
  markFailed(): void;
  /** Someone has something to read. */
  markUnread(turnId: string): void;
  ask(turnId: string, question: Parameters<ToolContext['ask']>[0]): ReturnType<ToolContext['ask']>;
}
