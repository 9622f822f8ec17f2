// The domain's face, put together: threads by id, how they come to be and go, and who hears of it. Composed with
// adapters in the server; rooms call it and nothing else of the domain.

import type { Clock } from '../util/clock.js';
import { timeOrderedId } from '../util/ids.js';
import type { Agent } from './agent.js';
import { type AgentConfiguration, USUAL_AGENTS } from './agents/agent-ports.js';
import { Nicknames } from './agents/nicknames.js';
import { SubAgents } from './agents/sub-agents.js';
import { Teams } from './agents/teams.js';
import { createAttestations } from './attestation.js';
import type { Behaviour } from './behaviour.js';
import { NO_ENVIRONMENTS } from './environments/environment-ports.js';
import { announceChanges, withEnvironments } from './environments/found-environments.js';
import { DomainError } from './errors.js';
import { createThreadFacts } from './facts/create-thread-facts.js';
import type { FactStore } from './facts/fact-store.js';
import { createSubmissionQueue } from './facts/submission-queue.js';
import { changeMetadata } from './facts/thread-notes.js';
import { createGoals, keptGoal } from './goal/goals.js';
import { ReviewerLogs } from './guardian/reviewer-logs.js';
import { NO_HOOKS } from './hooks/thread-hooks.js';
import { createAnnouncer } from './hub/announcer.js';
import { createHub } from './hub/hub.js';
import { createIdleUnload } from './hub/idle-unload.js';
import { createPendingQuestions } from './hub/pending-requests.js';
import { NO_PLUGINS } from './plugins/plugin-reader.js';
import type {
  GeneratedImages,
  GitReader,
  HostFacts,
  ModelCatalog,
  ModelClient,
  ThreadStore,
  UserFiles,
} from './ports.js';
import { NO_SPOKEN_MODELS } from './realtime/spoken-ports.js';
import type { SettingsResolver } from './settings.js';
import { NO_SKILLS } from './skills/skill-reader.js';
import type { LiveThreadImpl } from './thread/live-thread.js';
import { createQueuedTurns } from './thread/queued-turns.js';
import { readThread } from './thread/read-thread.js';
import { ThreadRegistry } from './thread/registry.js';
import { assertSampleRequest } from './thread/sample.js';
import { searchThreads } from './thread/search.js';
import { createShelf } from './thread/shelf.js';
import type { ThreadServices } from './thread/thread-core.js';
import { assertId } from './thread/thread-ids.js';
import { ThreadLoader } from './thread/thread-loader.js';
import { listedView, viewStored } from './thread/thread-view.js';
import { noTools } from './turn/tool-calls.js';

/** None by default: calls of tools are answered as calls of unknown ones. */
type Extensions = Partial<
  Pick<ThreadServices, 'tools' | 'hooks' | 'skills' | 'plugins' | 'spoken' | 'environments'>
>;

export interface AgentDeps extends Extensions {
  /** Stays open: whoever made it closes it after `shutdown`. */
  store: ThreadStore;
  facts: FactStore;
  model: ModelClient;
  settings: SettingsResolver;
  catalog: ModelCatalog;
  git: GitReader;
  images: UserFiles;
  /** Null, by default, where clients are not shown pictures that the provider makes. */
  generatedImages?: GeneratedImages | null;
  machine: HostFacts;
  clock: Clock;
  behaviour: Behaviour;
  /** Whether threads that are loaded now may have goals; yes by default. */
  goalsAreOn?: () => boolean;
  /** Version written into new logs and shown as the thread's cliVersion. */
  cliVersion: string;
  /** What sub-agents threads may have, at present. */
  agents?: AgentConfiguration;
  /** Ids of threads, turns and items; UUIDv7 by default. */
  newId?: () => string;
  /** From 0 to 1, for the spread of retries. */
  random?: () => number;
  /** Runs a task after the answers of the present one are on their way; `setImmediate` by default. */
  defer?: (task: () => void) => void;
  /** Told of what went wrong where nobody waits for an answer: a listener that threw, a log that did not close. */
  onError?: (thrown: unknown) => void;
}

