// thread/*: the life of threads. Subscribing and taking the snapshot happen in one step, when the answer is
// enqueued, so a joiner misses nothing and hears nothing twice.

import { initialPage, newestCursors } from '../../domain/thread/turn-pages.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { clientFolder } from '../client-folder.js';
import { assertTools } from '../dynamic-tool-rules.js';
import { checkAlone } from '../permission-profile.js';
import { readStatesOf } from '../read-states.js';
import { forkRefusal, resumeRefusal } from '../refused-loads.js';
import { reply } from '../reply.js';
import { atRollout } from '../rollout-path.js';
import { defineRoom } from '../room.js';
import { threadIdOf } from '../thread-id.js';
import { announceFullTurns, canBeShown, canBeShownAt, followJoin, isUnwritten } from '../thread-join.js';
import { listFilters } from '../thread-list.js';
import { announceSettings, noticesOf } from '../thread-notices.js';
import { askedOf, threadQuery } from '../thread-params.js';
import { resumeResult, threadResult } from '../thread-results.js';

export const thread = defineRoom('thread', ({ agent, config, profile, environments, oneOff, codexHome }) => ({
  'thread/start': async (params, context) => {
    checkAlone(params, 'permissions', 'sandbox');
    const asked = askedOf(params, { oneOff, config, environments });
    if (params.cwd != null) await config.trustProject({ ...asked, base: null });
    const started = await agent.startThread({
      ...asked,
      ephemeral: params.ephemeral ?? false,
      originator: context.originator,
      dynamicTools: params.dynamicTools ?? [],
      rawEvents: params.experimentalRawEvents ?? false,
      ...(params.historyMode === 'legacy' ? { historyMode: 'legacy' } : {}),
      projectId: params.projectId ?? null,
      threadSource: params.threadSource ?? null,
      daybreakEnabled: params.daybreakEnabled ?? null,
      judge() {
        if (params.ephemeral && params.daybreakEnabled != null) {
          const why = 'daybreakEnabled is not supported for ephemeral threads';
          throw new RpcError(RpcCode.invalidRequest, why);
        }
        assertTools(params.dynamicTools ?? [], profile.quirks);
      },
    });
    return reply({
      build: () => {
        agent.hub.subscribe(context.connection, started.id);
        return threadResult(started.snapshot({ turns: false }), started);
      },
      after: () => void announceSettings(noticesOf(config, started, asked), started.id, context),
    });
  },

  'thread/resume': async (params, context) => {
    const turns = !params.excludeTurns;
    const { quirks } = profile;
    checkAlone(params, 'permissions', 'sandbox');
    const threadId = threadIdOf(params, { isIgnored: Boolean(params.path) || params.history != null });
    const loaded = agent.loadedThreadIds();
    const asked = askedOf(params, { oneOff, config, environments });
    const { history = null } = params;
    const { originator } = context;
    const resumed = await atRollout(params.path, { profile, codexHome, oneOff }, async (path) => {
      if (turns && history === null && (await canBeShownAt(agent, threadId, path)))
        announceFullTurns(profile, context);
      return agent.resumeThread({ threadId, path, history, ...asked, originator });
    }).catch((thrown: unknown) => {
      throw resumeRefusal(thrown, params, quirks);
    });
    const isNew = !loaded.includes(resumed.id);
    return reply({
      build: () => {
        agent.hub.subscribe(context.connection, resumed.id);
        const whole = resumed.snapshot({ turns: true });
        const cursors = newestCursors(whole, whole.ephemeral ? [] : whole.turns);
        const shown = turns ? whole : { ...whole, turns: [] };
        const page = initialPage(whole, params.initialTurnsPage ?? null);
        return resumeResult(shown, resumed, { cursors, page });
      },
      after: () => {
        followJoin({ agent, profile, turns }, resumed, context);
        if (isNew) void announceSettings(noticesOf(config, resumed, asked), resumed.id, context);
      },
    });
  },

  'thread/fork': async (params, context) => {
    const turns = !params.excludeTurns;
    const refusal = forkRefusal(params);
    if (refusal !== null) throw new RpcError(RpcCode.invalidRequest, refusal);
    checkAlone(params, 'permissions', 'sandbox');
    const threadId = threadIdOf(params, { isIgnored: Boolean(params.path) });
    const isLoaded = agent.loadedThreadIds().includes(threadId);
    if (params.experimentalPredictionMode && !isLoaded && (await canBeShown(agent, threadId))) {
      throw new RpcError(RpcCode.invalidRequest, '`experimentalPredictionMode` requires a loaded parent');
    }
    if (turns && !isUnwritten(agent, threadId) && (await canBeShown(agent, threadId))) {
      announceFullTurns(profile, context);
    }
    const asked = askedOf(params, { oneOff, config, environments });
    const forked = await atRollout(params.path, { profile, codexHome, oneOff }, (path) =>
      agent.forkThread({
        threadId,
        path,
        lastTurnId: params.lastTurnId ?? null,
        beforeTurnId: params.beforeTurnId ?? null,
        ...asked,
        ephemeral: params.ephemeral ?? false,
        isAttached: params.attachToSource ?? false,
        threadSource: params.threadSource ?? null,
        originator: context.originator,
      }),
    );
    return reply({
      build: () => {
        agent.hub.subscribe(context.connection, forked.id);
        return threadResult(forked.snapshot({ turns }), forked);
      },
      after: () => {
        followJoin({ agent, profile, turns }, forked, context);
        void announceSettings(noticesOf(config, forked, asked), forked.id, context);
      },
    });
  },

  'thread/read': async (params, context) => {
    const turns = params.includeTurns ?? false;
    const read = await agent.readThread(threadIdOf(params), { turns });
    if (turns && read.historyMode !== 'legacy') announceFullTurns(profile, context);
    return { thread: read, readState: readStatesOf(agent, [read])[read.id] ?? null };
  },

  'thread/list': async (params) => {
    const filters = listFilters(agent, params);
    const isResolved = profile.quirks.foldersAreResolvedEverywhere;
    const folder = (named: string): string => (isResolved ? clientFolder(named, oneOff) : named);
    const defaults = { provider: config.defaultProvider(), folder };
    const page = await agent.listThreads({ ...threadQuery(params, defaults), ...filters });
    return { ...page, readStates: readStatesOf(agent, page.data) };
  },

  'thread/archive': async (params) => {
    await agent.archiveThread(threadIdOf(params));
    return {};
  },

  'thread/unarchive': async (params) => ({ thread: await agent.unarchiveThread(threadIdOf(params)) }),

  'thread/unsubscribe': async (params, context) => ({
    status: await agent.unsubscribe(context.connection, threadIdOf(params)),
  }),
}));
