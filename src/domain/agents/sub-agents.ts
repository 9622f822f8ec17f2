// Threads that other threads have spawned: who belongs to whom, how far each is, and who is told. An effectful
// service beside the registry; the tools in tools/agents/ drive it.

import type { ThreadItem, Turn } from '../../protocol/index.js';
import { deferred } from '../../util/deferred.js';
import type { DomainEvent, ThreadEvent } from '../events.js';
import type { LiveThreadImpl } from '../thread/live-thread.js';
import { sendable, userTextItem } from '../turn/model-request.js';
import {
  AgentLimitReached,
  type AgentRole,
  type AgentWish,
  type SpawnedAgent,
  type ThreadAgents,
} from './agent-ports.js';
import { DEFAULT_ROLE, rolesWith } from './agent-roles.js';
import { spawnedBy, spawnedSource } from './agent-source.js';
import { type AgentStatus, agentNews, isFinal, NOT_FOUND } from './agent-status.js';
import type { AgentSurroundings } from './agent-surroundings.js';
import { chosenModel, handedOn } from './chosen-model.js';
import { saidInTheEnd } from './forked-history.js';
import { interruptIfBusy } from './interrupt-if-busy.js';
import { storedAgents } from './stored-agents.js';
import { agentsOf } from './team-limits.js';

export interface SubAgentsDeps extends AgentSurroundings {
  /** Whether it has a team, or a place in one, which is another way to have agents. */
  isInTeam(threadId: string): boolean;
}

interface OpenAgent {
  readonly id: string;
  readonly parentId: string;
  /** The thread at the top of its tree. */
  readonly rootId: string;
  status: AgentStatus;
  lastText: string | null;
  /** Its parent is still to be told of its first end. */
  isAwaited: boolean;
}

export class SubAgents {
  readonly #deps: SubAgentsDeps;
  readonly #open = new Map<string, OpenAgent>();
  /** Agents that are being loaded, by the root they count for. */
  readonly #coming = new Map<string, number>();
  #change = deferred<void>();

  constructor(deps: SubAgentsDeps) {
    this.#deps = deps;
  }

  /** Null for a thread that may not have agents. */
  of(threadId: string): ThreadAgents | null {
    const parent = this.#deps.registry.find(threadId);
    if (parent === null || parent.settings.features.multi_agent === false) return null;
    if (this.#deps.isInTeam(threadId)) return null;
    const { team, limits } = agentsOf(parent.settings);
    if (!team.isOn || depthOf(parent) >= limits.maxDepth) return null;
    return {
      roles: () => rolesWith(this.#deps.configuration.roles(parent.settings.cwd)),
      spawn: (wish) => this.#spawn(parent, wish),
      statusOf: (agentId) => this.#find(parent, agentId)?.status ?? NOT_FOUND,
      changed: () => this.#change.promise,
      send: async (agentId, input, { interrupts, turnId }) => {
        const agent = this.#find(parent, agentId);
        const thread = agent === null ? null : this.#deps.registry.find(agent.id);
        if (thread === null) return null;
        if (interrupts) await interruptIfBusy(thread);
        return startTurn(thread, input, rootTurnOf(parent, turnId));
      },
      close: (agentId) => this.#close(this.#find(parent, agentId)),
      resume: (agentId) => this.#resume(parent, agentId),
    };
  }

  /** Open agents of a thread and of its agents, those nearest to it first. */
  below(threadId: string): string[] {
    const own = [...this.#open.values()].filter(({ parentId }) => parentId === threadId);
    return own.flatMap(({ id }) => [id, ...this.below(id)]);
  }

  /** Unloads a thread, and with it the agents that share its fate; resolves with all their ids. */
  async unloadFated(threadId: string): Promise<string[]> {
    const { store, behaviour } = this.#deps;
    const [agents, archived] = await Promise.all([
      behaviour.agentsShareFate ? storedAgents(store, threadId) : [],
      this.archivedFated(threadId),
      this.#unloadIfLoaded(threadId),
    ]);
    for (const id of [...agents, ...archived]) await this.#unloadIfLoaded(id);
    return [threadId, ...agents];
  }

  /** Ids of the agents that lie in the archive and share a thread's fate. */
  async archivedFated(threadId: string): Promise<string[]> {
    const { store, behaviour } = this.#deps;
    return behaviour.agentsShareFate ? storedAgents(store, threadId, true) : [];
  }

  async #unloadIfLoaded(threadId: string): Promise<void> {
    const thread = this.#deps.registry.find(threadId);
    if (thread !== null) await this.#deps.unload(thread);
  }

  /** Follows what threads tell. */
  observe(event: DomainEvent): void {
    if (event.scope === 'thread') {
      const agent = this.#open.get(event.threadId);
      if (agent !== undefined) this.#follow(agent, event.event);
    } else if (event.event.type === 'threadStatusChanged' && event.event.status.type === 'notLoaded') {
      if (this.#open.delete(event.event.threadId)) this.#tellChange();
    }
  }

  #follow(agent: OpenAgent, event: ThreadEvent): void {
    switch (event.type) {
      case 'turnStarted':
        agent.lastText = null;
        this.#setStatus(agent, { type: 'running' });
        return;
      case 'itemCompleted':
        agent.lastText = textOf(event.item) ?? agent.lastText;
        return;
      case 'turnCompleted':
        this.#setStatus(agent, this.#statusAfter(event.turn, agent.lastText));
        return;
      default:
    }
  }

  #statusAfter({ status, error }: Turn, lastText: string | null): AgentStatus {
    if (status === 'interrupted') return { type: 'interrupted' };
    if (status === 'failed' && this.#deps.behaviour.failedAgentsAreErrored) {
      return { type: 'errored', message: error?.message ?? null };
    }
    return { type: 'completed', message: status === 'failed' ? null : lastText };
  }

  #setStatus(agent: OpenAgent, status: AgentStatus): void {
    agent.status = status;
    if (isFinal(status)) this.#tellParent(agent, status);
    this.#tellChange();
  }

