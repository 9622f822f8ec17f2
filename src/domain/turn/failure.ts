// What becomes of a failed request to the model: tried again silently, tried again with an announcement, or the
// end of the turn. Pure: time and chance come in as arguments. Texts stand in failure-texts.ts.

import type { CodexErrorInfo, TurnError } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import type { Behaviour } from '../behaviour.js';
import { DomainError } from '../errors.js';
import type { ModelFailure, ModelRetryPolicy } from '../ports.js';
import * as texts from './failure-texts.js';

/**
 * Tries so far for one model response. A request is repeated silently (`request`); when that is used up, or the
 * stream broke, the whole response is repeated with an announcement (`stream`), with a fresh `request` count.
 */
export interface Attempts {
  readonly request: number;
  readonly stream: number;
  /** Tries at a connection that is refused, when those are endless. */
  readonly network: number;
}

/** Carries a failure that ends the turn, in the words clients get. */
export class WorkFailed extends Error {
  readonly error: TurnError;

  constructor(error: TurnError) {
    super(error.message);
    this.error = error;
  }
}

export const NO_ATTEMPTS: Attempts = { request: 0, stream: 0, network: 0 };

export type Verdict =
  | { type: 'retry'; afterMs: number; announcement: TurnError | null; attempts: Attempts }
  | { type: 'fail'; error: TurnError };

export interface FailureCase {
  failure: ModelFailure;
  attempts: Attempts;
  policy: ModelRetryPolicy;
  behaviour: Behaviour;
  /** Unix milliseconds. */
  now: number;
  /** From 0 to 1; spreads the waits by ±10 %. */
  jitter: number;
}

/** Decides on retry or end. */
export function judge(input: FailureCase): Verdict {
  const { failure, attempts, policy, behaviour, jitter } = input;
  const diagnosis = diagnose(input);
  if (diagnosis.requestRetried && attempts.request < policy.requestMaxRetries) {
    const request = attempts.request + 1;
    return {
      type: 'retry',
      afterMs: backoff(request, jitter),
      announcement: null,
      attempts: { ...attempts, request },
    };
  }
  if (failure.kind === 'connection' && failure.refused && behaviour.connectionRetriedForEver) {
    const cause = `Connection failed: ${texts.connectionCause(failure, behaviour)}`;
    return {
      type: 'retry',
      afterMs: networkWait(attempts.network),
      announcement: reconnecting('waiting for network', null, cause),
      attempts: { ...attempts, request: 0, network: attempts.network + 1 },
    };
  }
  if (diagnosis.streamRetried && attempts.stream < policy.streamMaxRetries) {
    const stream = attempts.stream + 1;
    return {
      type: 'retry',
      afterMs: diagnosis.waitMs ?? backoff(stream, jitter),
      announcement: reconnecting(`${stream}/${policy.streamMaxRetries}`, diagnosis.status, diagnosis.text),
      attempts: { ...attempts, request: 0, stream },
    };
  }
  return { type: 'fail', error: turnError(diagnosis.text, diagnosis.info) };
}

export function turnError(
  message: string,
  info: CodexErrorInfo | null,
  additionalDetails: string | null = null,
): TurnError {
  return { message, codexErrorInfo: info, additionalDetails, misalignment: null };
}

/** The wait before try `n` (from 1), in milliseconds: 200, 400, 800 … ±10 %. */
export function backoff(n: number, jitter: number): number {
  return Math.round(200 * 2 ** (n - 1) * (0.9 + 0.2 * jitter));
}

function networkWait(tries: number): number {
  return Math.min(5_000 * 2 ** tries, 60_000);
}

function reconnecting(progress: string, httpStatusCode: number | null, cause: string): TurnError {
  return turnError(`Reconnecting... ${progress}`, { responseStreamDisconnected: { httpStatusCode } }, cause);
}

interface Diagnosis {
  text: string;
  info: CodexErrorInfo;
  /** The HTTP status that a retry's announcement names. */
  status: number | null;
  requestRetried: boolean;
  streamRetried: boolean;
  waitMs: number | null;
}

/** What went wrong, in the words a turn that failed for it would end with. */
export function failureText(input: FailureFacts): string {
  return diagnose(input).text;
}

