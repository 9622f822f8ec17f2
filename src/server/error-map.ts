// What went wrong inside → what the client is told. One entry per domain failure, exhaustive over its codes;
// docs/errors.md repeats the table and a test keeps the two equal. Texts are the real server's to the letter
// where it has one.

import type { DomainFailure } from '../domain/errors.js';
import { RpcCode } from '../jsonrpc/errors.js';
import type { ErrorObject } from '../jsonrpc/message.js';
import type { Quirks } from '../protocol/index.js';
import { uuidProblem } from './thread-id.js';

/** What a wording may depend on besides the failure's own facts. */
export interface ErrorContext {
  /** The method that failed. */
  readonly method: string;
  readonly quirks: Quirks;
}

type Code = DomainFailure['code'];
type FailureOf<C extends Code> = Extract<DomainFailure, { code: C }>;
type Wording<C extends Code> = (failure: FailureOf<C>, context: ErrorContext) => ErrorObject;

/** The answer to a request that failed with `failure`. */
export function toErrorAnswer(failure: DomainFailure, context: ErrorContext): ErrorObject {
  // The entry of a code takes the failure of that code: the mapped type below says so.
  const wording = ERRORS[failure.code] as Wording<Code>;
  return wording(failure, context);
}

/** Methods whose older sibling spoke of sessions; newer servers do so again. */
const SESSION_METHODS: ReadonlySet<string> = new Set([
  'thread/resume',
  'thread/fork',
  'thread/archive',
  'thread/unarchive',
]);