  /** Of the first end of an agent since it was opened. */
  #tellParent(agent: OpenAgent, status: AgentStatus): void {
    if (!agent.isAwaited) return;
    agent.isAwaited = false;
    const news = userTextItem(agentNews(agent.id, status));
    this.#deps.registry.find(agent.parentId)?.hear(news);
  }

  #tellChange(): void {
    const change = this.#change;
    this.#change = deferred();
    change.resolve();
  }

  /** An agent of the same tree, but not one that the asking thread itself works for. */
  #find(asking: LiveThreadImpl, agentId: string): OpenAgent | null {
    const agent = this.#open.get(agentId);
    if (agent === undefined || agent.rootId !== this.#rootOf(asking)) return null;
    return agentId === asking.id || this.below(agentId).includes(asking.id) ? null : agent;
  }

  #rootOf(thread: LiveThreadImpl): string {
    return this.#open.get(thread.id)?.rootId ?? thread.id;
  }

  async #spawn(parent: LiveThreadImpl, wish: AgentWish): Promise<SpawnedAgent> {
    const { catalog, loader, random, behaviour } = this.#deps;
    const { overrides, nicknames } = wish.role;
    const nickname = this.#deps.nicknames.next(nicknames, random());
    const { model, effort } = chosenModel(parent.settings, wish, catalog);
    const isLean = wish.forkContext && behaviour.agentForksSeeUserAlone;
    const { input: history } = parent.core.history;
    const seen = isLean ? saidInTheEnd(history) : wish.forkContext ? sendable(history) : [];
    const thread = await this.#counted(parent, () =>
      loader.spawn({
        settings: { ...handedOn(parent.settings, catalog), ...overrides, model, effort },
        originator: parent.core.originator,
        ephemeral: parent.isEphemeral,
        source: spawnedSource({
          parentThreadId: parent.id,
          depth: depthOf(parent) + 1,
          path: null,
          nickname,
          role: isLean ? (spawnedBy(parent.meta.source)?.role ?? null) : roleShown(wish.role),
        }),
        sessionId: parent.core.sessionId,
        forkedFromId: isLean ? parent.id : null,
        records: seen.map((item) => ({ type: 'modelItem', turnId: null, item })),
      }),
    );
    this.#opened(parent, thread, { type: 'pendingInit' });
    startTurn(thread, wish.input, rootTurnOf(parent, wish.turnId));
    return { id: thread.id, nickname, model, effort };
  }

  async #close(agent: OpenAgent | null): Promise<AgentStatus> {
    if (agent === null) return NOT_FOUND;
    const { status } = agent;
    this.#tellParent(agent, { type: 'shutdown' });
    for (const id of [...this.below(agent.id).reverse(), agent.id]) {
      this.#open.delete(id);
      await this.#unloadIfLoaded(id);
    }
    this.#tellChange();
    return status;
  }

  async #resume(parent: LiveThreadImpl, agentId: string): Promise<AgentStatus> {
    const open = this.#find(parent, agentId);
    if (open !== null) return open.status;
    if (this.#open.has(agentId) || agentId === parent.id) return NOT_FOUND;
    const { loader, catalog } = this.#deps;
    const thread = await this.#counted(parent, async () => {
      if (!(await loader.wasSpawnedBy(agentId, parent.id))) return null;
      return loader.resume({
        isForAgent: true,
        threadId: agentId,
        path: null,
        history: null,
        overrides: {},
        settings: handedOn(parent.settings, catalog),
        config: null,
        originator: parent.core.originator,
      });
    });
    if (thread === null) return NOT_FOUND;
    const status = this.#statusStored(thread);
    this.#opened(parent, thread, status);
    return status;
  }

  /** What a thread that was read back has come to. */
  #statusStored(thread: LiveThreadImpl): AgentStatus {
    if (thread.isRunning) return { type: 'running' };
    const wasInterrupted = thread.snapshot({ turns: true }).turns.at(-1)?.status === 'interrupted';
    const isKept = wasInterrupted && this.#deps.behaviour.resumedAgentsStayInterrupted;
    return { type: isKept ? 'interrupted' : 'pendingInit' };
  }

  /** Whoever watches the parent watches the agent. */
  #opened(parent: LiveThreadImpl, thread: LiveThreadImpl, status: AgentStatus): void {
    const { hub } = this.#deps;
    const { id } = thread;
    const rootId = this.#rootOf(parent);
    this.#open.set(id, { id, parentId: parent.id, rootId, status, lastText: null, isAwaited: true });
    for (const connection of hub.subscribers(parent.id)) hub.subscribe(connection, id);
  }

  /** Runs what opens an agent, if there is room for one. @throws AgentLimitReached */
  async #counted<T>(parent: LiveThreadImpl, open: () => Promise<T>): Promise<T> {
    const rootId = this.#rootOf(parent);
    const { maxThreads } = agentsOf(parent.settings).limits;
    const coming = this.#coming.get(rootId) ?? 0;
    const opened = [...this.#open.values()].filter((agent) => agent.rootId === rootId).length;
    if (opened + coming >= maxThreads) throw new AgentLimitReached(maxThreads);
    this.#coming.set(rootId, coming + 1);
    try {
      return await open();
    } finally {
      const left = (this.#coming.get(rootId) ?? 1) - 1;
      if (left === 0) this.#coming.delete(rootId);
      else this.#coming.set(rootId, left);
    }
  }
}

/** The turn on whose behalf one of the thread runs. */
function rootTurnOf(thread: LiveThreadImpl, turnId: string): string {
  return thread.core.history.turn(turnId)?.rootTurnId ?? turnId;
}

function depthOf(thread: LiveThreadImpl): number {
  return spawnedBy(thread.meta.source)?.depth ?? 0;
}

function startTurn(thread: LiveThreadImpl, input: AgentWish['input'], rootTurnId: string): string {
  const accepted = thread.startTurn({
    input,
    clientUserMessageId: null,
    overrides: {},
    outputSchema: null,
    rootTurnId,
  });
  return accepted.turn.id;
}

function roleShown({ name }: AgentRole): string | null {
  return name === DEFAULT_ROLE ? null : name;
}

function textOf(item: ThreadItem): string | null {
  return item.type === 'agentMessage' ? item.text : null;
}
