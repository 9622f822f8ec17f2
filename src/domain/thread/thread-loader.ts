// How threads come to be loaded: started, resumed from the store or from given history, forked.

import type { DynamicToolSpec, SessionSource } from '../../protocol/index.js';
import type { ForkThread, ResumeThread, StartThread } from '../agent.js';
import { spawnedBy } from '../agents/agent-source.js';
import { DomainError } from '../errors.js';
import { copyAttachments } from '../facts/attachments.js';
import type { FactStore } from '../facts/fact-store.js';
import type { Projects } from '../facts/projects.js';
import type { Announcer } from '../hub/announcer.js';
import type { GitReader, StoredThread, ThreadStore } from '../ports.js';
import type { HistoryRecord, ModelItem, ThreadMeta } from '../records.js';
import type { SettingsResolver, ThreadSettings } from '../settings.js';
import { instructionsFor } from '../turn/personality.js';
import { instructionsOf } from '../turn/prompts.js';
import { forkBase, resumeBase } from './carried-settings.js';
import { forkedRecords } from './fork.js';
import { givenRecords } from './given-records.js';
import { reduceHistory } from './history.js';
import type { LiveThreadImpl } from './live-thread.js';
import type { ThreadRegistry } from './registry.js';
import type { LoadedThread, ThreadServices } from './thread-core.js';
import { idInPath } from './thread-ids.js';
import { takesDirectInput } from './thread-view.js';

export interface ThreadLoaderDeps {
  services: ThreadServices;
  registry: ThreadRegistry;
  announcer: Announcer;
  store: ThreadStore;
  settings: SettingsResolver;
  git: GitReader;
  projects: Pick<Projects, 'assertThere' | 'enter' | 'of'>;
  facts: FactStore;
  cliVersion: string;
}

/** Every client's threads are of this source, whatever the client is called. */
const SOURCE = 'vscode';

interface NewThread {
  settings: ThreadSettings;
  originator: string;
  ephemeral: boolean;
  forkedFromId: string | null;
  name: string | null;
  /** A client's by default. */
  source?: SessionSource;
  sessionId?: string;
  dynamicTools?: readonly DynamicToolSpec[];
  rawEvents?: boolean;
  historyMode?: 'legacy' | undefined;
  isAttached?: boolean | undefined;
  threadSource?: string | null | undefined;
  daybreakEnabled?: boolean | null | undefined;
  /** What it begins with; written at once. */
  records: readonly HistoryRecord[];
}

type ResumeInside = ResumeThread & {
  /** An archived thread too, where it lies. */
  readonly takesArchived?: boolean;
  /** Another thread wants it. */
  readonly isForAgent?: boolean;
  /** What it goes on with, whatever it ran with before. */
  readonly settings?: ThreadSettings;
};

export class ThreadLoader {
  readonly #deps: ThreadLoaderDeps;

  constructor(deps: ThreadLoaderDeps) {
    this.#deps = deps;
  }

