// News of the domain → what goes over the wire, in the newest shape. Versions differ only by the quirks read
// here; members that an older version lacks are trimmed at the encoder.

import { shownEnvironments } from '../domain/environments/environment.js';
import type { BroadcastEvent, DomainEvent, ThreadEvent } from '../domain/events.js';
import type { ImportResult } from '../domain/imports/import-ports.js';
import type { ModelItem } from '../domain/records.js';
import type { ThreadSettings } from '../domain/settings.js';
import type {
  AnyServerNotification,
  GuardianApprovalReviewAction,
  Quirks,
  ResponseItem,
} from '../protocol/index.js';
import { foundFile } from './found-file.js';

/** A notification, or a question to the client that wants an answer under `id`. */
export type Outgoing =
  | ({ readonly kind: 'notification' } & AnyServerNotification)
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown };

/** What one event says on the wire. */
export function outgoingOf(event: DomainEvent, quirks: Quirks): Outgoing {
  return event.scope !== 'thread'
    ? broadcast(event.event, quirks)
    : toThread(event.threadId, event.event, quirks);
}

function broadcast(event: BroadcastEvent, quirks: Quirks): Outgoing {
  switch (event.type) {
    case 'threadStarted': {
      const { thread } = event;
      const shown = quirks.forkStartedCarriesTurns ? thread : { ...thread, turns: [] };
      return notification('thread/started', { thread: shown });
    }
    case 'threadStatusChanged':
      return notification('thread/status/changed', { threadId: event.threadId, status: event.status });
    case 'threadArchived':
      return notification('thread/archived', { threadId: event.threadId });
    case 'threadUnarchived':
      return notification('thread/unarchived', { threadId: event.threadId });
    case 'threadClosed':
      return notification('thread/closed', { threadId: event.threadId });
    case 'threadDeleted':
      return notification('thread/deleted', { threadId: event.threadId });
    case 'threadNameUpdated':
      return notification('thread/name/updated', {
        threadId: event.threadId,
        ...(event.name === null ? {} : { threadName: event.name }),
      });
    case 'threadGoalUpdated':
      return notification('thread/goal/updated', {
        threadId: event.threadId,
        turnId: null,
        goal: event.goal,
      });
    case 'threadGoalCleared':
      return notification('thread/goal/cleared', { threadId: event.threadId });
    case 'threadSectionChanged':
      return notification('thread/section/changed', {
        threadId: event.threadId,
        sectionId: event.sectionId,
      });
    case 'threadAttachmentUpdated': {
      const { type: _, ...params } = event;
      return notification('thread/attachment/updated', params);
    }
    case 'projectChanged':
      return notification('project/changed', { projectId: event.projectId, changeType: event.changeType });
    case 'threadProjectUpdated':
      return notification('thread/project/updated', {
        threadId: event.threadId,
        projectId: event.projectId,
      });
    case 'accountLoginCompleted': {
      const { loginId, error, onboardingEntrypoint } = event;
      const success = error === null;
      return notification('account/login/completed', { loginId, success, error, onboardingEntrypoint });
    }
    case 'mcpLoginCompleted': {
      const { name, threadId, loginId, error } = event;
      const outcome = error === null ? { success: true } : { success: false, error };
      return notification('mcpServer/oauthLogin/completed', { name, threadId, loginId, ...outcome });
    }
    case 'appListUpdated':
      return notification('app/list/updated', { data: [...event.data] });
    case 'accountUpdated':
      return notification('account/updated', { authMode: event.authMode, planType: event.planType });
    case 'remoteControlStatus': {
      const { type: _, ...params } = event;
      return notification('remoteControl/status/changed', params);
    }
    case 'gatewayOAuthChanged': {
      const { type: _, ...params } = event;
      return notification('account/gatewayOAuth/changed', params);
    }
    case 'importProgress':
      return notification('externalAgentConfig/import/progress', importParams(event));
    case 'importCompleted':
      return notification('externalAgentConfig/import/completed', importParams(event));
    case 'skillsChanged':
      return notification('skills/changed', {});
    case 'fileSearchUpdated': {
      const { sessionId, query, files } = event;
      return notification('fuzzyFileSearch/sessionUpdated', {
        sessionId,
        query,
        files: files.map(foundFile),
      });
    }
    case 'fileSearchCompleted':
      return notification('fuzzyFileSearch/sessionCompleted', { sessionId: event.sessionId });
    case 'clientsAsked':
      return { kind: 'request', id: event.requestId, method: event.method, params: event.params };
  }
}

