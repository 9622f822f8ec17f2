// Teams of threads: who has which place, who is loaded, what they send each other, and how those above hear of an end.
// An effectful service beside the registry; the tools in tools/team/ drive it.

import type { ThreadItem } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { DomainEvent, ThreadEvent } from '../events.js';
import type { LiveThreadImpl } from '../thread/live-thread.js';
import { activityItem } from './activity-item.js';
import { assertAgentName, isWithin, parentPath, ROOT_PATH, resolvePath } from './agent-path.js';
import { DEFAULT_ROLE, rolesWith } from './agent-roles.js';
import { spawnedBy, spawnedSource } from './agent-source.js';
import { type AgentStatus, NOT_FOUND } from './agent-status.js';
import type { AgentSurroundings } from './agent-surroundings.js';
import { chosenModel, handedOn, instructedForTeam } from './chosen-model.js';
import { seenBy } from './forked-history.js';
import { interruptIfBusy } from './interrupt-if-busy.js';
import { Mailbox } from './mailbox.js';
import { statusAfter, statusOnLoad } from './member-status.js';
import { storedMembers } from './stored-agents.js';
import { TakenNames } from './taken-names.js';
import { agentsOf, type TeamConfiguration } from './team-limits.js';
import {
  type Member,
  type MemberWish,
  type SpawnedMember,
  type TeamMessage,
  TeamRefusal,
  type TeamSeat,
  type ThreadTeam,
} from './team-ports.js';
import { TeamRoom } from './team-room.js';
import { agentLetter, failureText, finalAnswer, teamHints, unknownAgentText } from './team-texts.js';

export interface TeamsDeps extends AgentSurroundings {
  defer(task: () => void): void;
  onError(thrown: unknown): void;
}

/** What is known of a loaded thread that has a place in a team. */
interface Seated {
  status: AgentStatus;
  lastText: string | null;
  /** The turn of the thread above that the present task is from; null: it is from another. */
  askedBy: string | null;
}

export class Teams {
  readonly #deps: TeamsDeps;
  readonly #mail = new Map<string, Mailbox>();
  readonly #seated = new Map<string, Seated>();
  readonly #room: TeamRoom<LiveThreadImpl>;
  /** Paths of agents that are being started, each below its root. */
  readonly #starting = new Set<string>();
  readonly #loading = new Map<string, Promise<unknown>>();
  readonly #names = new TakenNames();

