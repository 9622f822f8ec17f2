// The texts of what can go wrong with sections, projects, attachments and what else is kept about threads.

import type { FactFailure } from '../domain/errors.js';
import { RpcCode } from '../jsonrpc/errors.js';
import type { ErrorObject } from '../jsonrpc/message.js';

type Code = FactFailure['code'];

export const FACT_ERRORS: {
  readonly [C in Code]: (
    failure: Extract<FactFailure, { code: C }>,
    context: { readonly method: string },
  ) => ErrorObject;
} = {
  sampleInvalid: () => request('thread/sample requires expectedTurnId and a prompt of at most 4000 bytes'),
  sampleSourceUnloaded: () => request('thread/sample requires a loaded source'),
  sampleSourceNotKept: () => request('sample source must be a persistent root thread'),
  sampleSourceBusy: () => request('sample source must be idle'),
  sampleTurnOld: ({ takesRunning }) =>
    request(`sample source turn must be the latest ${takesRunning ? '' : 'finished '}turn`),
  sampleFailed: ({ message }) => ({ code: RpcCode.internalError, message }),
  callNotReviewable: ({ message }) => request(message),
  guardianFailed: ({ message }) => ({
    code: RpcCode.internalError,
    message: `Guardian review failed: ${message}`,
  }),
  goalMissing: ({ threadId }) => request(`cannot update goal for thread ${threadId}: no goal exists`),
  goalObjectiveEmpty: () => request('goal objective must not be empty'),
  goalObjectiveTooLong: ({ most }) => request(`goal objective must be at most ${most} characters`),
  goalBudgetNotPositive: () => request('goal budgets must be positive when provided'),
  labelEmpty: ({ label }, { method }) => {
    const message = `${label} must not be empty`;
    return method === 'thread/start' ? request(message) : params(message);
  },
  labelTooLong: ({ label, bytes }) => params(`${label} must not exceed ${bytes} bytes`),
  pageCursorInvalid: () => params('invalid pagination cursor'),
  sectionNotFound: ({ sectionId }) => params(`thread section not found: ${sectionId}`),
  sectionBuiltIn: ({ wanted }) => params(`the built-in pinned section cannot be ${wanted}`),
  sectionMissing: ({ sectionId }) => request(`section ${sectionId} does not exist`),
  beforeThreadElsewhere: ({ threadId, sectionId }) =>
    request(`before thread ${threadId} is not in section ${sectionId}`),
  beforeWithoutSection: () => request('beforeThreadId requires a non-null sectionId'),
  movedBeforeItself: ({ noun, id }) => {
    const message = `${noun} ${id} cannot be moved before itself`;
    return noun === 'thread' ? request(message) : params(message);
  },
  sectionOrderNeedsSection: () => request('section-position sorting requires a section filter'),
  payloadTooLarge: ({ bytes }) => params(`attachment payload must not exceed ${bytes} bytes`),
  attachmentsFull: ({ most }) => params(`thread attachment identity count exceeds ${most}`),
  projectNotFound: ({ projectId, role }, { method }) => {
    const message = `${role} not found: ${projectId}`;
    const isOfThread = method === 'thread/metadata/update' || method === 'thread/start';
    return isOfThread ? request(message) : params(message);
  },
  projectRootTwice: ({ path }) => params(`duplicate project root: ${path}`),
  projectKeySpent: ({ key }) => params(`idempotency key refers to deleted project: ${key}`),
  projectCursorInvalid: () => params('invalid project cursor: malformed or mismatched sort anchor'),
  readStateChanged: ({ readState }) => ({
    ...request('read state changed'),
    data: { reason: 'readStateConflict', readState },
  }),
  readStateUnavailable: () => request('thread read state unavailable'),
  queueThreadUnknown: ({ threadId }) => ({
    code: RpcCode.internalError,
    message: `failed to read thread: invalid thread-store request: no rollout found for thread id ${threadId}`,
  }),
  queueThreadNotLoaded: () => request('resume the thread before starting a queued message'),
  queueAttachmentInvalid: ({ problem }) => request(`local queued attachment is invalid: ${problem}`),
  queueInputMissing: () => request('only user input can be added to the user-message queue'),
  queueFull: ({ most }) => request(`queue cannot contain more than ${most} submissions`),
  queueEmpty: () => request('queue is empty'),
  queueBusy: () => request('thread already has an active or pending turn'),
  queuedNotFound: ({ id }) => request(`queued submission not found: ${id}`),
  queueOrderIncomplete: () => request('queue reorder must include every queued submission exactly once'),
};

function request(message: string): ErrorObject {
  return { code: RpcCode.invalidRequest, message };
}

function params(message: string): ErrorObject {
  return { code: RpcCode.invalidParams, message };
}