function toThread(threadId: string, event: ThreadEvent, quirks: Quirks): Outgoing {
  switch (event.type) {
    case 'turnStarted':
      return notification('turn/started', { threadId, turn: event.turn });
    case 'turnCompleted':
      return notification('turn/completed', { threadId, turn: event.turn });
    case 'itemStarted': {
      const { item, turnId, at } = event;
      return notification('item/started', { item, threadId, turnId, startedAtMs: at });
    }
    case 'itemCompleted': {
      const { item, turnId, at } = event;
      return notification('item/completed', {
        item,
        threadId,
        turnId,
        contentTokenCount: null,
        completedAtMs: at,
      });
    }
    case 'agentMessageDelta': {
      const { turnId, itemId, delta } = event;
      return notification('item/agentMessage/delta', { threadId, turnId, itemId, delta });
    }
    case 'planDelta': {
      const { turnId, itemId, delta } = event;
      return notification('item/plan/delta', { threadId, turnId, itemId, delta });
    }
    case 'reasoningSummaryPartAdded': {
      const { turnId, itemId, summaryIndex } = event;
      return notification('item/reasoning/summaryPartAdded', { threadId, turnId, itemId, summaryIndex });
    }
    case 'reasoningSummaryDelta': {
      const { turnId, itemId, delta, summaryIndex } = event;
      return notification('item/reasoning/summaryTextDelta', {
        threadId,
        turnId,
        itemId,
        delta,
        summaryIndex,
      });
    }
    case 'reasoningTextDelta': {
      const { turnId, itemId, delta, contentIndex } = event;
      return notification('item/reasoning/textDelta', { threadId, turnId, itemId, delta, contentIndex });
    }
    case 'commandOutputDelta': {
      const { turnId, itemId, delta } = event;
      return notification('item/commandExecution/outputDelta', { threadId, turnId, itemId, delta });
    }
    case 'terminalInteraction': {
      const { turnId, itemId, processId, stdin } = event;
      return notification('item/commandExecution/terminalInteraction', {
        threadId,
        turnId,
        itemId,
        processId,
        stdin,
      });
    }
    case 'fileChangeOutputDelta': {
      const { turnId, itemId, delta } = event;
      return notification('item/fileChange/outputDelta', { threadId, turnId, itemId, delta });
    }
    case 'patchUpdated': {
      const { turnId, itemId, changes } = event;
      return notification('item/fileChange/patchUpdated', { threadId, turnId, itemId, changes });
    }
    case 'turnDiff':
      return notification('turn/diff/updated', { threadId, turnId: event.turnId, diff: event.diff });
    case 'turnPlan': {
      const { turnId, explanation, plan } = event;
      return notification('turn/plan/updated', { threadId, turnId, explanation, plan });
    }
    case 'tokenUsage':
      return notification('thread/tokenUsage/updated', {
        threadId,
        turnId: event.turnId,
        tokenUsage: event.usage,
      });
    case 'rateLimits':
      return notification('account/rateLimits/updated', { rateLimits: event.rateLimits });
    case 'rawItem': {
      const { turnId, item } = event;
      const shown = quirks.rawEventsSayMore ? item : withoutId(item);
      // The provider's own shape; the edge keeps what the version knows of it.
      return notification('rawResponseItem/completed', { threadId, turnId, item: shown as ResponseItem });
    }
    case 'rawResponse': {
      const { turnId, responseId, usage, reportedUsage } = event;
      return notification('rawResponse/completed', {
        threadId,
        turnId,
        responseId,
        usage,
        usageMetadata: reportedUsage === null ? null : { amount: null, metadata: reportedUsage },
      });
    }
    case 'modelRerouted': {
      const { turnId, fromModel, toModel } = event;
      const reason = 'highRiskCyberActivity';
      return notification('model/rerouted', { threadId, turnId, fromModel, toModel, reason });
    }
    case 'modelNotice':
      return modelNotice(threadId, event);
    case 'compacted':
      return notification('thread/compacted', { threadId, turnId: event.turnId });
    case 'reverted':
      return notification('thread/reverted', { threadId });
    case 'settingsUpdated':
      return notification('thread/settings/updated', {
        threadId,
        threadSettings: settingsOf(event.settings),
      });
    case 'readStateChanged':
      return notification('thread/readState/changed', { threadId, readState: event.readState });
    case 'goalUpdated':
      return notification('thread/goal/updated', { threadId, turnId: event.turnId, goal: event.goal });
    case 'queueChanged':
      return notification('thread/queue/changed', { threadId });
    case 'turnError': {
      const { error, willRetry, turnId } = event;
      return notification('error', { error, willRetry, threadId, turnId });
    }
    case 'threadWarning':
      return notification('warning', { threadId, message: event.message });
    case 'environmentChanged': {
      const { environmentId } = event;
      const method = event.isConnected ? 'thread/environment/connected' : 'thread/environment/disconnected';
      return notification(method, { threadId, environmentId });
    }
    case 'guardianWarning':
      return notification('guardianWarning', { threadId, message: event.message });
    case 'autoReviewStarted':
    case 'autoReviewCompleted':
      return autoReview(threadId, event);
    case 'realtimeStarted': {
      const { realtimeSessionId, version } = event;
      // Under its older name too, where the newer one is trimmed.
      const older = quirks.conversationsAreItems ? {} : { sessionId: realtimeSessionId };
      return notification('thread/realtime/started', { threadId, realtimeSessionId, ...older, version });
    }
    case 'realtimeSdp':
      return notification('thread/realtime/sdp', { threadId, sdp: event.sdp });
    case 'realtimeItem': {
      const method =
        event.phase === 'started' ? 'thread/realtime/item/started' : 'thread/realtime/item/completed';
      return notification(method, { threadId, item: event.item });
    }
    case 'realtimeItemDelta': {
      const { itemId, delta } = event;
      return notification('thread/realtime/item/transcript/delta', { threadId, itemId, delta });
    }
    case 'realtimeItemAdded':
      return notification('thread/realtime/itemAdded', { threadId, item: event.item });
    case 'realtimeTranscript': {
      const { role, delta } = event;
      return quirks.conversationsAreItems
        ? notification('thread/realtime/transcript/delta', { threadId, role, delta })
        : notification('thread/realtime/transcriptUpdated', { threadId, role, text: delta });
    }
    case 'realtimeTranscriptDone':
      return notification('thread/realtime/transcript/done', {
        threadId,
        role: event.role,
        text: event.text,
      });
    case 'realtimeAudio':
      return notification('thread/realtime/outputAudio/delta', { threadId, audio: { ...event.audio } });
    case 'realtimeError':
      return notification('thread/realtime/error', { threadId, message: event.message });
    case 'realtimeClosed':
      return notification('thread/realtime/closed', { threadId, reason: event.reason });
    case 'hookStarted':
    case 'hookCompleted': {
      const { turnId, run } = event;
      const method = event.type === 'hookStarted' ? 'hook/started' : 'hook/completed';
      return notification(method, { threadId, turnId, run });
    }
    case 'mcpServerStatus': {
      const { name, status, error } = event;
      return notification('mcpServer/startupStatus/updated', {
        threadId,
        name,
        status,
        error,
        failureReason: null,
      });
    }
    case 'serverRequest':
      return { kind: 'request', id: event.requestId, method: event.method, params: event.params };
    case 'serverRequestResolved':
      return notification('serverRequest/resolved', { threadId, requestId: event.requestId });
  }
}