  constructor(deps: TeamsDeps) {
    this.#deps = deps;
    this.#room = new TeamRoom({
      most: (rootId) => this.#configured(rootId).maxAgents,
      members: (rootId) => this.#loaded(rootId),
      pathOf: placeOf,
      isBusy: ({ id, isRunning }) => isRunning || this.#mailOf(id).task !== null,
      unload: (thread) => deps.unload(thread),
    });
  }

  /** Null for a thread that is in no team and can have none. */
  of(threadId: string): TeamSeat | null {
    const thread = this.#deps.registry.find(threadId);
    if (thread === null || !this.#deps.behaviour.agentsAreTeams) return null;
    const path = placeOf(thread);
    const mayHaveTools = this.#mayHaveTools(thread, path);
    if (path === null && !mayHaveTools) return null;
    const configured = this.#configured(rootOf(thread));
    return {
      path: path ?? ROOT_PATH,
      mail: this.#mailOf(threadId),
      ...teamHints(path, configured),
      tools: mayHaveTools && configured.tools.areThere ? this.#toolsOf(thread, path ?? ROOT_PATH) : null,
    };
  }

  /** A switch gives the thread a client started a team; below it the model alone decides, the first it had. */
  #mayHaveTools({ settings, meta, core }: LiveThreadImpl, path: string | null): boolean {
    const { catalog } = this.#deps;
    const byModel = catalog.facts(core.history.firstModel ?? settings.model).worksInTeams === true;
    if (path !== null) return byModel;
    // One that works for an agent of the older way is such an agent itself.
    if (spawnedBy(meta.source) !== null) return false;
    return settings.features.multi_agent_v2 === true || (byModel && agentsOf(settings).team.isOn);
  }

  #configured(rootId: string): TeamConfiguration {
    return agentsOf(this.#deps.registry.find(rootId)?.settings ?? {}).team;
  }

  /** Starts the turn that the thread's mail wants. Whether there is one. */
  pursue(threadId: string): boolean {
    const thread = this.#deps.registry.find(threadId);
    const mail = this.#mail.get(threadId);
    if (thread === null || mail === undefined || thread.isRunning || thread.isClosing) return false;
    const { task } = mail;
    if (task === null) return false;
    const isFromAbove = task.by === spawnedBy(thread.meta.source)?.parentThreadId;
    this.#seat(threadId).askedBy = isFromAbove ? task.turnId : null;
    return thread.takeUp(mail.take(), task.rootTurnId);
  }

  /** Follows what threads tell. */
  observe(event: DomainEvent): void {
    if (event.scope === 'thread') {
      const seated = this.#seated.get(event.threadId);
      if (seated !== undefined) this.#follow(event.threadId, seated, event.event);
    } else if (event.event.type === 'threadStatusChanged' && event.event.status.type === 'notLoaded') {
      this.#forget(event.event.threadId);
    } else if (event.event.type === 'threadDeleted') {
      this.#mail.delete(event.event.threadId);
    }
  }

  /** Of a thread that is not loaded only what it has been sent is kept. */
  #forget(threadId: string): void {
    this.#names.forget(threadId);
    this.#seated.delete(threadId);
    this.#room.forget(threadId);
    if (this.#mail.get(threadId)?.isEmpty === true) this.#mail.delete(threadId);
  }

  #follow(threadId: string, seated: Seated, event: ThreadEvent): void {
    switch (event.type) {
      case 'turnStarted':
        seated.lastText = null;
        seated.status = { type: 'running' };
        this.#room.touch(threadId);
        return;
      case 'itemCompleted':
        if (event.item.type === 'agentMessage') seated.lastText = event.item.text;
        return;
      case 'turnCompleted':
        seated.status = statusAfter(event.turn, seated.lastText);
        this.#room.touch(threadId);
        this.#tellAbove(threadId, seated, event.turn.id);
        return;
      default:
    }
  }

  /** An interruption is nobody's news: who wanted it knows. */
  #tellAbove(threadId: string, { status, askedBy }: Seated, turnId: string): void {
    const { registry } = this.#deps;
    const thread = registry.find(threadId);
    const path = thread === null ? null : placeOf(thread);
    const parentId = thread === null ? undefined : spawnedBy(thread.meta.source)?.parentThreadId;
    if (path === null || parentId === undefined) return;
    if (status.type !== 'completed' && status.type !== 'errored') return;
    const parent = registry.find(parentId);
    if (status.type === 'completed' && parent !== null) {
      const shownIn = askedBy ?? parent.core.history.turns().at(-1)?.id;
      const item = activityItem(
        { id: `subagent-completed-${turnId}`, kind: 'completed' },
        { id: threadId, path },
      );
      if (shownIn !== undefined) this.#show(parent, shownIn, item);
    }
    const text = status.message ?? '';
    const answer = status.type === 'completed' ? text : failureText(text);
    this.#mailOf(parentId).put({ item: finalAnswer(path, parentPath(path), answer), task: null });
  }

  #show(parent: LiveThreadImpl, turnId: string, item: ThreadItem): void {
    try {
      parent.showItem(turnId, item);
    } catch (thrown) {
      this.#deps.onError(thrown);
    }
  }

  #toolsOf(asking: LiveThreadImpl, path: string): ThreadTeam {
    const { configuration, registry } = this.#deps;
    return {
      configured: this.#configured(rootOf(asking)),
      mail: this.#mailOf(asking.id),
      roles: () => {
        const configured = configuration.roles(asking.settings.cwd);
        return { roles: rolesWith(configured), isUsual: configured.length === 0 };
      },
      spawn: (wish) => this.#spawn(asking, path, wish),
      find: (reference) => this.#find(asking, path, reference),
      reach: (member, kind) => this.#reach(asking, path, { member, kind }),
      statusOf: ({ id }) => (registry.find(id) === null ? NOT_FOUND : this.#seat(id).status),
      async interrupt({ id }) {
        const thread = registry.find(id);
        if (thread !== null) await interruptIfBusy(thread);
      },
      list: (prefix) => {
        const top = prefix === undefined ? ROOT_PATH : resolvePath(path, prefix);
        const root = registry.find(rootOf(asking));
        return [...(root === null ? [] : [root]), ...this.#loaded(rootOf(asking))]
          .map(({ id, meta }) => ({
            path: spawnedBy(meta.source)?.path ?? ROOT_PATH,
            status: this.#seat(id).status,
          }))
          .filter((member) => isWithin(member.path, top))
          .sort((a, b) => (a.path < b.path ? -1 : 1));
      },
    };
  }

  async #spawn(parent: LiveThreadImpl, ownPath: string, wish: MemberWish): Promise<SpawnedMember> {
    const { loader, catalog, nicknames, random } = this.#deps;
    assertAgentName(wish.name);
    const path = `${ownPath}/${wish.name}`;
    const rootId = rootOf(parent);
    const { model, effort } = chosenModel(parent.settings, wish, catalog);
    const thread = await this.#starts(rootId, path, () =>
      loader.spawn({
        settings: {
          ...handedOn(instructedForTeam(parent.settings), catalog),
          ...wish.role.overrides,
          model,
          effort,
        },
        originator: parent.core.originator,
        ephemeral: parent.isEphemeral,
        source: spawnedSource({
          parentThreadId: parent.id,
          depth: (spawnedBy(parent.meta.source)?.depth ?? 0) + 1,
          path,
          nickname: nicknames.next(wish.role.nicknames, random()),
          role: wish.role.name === DEFAULT_ROLE ? null : wish.role.name,
        }),
        sessionId: rootId,
        forkedFromId: wish.forks ? parent.id : null,
        records: wish.forks ? seenBy(parent.core.history, parent.settings, wish.turnId) : [],
      }),
    );
    this.#opened(parent, thread);
    const begin = (): void =>
      this.#send(parent, ownPath, {
        member: { id: thread.id, path },
        message: { text: wish.message, kind: 'task', turnId: wish.turnId },
      });
    return { id: thread.id, path, model, effort, begin };
  }

  /** @throws TeamRefusal for a path that is taken, AgentLimitReached */
  async #starts<T>(rootId: string, path: string, start: () => Promise<T>): Promise<T> {
    const { store } = this.#deps;
    const taken = new TeamRefusal(`agent path \`${path}\` already exists`);
    const name = `${rootId}${path}`;
    if (this.#starting.has(name)) throw taken;
    this.#room.assertSome(rootId);
    this.#starting.add(name);
    try {
      const isTaken =
        this.#names.below(rootId).has(path) ||
        this.#loaded(rootId).some((thread) => placeOf(thread) === path) ||
        (await storedMembers(store, rootId, false)).has(path) ||
        (await storedMembers(store, rootId, true)).has(path);
      if (isTaken) throw taken;
      return await this.#room.hold(rootId, path, start);
    } finally {
      this.#starting.delete(name);
    }
  }

  async #find(asking: LiveThreadImpl, path: string, reference: string): Promise<Member> {
    const rootId = rootOf(asking);
    const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(reference);
    const wanted = isId ? null : resolvePath(path, reference);
    const loaded = this.#loaded(rootId).map((thread) => [placeOf(thread) ?? '', thread.id] as const);
    const known = new Map([
      [ROOT_PATH, rootId],
      ...this.#names.below(rootId),
      ...(await storedMembers(this.#deps.store, rootId, true)),
      ...(await storedMembers(this.#deps.store, rootId, false)),
      ...loaded,
    ]);
    for (const [at, id] of known)
      if (wanted === null ? id === reference : at === wanted) return { id, path: at };
    throw new TeamRefusal(
      wanted === null ? unknownAgentText(reference) : `live agent path \`${wanted}\` not found`,
    );
  }

  /** Without room a note waits in the mail. */
  async #reach(
    asking: LiveThreadImpl,
    ownPath: string,
    { member, kind }: { member: Member; kind: TeamMessage['kind'] },
  ): Promise<(message: TeamMessage) => void> {
    const rootId = rootOf(asking);
    if (member.id !== rootId && !this.#isThere(member)) {
      const mayLoad = kind === 'task' || this.#room.canHold(rootId);
      if (mayLoad) await this.#load(asking, member);
    }
    return (message) => this.#send(asking, ownPath, { member, message });
  }

  /** Also one that was archived by itself, which then still is. */
  async #load(asking: LiveThreadImpl, { id, path }: Member): Promise<void> {
    const loading =
      this.#loading.get(id) ??
      this.#room
        .hold(rootOf(asking), path, () => this.#resume(asking, id))
        .then((thread) => this.#opened(asking, thread))
        .finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    await loading;
  }

  /** One that is just being put away comes back when it is. */
  async #resume({ core: { originator } }: LiveThreadImpl, threadId: string): Promise<LiveThreadImpl> {
    const { loader, registry, unload } = this.#deps;
    const leaving = registry.find(threadId);
    if (leaving?.isClosing) await unload(leaving);
    const input = { threadId, path: null, history: null, overrides: {}, config: null, originator };
    if ((await this.#deps.store.find(threadId)) === null) throw new TeamRefusal(unknownAgentText(threadId));
    return loader.resume({ ...input, takesArchived: true, isForAgent: true });
  }

  #isThere({ id }: Member): boolean {
    return this.#deps.registry.find(id)?.isClosing === false;
  }

  #send(
    from: LiveThreadImpl,
    ownPath: string,
    { member, message }: { member: Member; message: TeamMessage },
  ): void {
    const { kind, text, turnId } = message;
    const isTask = kind === 'task';
    const item = agentLetter(isTask ? 'NEW_TASK' : 'MESSAGE', ownPath, { path: member.path, text });
    const rootTurnId = from.core.history.turn(turnId)?.rootTurnId ?? turnId;
    this.#mailOf(member.id).put({ item, task: isTask ? { by: from.id, turnId, rootTurnId } : null });
    this.#deps.defer(() => void this.#deliver(from, ownPath, member));
  }

  /** Has the member do what it was sent; one that was put away since it was reached comes back for a task. */
  async #deliver(from: LiveThreadImpl, ownPath: string, member: Member): Promise<void> {
    const mail = this.#mailOf(member.id);
    try {
      if (mail.task !== null && !this.#isThere(member) && !from.isClosing) await this.#load(from, member);
    } catch (thrown) {
      mail.withdrawTasks();
      const news = failureText(messageOf(thrown));
      this.#mailOf(from.id).put({ item: finalAnswer(member.path, ownPath, news), task: null });
    }
    this.pursue(member.id);
  }

  /** Whoever watches the one that opened it watches it. */
  #opened(by: LiveThreadImpl, thread: LiveThreadImpl): void {
    const { hub } = this.#deps;
    const { id } = thread;
    this.#names.take(rootOf(thread), placeOf(thread) ?? '', id);
    this.#seat(id);
    this.#room.touch(id);
    for (const connection of hub.subscribers(by.id)) hub.subscribe(connection, id);
  }

  /** Agents of the team that are loaded and stay so. */
  #loaded(rootId: string): LiveThreadImpl[] {
    return this.#deps.registry.all.filter(
      (thread) => rootOf(thread) === rootId && placeOf(thread) !== null && !thread.isClosing,
    );
  }

  #mailOf(threadId: string): Mailbox {
    const known = this.#mail.get(threadId);
    if (known !== undefined) return known;
    const made = new Mailbox();
    this.#mail.set(threadId, made);
    return made;
  }

  #seat(threadId: string): Seated {
    const known = this.#seated.get(threadId);
    if (known !== undefined) return known;
    const thread = this.#deps.registry.find(threadId);
    const made: Seated = {
      status: thread === null ? { type: 'pendingInit' } : statusOnLoad(thread),
      lastText: null,
      askedBy: null,
    };
    this.#seated.set(threadId, made);
    return made;
  }
}

/** Null for a thread that is in no team, or at the top of one. */
function placeOf({ meta }: LiveThreadImpl): string | null {
  return spawnedBy(meta.source)?.path ?? null;
}

function rootOf({ core }: LiveThreadImpl): string {
  return core.sessionId;
}