const ERRORS: { readonly [C in Code]: Wording<C> } = {
  threadIdMalformed: ({ threadId }, { method, quirks }) =>
    invalid(
      `invalid ${SESSION_METHODS.has(method) ? quirks.invalidThreadIdNoun : 'thread'} id: ${uuidProblem(threadId)}`,
    ),
  threadNotFound: ({ threadId }, { method, quirks }) =>
    invalid(
      method === 'thread/name/set' && quirks.unknownNamedThreadIsRollout
        ? `no rollout found for thread id ${threadId}`
        : `thread not found: ${threadId}`,
    ),
  threadNotLoaded: ({ threadId }) => invalid(`thread not loaded: ${threadId}`),
  rolloutNotFound: ({ threadId }) => invalid(`no rollout found for thread id ${threadId}`),
  archivedRolloutNotFound: ({ threadId }) => invalid(`no archived rollout found for thread id ${threadId}`),
  threadArchived: ({ threadId }, { quirks }) =>
    invalid(
      quirks.archivedThreadIsNamed
        ? `session ${threadId} is archived. Run \`codex unarchive ${threadId}\` to unarchive it first.`
        : `no rollout found for thread id ${threadId}`,
    ),
  threadNotMaterialized: ({ threadId, wanted }, { quirks }) => {
    if (quirks.unmaterializedIsUnsupported) {
      return { code: RpcCode.methodNotFound, message: 'list_turns is not supported yet' };
    }
    return invalid(
      wanted === 'turns'
        ? `thread ${threadId} is not materialized yet; includeTurns is unavailable before first user message`
        : `no rollout found for thread id ${threadId}`,
    );
  },
  threadEphemeral: ({ threadId }, { method }) =>
    invalid(
      method === 'thread/read'
        ? 'ephemeral threads do not support includeTurns'
        : `ephemeral thread does not support metadata updates: ${threadId}`,
    ),
  threadClosing: ({ threadId }) =>
    invalid(`thread ${threadId} is closing; retry thread/resume after the thread is closed`),
  threadNameEmpty: () => invalid('thread name must not be empty'),
  historyEmpty: () => invalid('history must not be empty'),
  historyOnRunningThread: ({ threadId }) =>
    invalid(`cannot resume thread ${threadId} with history while it is already running`),
  resumePathMismatch: ({ threadId, requested, active }) =>
    invalid(
      `cannot resume running thread ${threadId} with mismatched path: requested \`${requested}\`, active \`${active}\``,
    ),
  rolloutUnreadable: ({ threadId, path, cause }) =>
    internal(`failed to load rollout \`${path}\` for thread ${threadId}: ${cause}`),
  threadHasOtherWriter: ({ threadId }) => invalid(`thread ${threadId} already has an active writer`),
  cursorInvalid: ({ cursor }) => invalid(`invalid cursor: ${cursor}`),
  configInvalid: ({ message }) => invalid(`failed to load configuration: ${message}`),
  inputTooLarge: ({ maxChars, actualChars }) => ({
    code: RpcCode.invalidParams,
    message: `Input exceeds the maximum length of ${maxChars} characters.`,
    data: { input_error_code: 'input_too_large', max_chars: maxChars, actual_chars: actualChars },
  }),
  inputEmpty: () => invalid('input must not be empty'),
  expectedTurnIdEmpty: () => invalid('expectedTurnId must not be empty'),
  noActiveTurn: ({ wanted }) => invalid(`no active turn to ${wanted}`),
  turnMismatch: ({ wanted, expected, actual }) =>
    invalid(
      wanted === 'steer'
        ? `expected active turn id \`${expected}\` but found \`${actual}\``
        : `expected active turn id ${expected} but found ${actual}`,
    ),
  turnNotSteerable: ({ turnKind }) => {
    const message = `cannot steer a ${turnKind} turn`;
    const codexErrorInfo = { activeTurnNotSteerable: { turnKind } };
    return {
      code: RpcCode.invalidRequest,
      message,
      data: { message, codexErrorInfo, additionalDetails: null },
    };
  },
  externalAuthActive: () =>
    invalid(
      'External auth is active. Use account/login/start (chatgptAuthTokens) to update it or account/logout to clear it.',
    ),
  loginMethodDisabled: ({ wanted }) => invalid(DISABLED_LOGINS[wanted]),
  amazonBedrockKeysEmpty: ({ kind }) =>
    invalid(
      kind === 'apiKey'
        ? 'Amazon Bedrock API key must not be empty.'
        : 'AWS access key ID and secret access key must not be empty.',
    ),
  loginServerFailed: ({ message }) => internal(`failed to start login server: ${message}`),
  deviceLoginOff: () =>
    invalid(
      'device code login is not enabled for this Codex server. Use the browser login or verify the server URL.',
    ),
  deviceCodeFailed: ({ message }) => internal(`failed to request device code: ${message}`),
  apiKeyNotSaved: ({ message }) => internal(`failed to save api key: ${message}`),
  workspaceNotAllowed: ({ expected, given }, { quirks }) => {
    const list = `[${expected.map((id) => JSON.stringify(id)).join(', ')}]`;
    const wanted = quirks.forcedWorkspacesAreLists
      ? `one of workspace(s) ${list}`
      : `workspace ${expected.join(', ')}`;
    return invalid(`External auth must use ${wanted}, but received "${given}".`);
  },
  externalAuthRefused: ({ message }) => internal(`failed to set external auth: ${message}`),
  loginIdMalformed: ({ loginId }) => invalid(`invalid login id: ${loginId}`),
  logoutFailed: ({ message }) => internal(`logout failed: ${message}`),
  accountEmailMissing: () => invalid('email and plan type are required for chatgpt authentication'),
  accountMissing: () => invalid('codex account authentication required to read rate limits'),
  accountNotChatgpt: () => invalid('chatgpt authentication required to read rate limits'),
  rateLimitsUnavailable: ({ message }) => internal(`failed to fetch codex rate limits: ${message}`),
  storage: ({ message }) => internal(message),
  shuttingDown: () => internal('the server is shutting down'),
};

const DISABLED_LOGINS = {
  apiKey: 'API key login is disabled. Use ChatGPT login instead.',
  chatgpt: 'ChatGPT login is disabled. Use API key login instead.',
  external: 'External ChatGPT auth is disabled. Use API key login instead.',
  amazonBedrock: 'Amazon Bedrock login is disabled. Use ChatGPT login instead.',
} as const;

function invalid(message: string): ErrorObject {
  return { code: RpcCode.invalidRequest, message };
}

function internal(message: string): ErrorObject {
  return { code: RpcCode.internalError, message };
}
