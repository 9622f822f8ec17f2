// What went wrong inside → what the client is told. One entry per domain failure, exhaustive over its codes;
// docs/errors.md repeats the table and a test keeps the two equal. Texts are the real server's to the letter
// where it has one.

import type { DomainFailure } from '../domain/errors.js';
import { unknownServerText } from '../domain/mcp/mcp-texts.js';
import { RpcCode } from '../jsonrpc/errors.js';
import type { ErrorObject } from '../jsonrpc/message.js';
import type { Quirks } from '../protocol/index.js';
import { FACT_ERRORS } from './fact-errors.js';
import { LOG_ERRORS } from './log-errors.js';
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

/** What else than creating one a method does with a thread whose session begins. */
const SESSION_BEGINNINGS: Readonly<Record<string, string>> = {
  'thread/resume': 'resuming',
  'thread/fork': 'forking',
};

/** Methods that read the history of stored threads alone: of others they say that they cannot. */
const PAGED_METHODS: ReadonlySet<string> = new Set([
  'thread/items/list',
  'thread/items/read',
  'thread/timeline/list',
  'thread/searchOccurrences',
]);

/** Methods that count an unknown or malformed thread id as a wrong param. */
const STRICT_METHODS: ReadonlySet<string> = new Set([
  'thread/attachment/add',
  'thread/attachment/list',
  'thread/attachment/remove',
  'project/import',
  'thread/readState/update',
]);

/** Methods that, from some version on, look an unknown thread up among the stored ones. */
const STORED_METHODS: ReadonlySet<string> = new Set([
  'thread/name/set',
  'thread/metadata/update',
  'thread/memoryMode/set',
]);