type FailureFacts = Pick<FailureCase, 'failure' | 'behaviour' | 'now'>;

function diagnose(input: FailureFacts): Diagnosis {
  const { failure, behaviour } = input;
  switch (failure.kind) {
    case 'http':
      return diagnoseHttp(failure, input);
    case 'connection':
      return retryable(texts.disconnected(texts.connectionCause(failure, behaviour)), {
        requestRetried: true,
      });
    case 'stream':
      return retryable(texts.disconnected(failure.message));
    case 'idle':
      return retryable(texts.disconnected('idle timeout waiting for SSE'));
    case 'credentials':
      return final(failure.message, failure.isPermanent ? 'unauthorized' : 'other');
    case 'notReached':
      return final(failure.message, 'other');
    case 'failed':
      return diagnoseFailed(failure, behaviour);
    case 'incomplete': {
      const text = `Incomplete response returned, reason: ${failure.reason}`;
      // A filtered answer may come out otherwise next time; one that hit its length will not.
      if (behaviour.incompleteResponseIsDisconnect || failure.reason === 'content_filter') {
        return retryable(texts.disconnected(text));
      }
      return final(text, 'other');
    }
  }
}

function diagnoseHttp(
  failure: Extract<ModelFailure, { kind: 'http' }>,
  { behaviour, now }: FailureFacts,
): Diagnosis {
  const error = errorOf(failure.body);
  if (failure.status === 400) return final(failure.body, 'other');
  if (failure.status === 429) {
    const limit = usageLimit(error, failure, now, behaviour);
    if (limit !== null) return limit;
    const wait = behaviour.retryAfterIsObeyed ? seconds(failure.headers['retry-after']) : null;
    return {
      text: texts.retryLimitExceeded(failure),
      info: { responseTooManyFailedAttempts: { httpStatusCode: failure.status } },
      status: failure.status,
      requestRetried: false,
      streamRetried: wait !== null,
      waitMs: wait,
    };
  }
  if (failure.status === 503 && error?.code === 'server_is_overloaded') {
    return { ...final(texts.MODEL_AT_CAPACITY, 'serverOverloaded'), requestRetried: true };
  }
  if (failure.status === 503 && error?.code === 'slow_down') {
    if (behaviour.rateLimitExceededIsNamed) {
      return { ...rateLimited(error.message ?? '', behaviour), requestRetried: true };
    }
    return { ...final(texts.MODEL_AT_CAPACITY, 'serverOverloaded'), requestRetried: true };
  }
  if (failure.status === 500) {
    return retryable(texts.highDemand(behaviour), { info: 'internalServerError', requestRetried: true });
  }
  return retryable(texts.unexpectedStatus(failure), {
    info: behaviour.httpErrorIsConnectionFailure
      ? { httpConnectionFailed: { httpStatusCode: failure.status } }
      : 'other',
    status: failure.status,
    requestRetried: failure.status > 500,
  });
}

function usageLimit(
  error: ErrorBody | null,
  failure: Extract<ModelFailure, { kind: 'http' }>,
  now: number,
  behaviour: Behaviour,
): Diagnosis | null {
  if (error === null) return null;
  switch (error.type ?? '') {
    case 'usage_limit_reached':
      return final(
        texts.usageLimitReached(
          {
            planType: error.planType,
            resetsAt: error.resetsAt,
            promo: failure.headers['x-codex-promo-message'] ?? null,
          },
          now,
          behaviour,
        ),
        'usageLimitExceeded',
      );
    case 'usage_not_included':
      return final(texts.USAGE_NOT_INCLUDED, 'usageLimitExceeded');
    case 'insufficient_quota':
      return behaviour.rateLimitExceededIsNamed ? final(texts.QUOTA_EXCEEDED, 'usageLimitExceeded') : null;
    default:
      return null;
  }
}

/** Whether the answer's limits are news: a plan's allowance is used up. */
export function isUsageLimitReached(failure: ModelFailure): boolean {
  return (
    failure.kind === 'http' && failure.status === 429 && errorOf(failure.body)?.type === 'usage_limit_reached'
  );
}