function autoReview(
  threadId: string,
  event: Extract<ThreadEvent, { type: 'autoReviewStarted' | 'autoReviewCompleted' }>,
): Outgoing {
  const { turnId, startedAt: startedAtMs, reviewId, targetItemId, review } = event;
  // In the shape of the version, which the edge passes on.
  const action = event.action as GuardianApprovalReviewAction;
  const about = { threadId, turnId, startedAtMs, reviewId, targetItemId };
  return event.type === 'autoReviewStarted'
    ? notification('item/autoApprovalReview/started', { ...about, review, action })
    : notification('item/autoApprovalReview/completed', {
        ...about,
        completedAtMs: event.completedAt,
        decisionSource: 'agent',
        review,
        action,
      });
}

function modelNotice(
  threadId: string,
  { turnId, model, notice }: Extract<ThreadEvent, { type: 'modelNotice' }>,
): Outgoing {
  const about = { threadId, turnId };
  switch (notice.type) {
    case 'verification':
      return notification('model/verification', { ...about, verifications: notice.verifications });
    case 'moderation':
      return notification('turn/moderationMetadata', { ...about, metadata: notice.metadata });
    case 'safetyBuffering': {
      const { useCases, reasons, fasterModel } = notice;
      const params = { ...about, model, useCases, reasons, showBufferingUi: true, fasterModel };
      return notification('model/safetyBuffering/updated', params);
    }
  }
}

function withoutId(item: ModelItem): Record<string, unknown> {
  const { id: _, ...rest } = item;
  return rest;
}

/** Ties params to their method, as AnyServerNotification does. */
function notification<M extends AnyServerNotification['method']>(
  method: M,
  params: Extract<AnyServerNotification, { method: M }>['params'],
): Outgoing {
  // The pair is one member of AnyServerNotification; the compiler cannot follow a generic M that far.
  return { kind: 'notification', method, params } as Outgoing;
}

function settingsOf(settings: ThreadSettings) {
  const { model, effort } = settings;
  return {
    disabledPluginIds: [...(settings.disabledPluginIds ?? [])],
    cwd: settings.cwd,
    environments: shownEnvironments(settings),
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
    sandboxPolicy: settings.sandboxPolicy,
    activePermissionProfile: settings.permissionProfile,
    model,
    modelProvider: settings.modelProvider,
    serviceTier: settings.serviceTier,
    effort,
    summary: settings.summary,
    collaborationMode: settings.collaborationMode ?? {
      mode: 'default' as const,
      settings: { model, reasoning_effort: effort, developer_instructions: null },
    },
    multiAgentMode: 'explicitRequestOnly' as const,
    personality: settings.personality,
  };
}

function importParams({ importId, results }: { importId: string; results: readonly ImportResult[] }) {
  const itemTypeResults = results.map(({ itemType, successes, failures }) => ({
    itemType,
    successes: [...successes],
    failures: [...failures],
  }));
  return { importId, itemTypeResults };
}