const ERRORS: { readonly [C in Code]: Wording<C> } = {
  ...FACT_ERRORS,
  ...LOG_ERRORS,
  threadIdMalformed: ({ threadId }, { method, quirks }) => ({
    code: codeFor(method),
    message: `invalid ${SESSION_METHODS.has(method) ? quirks.invalidThreadIdNoun : 'thread'} id: ${uuidProblem(threadId)}`,
  }),
  threadNotFound: ({ threadId }, { method, quirks }) => ({
    code: codeFor(method),
    message:
      STORED_METHODS.has(method) && quirks.unknownNamedThreadIsRollout
        ? `no rollout found for thread id ${threadId}`
        : `thread not found: ${threadId}`,
  }),
  threadNotLoaded: ({ threadId }, { method }) =>
    PAGED_METHODS.has(method) ? unsupported(method) : invalid(`thread not loaded: ${threadId}`),
  threadNotMaterialized: ({ threadId, wanted }, { method, quirks }) => {
    if (PAGED_METHODS.has(method)) return unsupported(method);
    if (method === 'review/start') {
      return internal('error creating detached review thread: No such file or directory (os error 2)');
    }
    if (method === 'thread/turns/list') {
      return invalid(
        `thread ${threadId} is not materialized yet; ${method} is unavailable before first user message`,
      );
    }
    if (method === 'thread/fork') return invalid(`no rollout found for thread id ${threadId}`);
    if (quirks.unmaterializedIsUnsupported) {
      return { code: RpcCode.methodNotFound, message: 'list_turns is not supported yet' };
    }
    return invalid(
      wanted === 'turns'
        ? `thread ${threadId} is not materialized yet; includeTurns is unavailable before first user message`
        : `no rollout found for thread id ${threadId}`,
    );
  },
  threadEphemeral: ({ threadId, what }, { method }) => {
    if (PAGED_METHODS.has(method)) return unsupported(method);
    if (method === 'thread/turns/list' || method === 'thread/revert') {
      return invalid(`ephemeral threads do not support ${method}`);
    }
    return invalid(
      what === 'includeTurns'
        ? 'ephemeral threads do not support includeTurns'
        : `ephemeral thread does not support ${what}: ${threadId}`,
    );
  },
  threadClosing: ({ threadId }) =>
    invalid(`thread ${threadId} is closing; retry thread/resume after the thread is closed`),
  historyLegacy: (_, { method }) => {
    if (PAGED_METHODS.has(method)) return unsupported(method);
    return invalid(
      method === 'thread/fork'
        ? 'attachToSource requires a paginated parent'
        : `${method} only supports paginated threads`,
    );
  },
  threadNameEmpty: () => invalid('thread name must not be empty'),
  historyEmpty: () => invalid('history must not be empty'),
  historyOnRunningThread: ({ threadId }) =>
    invalid(`cannot resume thread ${threadId} with history while it is already running`),
  cursorInvalid: ({ cursor }, { method }) =>
    invalid(
      method === 'thread/timeline/list' ? 'invalid thread timeline cursor' : `invalid cursor: ${cursor}`,
    ),
  inputTooLarge: ({ maxChars, actualChars }) => ({
    code: RpcCode.invalidParams,
    message: `Input exceeds the maximum length of ${maxChars} characters.`,
    data: { input_error_code: 'input_too_large', max_chars: maxChars, actual_chars: actualChars },
  }),
  imageRemote: () => invalid('remote image URLs are not supported; use an inline data URL instead'),
  elicitationsZero: () => invalid('out-of-band elicitation count is already zero'),
  rollbackDuringTurn: () => invalid('Cannot rollback while a turn is in progress.'),
  turnNotFound: ({ turnId }) => invalid(`turn not found: ${turnId}`),
  threadNotDeletable: ({ threadId }) => invalid(`thread is not persisted and cannot be deleted: ${threadId}`),
  threadIsForked: ({ threadId }) =>
    invalid(`cannot delete thread ${threadId}: forked history still references it`),
  inputEmpty: () => invalid('input must not be empty'),
  expectedTurnIdEmpty: () => invalid('expectedTurnId must not be empty'),
  noActiveTurn: ({ wanted }) => invalid(`no active turn to ${wanted}`),
  turnMismatch: ({ wanted, expected, actual }) =>
    invalid(
      wanted === 'steer'
        ? `expected active turn id \`${expected}\` but found \`${actual}\``
        : `expected active turn id ${expected} but found ${actual}`,
    ),
  inputNotTaken: ({ turnKind }) =>
    internal(
      `failed to submit turn input: ActiveTurnNotSteerable { turn_kind: ${turnKind === 'review' ? 'Review' : 'Compact'} }`,
    ),
  agentTakesNoInput: ({ isLoaded }) => {
    const whom = isLoaded ? 'multi-agent v2 sub-agents' : 'unloaded spawned sub-agents';
    return invalid(`direct app-server input is not allowed for ${whom}`);
  },
  agentNotResumable: () =>
    invalid(
      'cannot resume an unloaded multi-agent v2 sub-agent through its parent; resume the parent first, or use thread/read to inspect it',
    ),
  reviewerAtWork: ({ wanted }) =>
    invalid(
      wanted === 'resume'
        ? 'cannot resume a live Guardian reviewer; use thread/read to inspect it, or resume after its parent is unloaded'
        : 'live internal threads can only be removed by their owner',
    ),
  reviewTargetEmpty: ({ what }) => invalid(`${what} must not be empty`),
  modelUnknown: () => invalid('the destination model has only fallback metadata'),
  turnNotSteerable: ({ turnKind }, { quirks }) => {
    const message = `cannot steer a ${turnKind} turn`;
    const codexErrorInfo = { activeTurnNotSteerable: { turnKind } };
    return {
      code: RpcCode.invalidRequest,
      message,
      data: {
        message,
        codexErrorInfo,
        additionalDetails: null,
        ...(quirks.turnErrorsNameMisalignment ? { misalignment: null } : {}),
      },
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
  workspaceUnknown: ({ message }) => internal(message),
  workspaceNotSwitched: ({ why }) =>
    invalid(
      {
        loginPending: 'Finish or cancel the current login before switching workspaces',
        unnamed: 'accountId must not be empty',
        notManaged: 'Workspace switching requires a managed ChatGPT login',
        otherSession: 'Only the active managed account session can be switched',
        unavailable: 'The selected workspace is unavailable',
        government: 'Sign in to switch government workspaces',
        signInNeeded: 'The selected workspace requires a new sign-in',
      }[why],
    ),
  appsFailed: ({ message }) => internal(`failed to list apps: ${message}`),
  appToolsFailed: () =>
    internal(
      "failed to refresh installed connector runtime state: failed to refresh tools for MCP server 'codex_apps'",
    ),
  appMetadataFailed: ({ message }) => internal(`failed to read app metadata: ${message}`),
  workspaceRestricted: ({ allowed }) =>
    invalid(`Login is restricted to workspace id(s) ${allowed.join(', ')}.`),
  workspaceRefused: ({ message }) => invalid(message),
  workspaceUnvalidated: ({ message, unrestored }) => {
    const stuck = unrestored === null ? '' : `; could not restore the previous workspace: ${unrestored}`;
    return internal(`Workspace validation failed: ${message}${stuck}`);
  },
  remoteControlRefused: ({ why }) =>
    invalid(
      {
        signedOut: 'remote control requires ChatGPT authentication',
        apiKey: 'remote control requires ChatGPT authentication; API key auth is not supported',
        noCloud: 'remote control is not offered by this server',
        disabled: 'remote control pairing requires remote control to be enabled',
        forbidden: 'remote control is disabled by managed requirements',
        notEnrolled: 'remote control pairing is unavailable until enrollment completes',
      }[why],
    ),
  gatewayNotUsed: () => invalid('The selected provider does not use gateway OAuth'),
  gatewayWithoutDevices: () => invalid('The gateway does not support device authorization'),
  gatewaySignInActive: () => invalid('Gateway sign-in is already in progress'),
  gatewaySignInOfAnother: () => invalid('Gateway sign-in belongs to another connection'),
  gatewayNeedsAccount: () => invalid('Sign in to your primary account before signing in to the gateway'),
  gatewayFailed: ({ message }) => internal(message),
  verificationInvalid: () => ({
    code: RpcCode.invalidParams,
    message: 'Invalid verification challenge or display text.',
    data: { type: 'invalidRequest', reason: 'invalidParams' },
  }),
  verificationUnavailable: ({ message }) => ({
    ...internal(message),
    data: { type: 'unavailable', reason: 'providerUnavailable' },
  }),
  idempotencyKeyEmpty: () => invalid('idempotencyKey must not be empty'),
  accountMissing: (_failure, { method }) =>
    invalid(`codex account authentication required ${accountWordsOf(method).purpose}`),
  accountNotChatgpt: (_failure, { method }) =>
    invalid(`chatgpt authentication required ${accountWordsOf(method).purpose}`),
  accountFailed: ({ message }, { method }) =>
    internal(`failed to ${accountWordsOf(method).deed}: ${message}`),
  commandNotStarted: ({ message }, { method }) =>
    internal(`failed to spawn ${method === 'process/spawn' ? 'process' : 'command'}: ${message}`),
  sandboxUnavailable: ({ message }) => internal(message),
  stdinClosed: () => invalid('stdin is already closed'),
  fileSystem: ({ message }) => internal(message),
  notAFile: ({ path }, { quirks }) =>
    quirks.readingFoldersIsRefused
      ? invalid(`path \`${path}\` is not a file`)
      : internal('Is a directory (os error 21)'),
  fileContentInvalid: ({ problem }) => invalid(`fs/writeFile requires valid base64 dataBase64: ${problem}`),
  copyNeedsRecursive: () => invalid('fs/copy requires recursive: true when sourcePath is a directory'),
  copyIntoItself: () => invalid('fs/copy cannot copy a directory to itself or one of its descendants'),
  copyOfSpecialFile: () => invalid('fs/copy only supports regular files, directories, and symlinks'),
  watchIdTaken: ({ watchId }) => invalid(`watchId already exists: ${watchId}`),
  commandEmpty: () => invalid('command must not be empty'),
  processIdMissing: () => invalid('command/exec tty or streaming requires a client-supplied processId'),
  processHandleEmpty: () => invalid('processHandle must not be empty'),
  processNameTaken: ({ family, name }) =>
    invalid(`duplicate active ${NAMES[family].short}: ${JSON.stringify(name)}`),
  processUnknown: ({ family, name }) => invalid(`no active ${NAMES[family].long} ${JSON.stringify(name)}`),
  stdinNotStreamed: ({ family }) => invalid(`stdin streaming is not enabled for this ${NAMES[family].noun}`),
  noTerminal: () => invalid('failed to resize PTY: process is not attached to a PTY'),
  searchSessionIdEmpty: () => invalid('sessionId must not be empty'),
  searchSessionNotStarted: ({ message }) => internal(`failed to start fuzzy file search session: ${message}`),
  searchSessionNotFound: ({ sessionId }) => invalid(`fuzzy file search session not found: ${sessionId}`),
  managedHooksRequired: ({ problems }, { method }) =>
    internal(
      `error ${SESSION_BEGINNINGS[method] ?? 'creating'} thread: Fatal error: Failed to initialize session: failed to load required managed hooks: ${problems.join('; ')}`,
    ),
  mcpServersRequired: ({ message }, { method }) =>
    internal(
      `error ${SESSION_BEGINNINGS[method] ?? 'creating'} thread: Fatal error: Failed to initialize session: required MCP servers failed to initialize: ${message}`,
    ),
  mcpServerUnknown: ({ server }) => internal(unknownServerText(server)),
  mcpFailed: ({ message, answer }) =>
    answer === null
      ? internal(message)
      : { code: answer.code, message, ...(answer.data === undefined ? {} : { data: answer.data }) },
  importFailed: ({ message }) => internal(message),
  storage: ({ message }) => internal(message),
  shuttingDown: () => internal('the server is shutting down'),
};

/** What a request to the account's backend was for. */
function accountWordsOf(method: string): { purpose: string; deed: string } {
  switch (method) {
    case 'account/usage/read':
      return { purpose: 'to read token usage', deed: 'fetch token usage profile' };
    case 'account/workspaceMessages/read':
      return { purpose: 'to read workspace messages', deed: 'fetch workspace messages' };
    case 'account/sendAddCreditsNudgeEmail':
      return { purpose: 'to notify workspace owner', deed: 'notify workspace owner' };
    case 'account/rateLimitResetCredit/consume':
      return { purpose: 'for rate limit reset credits', deed: 'consume rate limit reset' };
    default:
      return { purpose: 'to read rate limits', deed: 'fetch codex rate limits' };
  }
}

const NAMES = {
  exec: {
    short: 'command/exec process id',
    long: 'command/exec for process id',
    noun: 'command/exec',
  },
  process: { short: 'process handle', long: 'process for process handle', noun: 'process' },
} as const;

const DISABLED_LOGINS = {
  apiKey: 'API key login is disabled. Use ChatGPT login instead.',
  chatgpt: 'ChatGPT login is disabled. Use API key login instead.',
  external: 'External ChatGPT auth is disabled. Use API key login instead.',
  amazonBedrock: 'Amazon Bedrock login is disabled. Use ChatGPT login instead.',
} as const;

function codeFor(method: string): number {
  return STRICT_METHODS.has(method) ? RpcCode.invalidParams : RpcCode.invalidRequest;
}

function invalid(message: string): ErrorObject {
  return { code: RpcCode.invalidRequest, message };
}

function unsupported(method: string): ErrorObject {
  return { code: RpcCode.methodNotFound, message: `${method} is not supported yet` };
}

function internal(message: string): ErrorObject {
  return { code: RpcCode.internalError, message };
}