  async start({
    overrides,
    config,
    originator,
    ephemeral,
    dynamicTools,
    rawEvents = false,
    historyMode,
    projectId = null,
    threadSource = null,
    daybreakEnabled = null,
    judge,
  }: StartThread): Promise<LiveThreadImpl> {
    if (projectId !== null) this.#deps.projects.assertThere(projectId);
    const { catalog } = this.#deps.services;
    await catalog.refresh(originator);
    const asked = await this.#deps.settings.resolve({ overrides, config, base: null });
    // What its first model is told stays what the thread is told.
    const instructions = instructionsFor(catalog.facts(asked.model), asked.personality) ?? null;
    const settings = { ...asked, baseInstructions: asked.baseInstructions ?? instructions };
    judge?.();
    const thread = await this.#create({
      threadSource,
      daybreakEnabled,
      settings,
      originator,
      ephemeral,
      forkedFromId: null,
      name: null,
      rawEvents,
      ...(dynamicTools === undefined ? {} : { dynamicTools }),
      historyMode,
      records: [],
    });
    return this.#opened(thread, config, projectId);
  }

  /** A thread that another one has asked for: nobody is told that it began, only that it is there. */
  async spawn(
    from: Pick<NewThread, 'settings' | 'originator' | 'ephemeral' | 'records' | 'forkedFromId'> & {
      source: SessionSource;
      sessionId: string;
    },
  ): Promise<LiveThreadImpl> {
    const thread = await this.#create({ ...from, name: null });
    thread.core.statusNews.loaded();
    return this.#ready(thread, { isForAgent: true });
  }

  /** Whether there is a stored thread of this id that the other one spawned. */
  async wasSpawnedBy(threadId: string, parentThreadId: string): Promise<boolean> {
    const stored = await this.#deps.store.find(threadId);
    return (
      stored !== null && !stored.archived && spawnedBy(stored.meta.source)?.parentThreadId === parentThreadId
    );
  }

  /** The same for a client, which can join agents in teams only while they are loaded. @throws DomainError */
  async resumeForClient(input: ResumeThread): Promise<LiveThreadImpl> {
    const { registry, store, services } = this.#deps;
    const resumed = input.path === null ? input.threadId : idInPath(input.path);
    if (resumed !== null) services.reviewerLogs.assertOver(resumed, 'resume');
    if (input.history === null && input.path === null && registry.find(input.threadId) === null) {
      const stored = await store.find(input.threadId);
      if (stored !== null && !stored.archived && !takesDirectInput(stored.meta, services.behaviour)) {
        throw new DomainError({ code: 'agentNotResumable' });
      }
    }
    return this.resume(input);
  }

  /** The loaded thread, or the stored one brought to life. Given history begins a thread of its own. */
  async resume(input: ResumeInside): Promise<LiveThreadImpl> {
    const { registry } = this.#deps;
    const { threadId, path, history } = input;
    if (history !== null) return this.#resumeHistory(input, history);
    if (path !== null) {
      const named = registry.find(threadId);
      if (named !== null) return this.#joined(named, input);
      const live = registry.all.find((thread) => thread.path === path);
      if (live !== undefined) return this.#joined(live, input);
      return this.#resumed(await registry.loadPath(path, () => this.#loadStored({ path }, input)), input);
    }
    const live = registry.find(threadId);
    if (live !== null) return this.#joined(live, input);
    return this.#resumed(await registry.load(threadId, () => this.#loadStored({ threadId }, input)), input);
  }

  async #resumed(thread: LiveThreadImpl, input: ResumeInside): Promise<LiveThreadImpl> {
    await this.#ready(thread, input);
    this.#deps.services.defer(() => thread.warnOfLoad());
    return thread;
  }

  /** A loaded thread, if it may be joined the way `input` says. */
  #joined(thread: LiveThreadImpl, input: ResumeThread): LiveThreadImpl {
    const threadId = thread.id;
    if (thread.isClosing) throw new DomainError({ code: 'threadClosing', threadId });
    if (!this.#deps.services.behaviour.joinsUnstoredThreads) {
      if (thread.isEphemeral) throw new DomainError({ code: 'rolloutNotFound', threadId });
      if (!thread.isMaterialized) {
        throw new DomainError({ code: 'threadNotMaterialized', threadId, wanted: 'resume' });
      }
    }
    if (input.path !== null && input.path !== thread.path) {
      const active = thread.path ?? '';
      throw new DomainError({ code: 'resumePathMismatch', threadId, requested: input.path, active });
    }
    return thread;
  }

  async fork(input: ForkThread): Promise<LiveThreadImpl> {
    const { services, settings: resolver } = this.#deps;
    await services.catalog.refresh(input.originator);
    if (input.path !== null && services.behaviour.forkJudgesSettingsFirst) {
      await resolver.resolve({ overrides: input.overrides, config: input.config, base: null });
    }
    const { stored, records: source } = await this.#forkSource(input);
    if (input.isAttached && stored.meta.historyMode === 'legacy') {
      throw new DomainError({ code: 'historyLegacy' });
    }
    const records = forkedRecords(source, input, services.clock.now());
    const settings = await resolver.resolve({
      overrides: input.overrides,
      config: input.config,
      base: forkBase(stored, reduceHistory(records), {
        behaviour: services.behaviour,
        purpose: input.purpose,
      }),
    });
    const thread = await this.#create({
      settings,
      originator: input.originator,
      ephemeral: input.ephemeral,
      threadSource: input.threadSource,
      daybreakEnabled: input.ephemeral ? null : this.#deps.facts.get('daybreak', stored.meta.id),
      forkedFromId: stored.meta.id,
      dynamicTools: stored.meta.dynamicTools ?? [],
      historyMode: stored.meta.historyMode,
      isAttached: input.isAttached,
      name: services.behaviour.forkCopiesName ? stored.name : null,
      // Its own settings come after those of the turns it took over: whoever forks or resumes it goes on with them.
      records: services.behaviour.loadingKeepsSettings
        ? [...records, { type: 'settingsApplied', settings }]
        : records,
    });
    if (!input.ephemeral && input.purpose !== 'review') {
      const createdAt = Math.floor(thread.meta.createdAt / 1000);
      const fork = { from: stored.meta.id, to: thread.id, createdAt };
      copyAttachments(this.#deps.facts, fork, services.newId);
    }
    const projectId = this.#deps.projects.of(stored.meta.id);
    if (input.purpose !== 'review') return this.#opened(thread, input.config, projectId);
    const announceTools = await this.#openUnknown(thread, input.config);
    this.#announceNow(thread);
    this.#deps.services.defer(announceTools);
    return thread;
  }

  /** Announces a new thread, and after it what its tools have started. */
  async #opened(
    thread: LiveThreadImpl,
    config: StartThread['config'],
    projectId: string | null,
  ): Promise<LiveThreadImpl> {
    const announceTools = await this.#openUnknown(thread, config);
    if (projectId !== null) this.#deps.projects.enter(thread.id, projectId);
    this.#deps.announcer.later({ type: 'threadStarted', thread: thread.snapshot({ turns: true }) });
    this.#deps.services.defer(announceTools);
    this.#deps.services.defer(() => thread.warnOfLoad());
    return thread;
  }

  async #ready(thread: LiveThreadImpl, how: Partial<ResumeInside>): Promise<LiveThreadImpl> {
    const { defer, behaviour } = this.#deps.services;
    const announceTools = await this.#openTools(thread, how.config ?? null);
    if (!how.isForAgent || behaviour.serversOfAgentsAreTold) defer(announceTools);
    return thread;
  }

  /** A thread that lacks what it must have is not kept. @throws DomainError */
  async #openTools(
    thread: LiveThreadImpl,
    config: StartThread['config'],
    beforeItGoes = (): void => {},
  ): Promise<() => void> {
    this.#deps.services.model.prepare?.(thread.settings);
    try {
      return await thread.openTools(config);
    } catch (thrown) {
      beforeItGoes();
      await this.#deps.registry.unload(thread, 'interrupted');
      throw thrown;
    }
  }

  /** The same for a thread that nobody has been told of. @throws DomainError */
  #openUnknown(thread: LiveThreadImpl, config: StartThread['config']): Promise<() => void> {
    return this.#openTools(thread, config, () => thread.core.statusNews.withdraw());
  }

  #announceNow(thread: LiveThreadImpl): void {
    const event = { type: 'threadStarted', thread: thread.snapshot({ turns: false }) } as const;
    this.#deps.announcer.emit({ scope: 'all', event });
  }

  async #create(from: NewThread): Promise<LiveThreadImpl> {
    const { store, registry, facts } = this.#deps;
    const meta = await this.#meta(from);
    const log = from.ephemeral ? null : store.create(meta);
    if (log !== null && (from.records.length > 0 || from.forkedFromId !== null)) {
      log.begin();
      log.append(from.records);
      await log.sync();
    }
    if (log !== null && from.name !== null) await store.setName(meta.id, from.name);
    if (from.daybreakEnabled != null) facts.put('daybreak', meta.id, from.daybreakEnabled);
    const { settings, originator, name, rawEvents = false } = from;
    const history = reduceHistory(from.records);
    const updatedAt = meta.createdAt;
    const live = { meta, log, settings, originator, history, name, updatedAt, rawEvents };
    return registry.add({ ...live, isNew: true });
  }

  async #meta(from: NewThread): Promise<ThreadMeta> {
    const {
      settings,
      originator,
      forkedFromId,
      dynamicTools = [],
      sessionId,
      historyMode,
      threadSource,
    } = from;
    const { services, git, cliVersion } = this.#deps;
    return {
      id: services.newId(),
      forkedFromId,
      createdAt: services.clock.now(),
      cwd: settings.cwd,
      originator,
      cliVersion,
      source: from.source ?? SOURCE,
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(historyMode === undefined ? {} : { historyMode }),
      ...(from.isAttached ? { isAttached: true as const } : {}),
      ...(threadSource == null ? {} : { threadSource }),
      modelProvider: settings.modelProvider,
      baseInstructions: instructionsOf(settings),
      ...(dynamicTools.length === 0 ? {} : { dynamicTools }),
      git: await git.read(settings.cwd),
    };
  }

  async #loadStored(
    where: { threadId: string } | { path: string },
    { overrides, config, takesArchived = false, settings: given }: ResumeInside,
  ): Promise<LoadedThread> {
    const { thread: stored, records, log } = await this.#deps.store.open(where, { takesArchived });
    try {
      await this.#deps.services.catalog.refresh(stored.meta.originator);
      const history = reduceHistory(records);
      history.keepPreview(stored.preview);
      const { behaviour } = this.#deps.services;
      const base = resumeBase(stored, history, { behaviour, input: { overrides, config } });
      const settings = given ?? (await this.#deps.settings.resolve({ overrides, config, base }));
      const { meta, name, updatedAt } = stored;
      const { originator } = meta;
      return { meta, log, settings, originator, history, name, updatedAt };
    } catch (thrown) {
      await log.close();
      throw thrown;
    }
  }

  async #resumeHistory(input: ResumeThread, items: readonly ModelItem[]): Promise<LiveThreadImpl> {
    const { settings: resolver, registry, services } = this.#deps;
    const { threadId, overrides, config, originator } = input;
    if (items.length === 0) throw new DomainError({ code: 'historyEmpty' });
    if (registry.find(threadId) !== null) {
      throw new DomainError({ code: 'historyOnRunningThread', threadId });
    }
    const thread = await this.#create({
      settings: await resolver.resolve({ overrides, config, base: null }),
      originator,
      ephemeral: false,
      forkedFromId: null,
      name: null,
      records: givenRecords(items, services.clock.now()),
    });
    thread.core.statusNews.loaded();
    return this.#ready(thread, input);
  }

  async #forkSource(input: ForkThread): Promise<{ stored: StoredThread; records: HistoryRecord[] }> {
    const { registry, store } = this.#deps;
    const { threadId, path } = input;
    if (path !== null) {
      const live = registry.all.find((thread) => thread.path === path);
      if (live !== undefined) return this.#forkSource({ ...input, threadId: live.id, path: null });
      const { thread, records, log } = await store.open({ path });
      await log.close();
      return { stored: thread, records };
    }
    const live = registry.find(threadId);
    if (live?.isEphemeral) throw new DomainError({ code: 'rolloutNotFound', threadId });
    if (live !== null && !live.isMaterialized) {
      throw new DomainError({ code: 'threadNotMaterialized', threadId, wanted: 'fork' });
    }
    const source = await store.read(threadId);
    if (source === null) throw new DomainError({ code: 'rolloutNotFound', threadId });
    if (source.thread.archived) throw new DomainError({ code: 'threadArchived', threadId });
    return { stored: source.thread, records: source.records };
  }
}