export function createAgent(deps: AgentDeps): Agent {
  const { store, behaviour, clock, git, cliVersion } = deps;
  const records = { store, git, cliVersion };
  const environments = deps.environments ?? NO_ENVIRONMENTS;
  const settings = withEnvironments(deps.settings, environments);
  const defer = deps.defer ?? ((task) => void setImmediate(task));
  const reportError = (thrown: unknown): void => deps.onError?.(thrown);
  const hub = createHub({
    onListenerError: reportError,
    onUnwatched: (threadId) => idle.consider(threadId),
    onEmitted(event) {
      subAgents.observe(event);
      teams.observe(event);
    },
  });
  const announcer = createAnnouncer(hub, defer);
  const pending = createPendingQuestions({
    sink: announcer,
    subscribers: (threadId) => hub.subscribers(threadId),
    everyone: () => hub.connections(),
    onChange: (threadId) => registry.find(threadId)?.core.publishStatus(),
    defer,
  });
  const newId = deps.newId ?? timeOrderedId;
  const threadFacts = createThreadFacts({
    facts: deps.facts,
    store,
    loaded: (threadId) => registry.find(threadId),
    announcer,
    clock,
    newId,
  });
  const { sections, projects, attachments, readNotes, receipts } = threadFacts;
  const reviewerLogs = new ReviewerLogs({ ...records, behaviour });
  const services: ThreadServices = {
    behaviour,
    clock,
    model: deps.model,
    catalog: deps.catalog,
    images: deps.images,
    generatedImages: deps.generatedImages ?? null,
    machine: deps.machine,
    environments,
    tools: deps.tools ?? noTools,
    hooks: deps.hooks ?? NO_HOOKS,
    skills: deps.skills ?? NO_SKILLS,
    spoken: deps.spoken ?? NO_SPOKEN_MODELS,
    plugins: deps.plugins ?? NO_PLUGINS,
    sink: announcer,
    pending,
    pathOf: (threadId) => registry.find(threadId)?.path ?? null,
    agentsOf: (threadId) => subAgents.of(threadId),
    teamOf: (threadId) => teams.of(threadId),
    readNotes,
    receipts,
    reviewerLogs,
    instructions: (cwd, config) => settings.instructions(cwd, config),
    goalOf: (threadId) => (deps.goalsAreOn?.() === false ? null : keptGoal(deps.facts, threadId)),
    newId,
    random: deps.random ?? Math.random,
    defer,
    onError: reportError,
    onIdle(threadId, ended) {
      const goesOn =
        teams.pursue(threadId) ||
        (ended !== 'interrupted' && queue.next(threadId)) ||
        (ended === 'completed' && goals.pursue(threadId));
      if (!goesOn) idle.consider(threadId);
    },
  };
  const registry = new ThreadRegistry(services);
  const { facts } = deps;
  const loader = new ThreadLoader({ ...records, services, registry, announcer, settings, projects, facts });
  const queue = createQueuedTurns({
    queue: createSubmissionQueue(deps.facts),
    store,
    files: deps.images,
    loaded: (threadId) => registry.find(threadId),
    sink: announcer,
    newId,
    defer,
    onError: reportError,
  });
  const goals = createGoals({
    facts: deps.facts,
    directory: threadFacts.directory,
    loaded: (threadId) => registry.find(threadId),
    sink: announcer,
    clock,
  });
  const idle = createIdleUnload({
    clock,
    afterMs(threadId) {
      const seconds = registry.find(threadId)?.settings.unloadDelaySeconds;
      const usual = behaviour.idleUnloadAfterMs;
      return usual === null || seconds === undefined ? usual : seconds * 1_000;
    },
    isIdle: (threadId) => registry.find(threadId)?.isRunning === false && hub.subscriberCount(threadId) === 0,
    unload(threadId) {
      const thread = registry.find(threadId);
      if (thread !== null) close(thread).catch(reportError);
    },
  });
  const forAgents = {
    registry,
    loader,
    hub,
    store,
    catalog: deps.catalog,
    behaviour,
    configuration: deps.agents ?? USUAL_AGENTS,
    nicknames: new Nicknames(),
    random: services.random,
    unload: (thread: LiveThreadImpl) => unload(thread),
  };
  const teams = new Teams({ ...forAgents, defer, onError: reportError });
  const subAgents = new SubAgents({ ...forAgents, isInTeam: (threadId) => teams.of(threadId) !== null });
  announceChanges(environments, { loaded: () => registry.all, sink: announcer });
  let isShuttingDown = false;

  const assertOpen = (): void => {
    if (isShuttingDown) throw new DomainError({ code: 'shuttingDown' });
  };

  const unload = async (thread: LiveThreadImpl): Promise<void> => {
    await registry.unload(thread, 'interrupted');
    hub.drop(thread.id);
  };

  /** Unloads a thread that nobody asked for any more. */
  const tellClosed = ({ id: threadId }: LiveThreadImpl): void =>
    announcer.emit({ scope: 'all', event: { type: 'threadClosed', threadId } });
  const close = async (thread: LiveThreadImpl): Promise<void> => {
    await unload(thread);
    tellClosed(thread);
  };

  const shelf = createShelf({
    store,
    facts: deps.facts,
    registry,
    subAgents,
    announcer,
    reviewerLogs,
    readNotes,
  });

  const read = (threadId: string, what: { readonly turns: boolean }) =>
    readThread(threadId, what, { store, registry, readNotes, behaviour });
  const viewListed = listedView((threadId) => registry.find(threadId), readNotes);

  return {
    hub: {
      ...hub,
      detach(connection) {
        pending.forget(connection);
        hub.detach(connection);
      },
    },
    ...shelf,
    pending,
    sections,
    projects,
    attachments,
    queue,
    goals,
    attestations: createAttestations({ hub, pending, clock }),
    askClients: (method, params) => pending.askEveryone(method, params),

    async sample(threadId, wanted, signal) {
      const live = registry.find(threadId);
      if (live === null) throw new DomainError({ code: 'sampleSourceUnloaded' });
      assertSampleRequest(wanted);
      return live.sample(wanted, signal);
    },

    async startThread(input) {
      assertOpen();
      return loader.start(input);
    },

    async resumeThread(input) {
      assertOpen();
      if (input.history === null && input.path === null) assertId(input.threadId);
      return loader.resumeForClient(input);
    },

    async forkThread(input) {
      assertOpen();
      if (input.path === null) assertId(input.threadId);
      return loader.fork(input);
    },

    liveThread(threadId) {
      assertId(threadId);
      const thread = registry.find(threadId);
      if (thread === null) throw new DomainError({ code: 'threadNotFound', threadId });
      return thread;
    },

    readThread: async (threadId, what) => (await read(threadId, what)).thread,

    async readHistory(threadId) {
      const { thread, spoken } = await read(threadId, { turns: true });
      return { turns: thread.turns, historyMode: thread.historyMode, spoken };
    },

    async listThreads(query) {
      const { threads, nextCursor, backwardsCursor } = await store.list(query);
      return { data: threads.map(viewListed), nextCursor, backwardsCursor };
    },

    searchThreads: (term, query) => searchThreads(store, { ...query, term }, viewListed),

    loadedThreadIds: () => registry.ids,
    rereadHooks: () => registry.rereadHooks(),

    async setThreadName(threadId, name) {
      assertId(threadId);
      const trimmed = name.trim();
      if (trimmed === '') throw new DomainError({ code: 'threadNameEmpty' });
      await threadFacts.directory.assertActive(threadId, 'metadata updates');
      const live = registry.find(threadId);
      live?.core.keep();
      await store.setName(threadId, trimmed);
      if (live !== null) live.name = trimmed;
      announcer.later({ type: 'threadNameUpdated', threadId, name: trimmed });
    },

    async updateMetadata(threadId, change) {
      assertId(threadId);
      await threadFacts.directory.assertKept(threadId, 'metadata updates');
      const logged = registry.find(threadId)?.meta.git ?? (await store.find(threadId))?.meta.git ?? null;
      changeMetadata({ facts: deps.facts, projects }, { threadId, logged }, change);
      return { ...(await this.readThread(threadId, { turns: false })), canAcceptDirectInput: null };
    },

    async setMemoryMode(threadId, mode) {
      assertId(threadId);
      await threadFacts.directory.assertActive(threadId, 'metadata updates');
      registry.find(threadId)?.core.keep();
      deps.facts.put('memoryMode', threadId, mode);
    },

    readStateOf(threadId) {
      const live = registry.find(threadId);
      return live === null ? receipts.of(threadId) : live.readState;
    },

    async updateReadState(threadId, to, expectedRevision) {
      assertId(threadId);
      const live = registry.find(threadId);
      if (live !== null && live.readState === null) throw new DomainError({ code: 'readStateUnavailable' });
      if (live === null && (await store.find(threadId)) === null) {
        throw new DomainError({ code: 'threadNotLoaded', threadId });
      }
      const readState = receipts.update(threadId, to, expectedRevision);
      defer(() =>
        announcer.emit({ scope: 'thread', threadId, event: { type: 'readStateChanged', readState } }),
      );
      return readState;
    },

    async storedThread(where) {
      const stored = await ('path' in where ? store.readAt(where.path) : store.find(where.threadId));
      if (stored === null) return null;
      const { meta, updatedAt } = stored;
      return { thread: viewStored(stored, readNotes), createdAt: meta.createdAt, updatedAt };
    },

    async unsubscribe(connection, threadId) {
      assertId(threadId);
      const live = registry.find(threadId);
      if (live === null) return 'notLoaded';
      if (!hub.unsubscribe(connection, threadId)) return 'notSubscribed';
      if (behaviour.unsubscribeUnloads && hub.subscriberCount(threadId) === 0) {
        defer(() => void close(live).catch(reportError));
      }
      return 'unsubscribed';
    },

    async closeThreads() {
      const leaving = [...registry.all];
      const left = await Promise.all(leaving.map((thread) => unload(thread).then(() => true, reportError)));
      // Every change of a status is told before the first closing.
      for (const [at, thread] of leaving.entries()) if (left[at]) tellClosed(thread);
    },

    get runningTurns() {
      return registry.all.filter((thread) => thread.isRunning).length;
    },

    async whenIdle() {
      const busy = (): LiveThreadImpl | undefined => registry.all.find((thread) => thread.isRunning);
      for (let next = busy(); next !== undefined; next = busy()) await next.idle();
    },

    async shutdown() {
      isShuttingDown = true;
      idle.stop();
      const unloaded = Promise.allSettled(registry.all.map(unload));
      // Turns are ended for the shutdown by now, not for want of an answer.
      pending.drop();
      await unloaded;
    },
  };
}