function diagnoseFailed(failure: Extract<ModelFailure, { kind: 'failed' }>, behaviour: Behaviour): Diagnosis {
  switch (failure.code ?? '') {
    case 'context_length_exceeded':
      return final(texts.CONTEXT_WINDOW_EXCEEDED, 'contextWindowExceeded');
    case 'insufficient_quota':
      return final(texts.QUOTA_EXCEEDED, 'usageLimitExceeded');
    case 'usage_not_included':
      return final(texts.USAGE_NOT_INCLUDED, 'usageLimitExceeded');
    case 'invalid_prompt':
      return final(failure.message === '' ? 'Invalid request.' : failure.message, 'other');
    case 'server_is_overloaded':
      return final(texts.MODEL_AT_CAPACITY, 'serverOverloaded');
    case 'slow_down':
      return behaviour.rateLimitExceededIsNamed
        ? rateLimited(failure.message, behaviour)
        : final(texts.MODEL_AT_CAPACITY, 'serverOverloaded');
    case 'rate_limit_exceeded':
      return rateLimited(failure.message, behaviour);
    case 'cyber_policy':
      if (behaviour.rateLimitExceededIsNamed) return final(failure.message, 'cyberPolicy');
      return retryable(texts.disconnected(failure.message));
    default:
      return retryable(
        texts.disconnected(failure.message === '' ? 'response.failed event received' : failure.message),
      );
  }
}

function rateLimited(message: string, behaviour: Behaviour): Diagnosis {
  const waitMs = waitNamedIn(message);
  if (behaviour.rateLimitExceededIsNamed) {
    return { ...retryable(`rate limit exceeded: ${message}`, { info: 'rateLimitExceeded' }), waitMs };
  }
  return { ...retryable(texts.disconnected(message)), waitMs };
}

/** Milliseconds of "try again in 1.5s", "… in 300ms", "… in 20 seconds"; null when no time is named. */
export function waitNamedIn(message: string): number | null {
  const match = /try again in\s*(\d+(?:\.\d+)?)\s*(ms|s|seconds?)\b/i.exec(message);
  if (match === null) return null;
  const value = Number(match[1]);
  return Math.round(match[2]?.toLowerCase() === 'ms' ? value : value * 1000);
}

function final(text: string, info: CodexErrorInfo): Diagnosis {
  return { text, info, status: null, requestRetried: false, streamRetried: false, waitMs: null };
}

function retryable(text: string, more: Partial<Diagnosis> = {}): Diagnosis {
  return {
    text,
    info: 'other',
    status: null,
    requestRetried: false,
    streamRetried: true,
    waitMs: null,
    ...more,
  };
}

interface ErrorBody {
  type: string | null;
  code: string | null;
  message: string | null;
  planType: string | null;
  resetsAt: number | null;
}

/** The `error` member of a JSON body; null when there is none. */
function errorOf(body: string): ErrorBody | null {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || !('error' in parsed)) return null;
    const error = parsed.error;
    if (typeof error !== 'object' || error === null) return null;
    const fields = new Map<string, unknown>(Object.entries(error));
    const text = (name: string): string | null => {
      const value = fields.get(name);
      return typeof value === 'string' ? value : null;
    };
    const resetsAt = fields.get('resets_at');
    return {
      type: text('type'),
      code: text('code'),
      message: text('message'),
      planType: text('plan_type'),
      resetsAt: typeof resetsAt === 'number' ? resetsAt : null,
    };
  } catch {
    return null;
  }
}

function seconds(header: string | undefined): number | null {
  if (header === undefined || !/^\d+(\.\d+)?$/.test(header.trim())) return null;
  return Math.round(Number(header) * 1000);
}

/** The error of a turn that its log, or a defect of ours, ended. */
export function brokenError(thrown: unknown): TurnError {
  if (thrown instanceof WorkFailed) return thrown.error;
  const failure = thrown instanceof DomainError ? thrown.failure : null;
  if (failure?.code === 'storage') {
    return turnError(
      `The thread's log cannot be written: ${failure.message}. Free the disk or fix its permissions, then send the message again.`,
      'other',
    );
  }
  return turnError(`The turn stopped on an internal error: ${messageOf(thrown)}`, 'other');
}
