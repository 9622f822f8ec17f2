import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DomainFailure } from '../../src/domain/errors.js';
import { loadProfile } from '../../src/protocol/index.js';
import { toErrorAnswer } from '../../src/server/error-map.js';
import { VERSIONS } from './support/test-server.js';

const threadId = '{threadId}';

/** One failure per row of docs/errors.md; a code may have several rows, where its wording has several cases. */
const ROWS: readonly { readonly method: string; readonly failure: DomainFailure }[] = [
  { method: 'thread/read', failure: { code: 'threadIdMalformed', threadId: 'garbage' } },
  { method: 'thread/resume', failure: { code: 'threadIdMalformed', threadId: '' } },
  { method: 'turn/start', failure: { code: 'threadNotFound', threadId } },
  { method: 'thread/name/set', failure: { code: 'threadNotFound', threadId } },
  { method: 'thread/read', failure: { code: 'threadNotLoaded', threadId } },
  { method: 'thread/resume', failure: { code: 'rolloutNotFound', threadId } },
  { method: 'thread/unarchive', failure: { code: 'archivedRolloutNotFound', threadId } },
  { method: 'thread/resume', failure: { code: 'threadArchived', threadId } },
  { method: 'thread/read', failure: { code: 'threadNotMaterialized', threadId, wanted: 'turns' } },
  { method: 'thread/resume', failure: { code: 'threadNotMaterialized', threadId, wanted: 'resume' } },
  { method: 'thread/read', failure: { code: 'threadEphemeral', threadId, what: 'includeTurns' } },
  { method: 'thread/name/set', failure: { code: 'threadEphemeral', threadId, what: 'metadata updates' } },
  { method: 'thread/resume', failure: { code: 'threadClosing', threadId } },
  { method: 'thread/name/set', failure: { code: 'threadNameEmpty' } },
  { method: 'thread/resume', failure: { code: 'historyEmpty' } },
  { method: 'thread/resume', failure: { code: 'historyOnRunningThread', threadId } },
  {
    method: 'thread/resume',
    failure: { code: 'resumePathMismatch', threadId, requested: '{path}', active: '{live path}' },
  },
  {
    method: 'thread/resume',
    failure: { code: 'rolloutUnreadable', threadId, path: '{path}', cause: '{cause}' },
  },
  { method: 'thread/resume', failure: { code: 'threadHasOtherWriter', threadId } },
  { method: 'thread/list', failure: { code: 'cursorInvalid', cursor: '{cursor}' } },
  { method: 'thread/start', failure: { code: 'configInvalid', message: '{what is wrong}' } },
  { method: 'turn/start', failure: { code: 'inputTooLarge', maxChars: 1_048_576, actualChars: 2_000_000 } },
  { method: 'turn/steer', failure: { code: 'inputEmpty' } },
  { method: 'turn/steer', failure: { code: 'expectedTurnIdEmpty' } },
  { method: 'turn/steer', failure: { code: 'noActiveTurn', wanted: 'steer' } },
  { method: 'turn/interrupt', failure: { code: 'noActiveTurn', wanted: 'interrupt' } },
  {
    method: 'turn/steer',
    failure: { code: 'turnMismatch', wanted: 'steer', expected: '{asked}', actual: '{running}' },
  },
  {
    method: 'turn/interrupt',
    failure: { code: 'turnMismatch', wanted: 'interrupt', expected: '{asked}', actual: '{running}' },
  },
  { method: 'turn/steer', failure: { code: 'turnNotSteerable', turnKind: 'review' } },
  { method: 'account/login/start', failure: { code: 'externalAuthActive' } },
  { method: 'account/login/start', failure: { code: 'loginMethodDisabled', wanted: 'apiKey' } },
  { method: 'account/login/start', failure: { code: 'loginMethodDisabled', wanted: 'chatgpt' } },
  { method: 'account/login/start', failure: { code: 'loginMethodDisabled', wanted: 'external' } },
  { method: 'account/login/start', failure: { code: 'loginMethodDisabled', wanted: 'amazonBedrock' } },
  { method: 'account/login/start', failure: { code: 'amazonBedrockKeysEmpty', kind: 'apiKey' } },
  { method: 'account/login/start', failure: { code: 'amazonBedrockKeysEmpty', kind: 'accessKeys' } },
  { method: 'account/login/start', failure: { code: 'loginServerFailed', message: '{why}' } },
  { method: 'account/login/start', failure: { code: 'deviceLoginOff' } },
  { method: 'account/login/start', failure: { code: 'deviceCodeFailed', message: '{why}' } },
  { method: 'account/login/start', failure: { code: 'apiKeyNotSaved', message: '{why}' } },
  {
    method: 'account/login/start',
    failure: { code: 'workspaceNotAllowed', expected: ['{workspace}'], given: '{other}' },
  },
  { method: 'account/login/start', failure: { code: 'externalAuthRefused', message: '{why}' } },
  { method: 'account/login/cancel', failure: { code: 'loginIdMalformed', loginId: '{loginId}' } },
  { method: 'account/logout', failure: { code: 'logoutFailed', message: '{why}' } },
  { method: 'account/read', failure: { code: 'accountEmailMissing' } },
  { method: 'account/rateLimits/read', failure: { code: 'accountMissing' } },
  { method: 'account/rateLimits/read', failure: { code: 'accountNotChatgpt' } },
  { method: 'account/rateLimits/read', failure: { code: 'rateLimitsUnavailable', message: '{why}' } },
  { method: 'any', failure: { code: 'storage', message: '{what the system said}' } },
  { method: 'any', failure: { code: 'shuttingDown' } },
];

/** Every code, so that a new one fails to compile here until it has a row. */
const CODES: Readonly<Record<DomainFailure['code'], true>> = {
  threadIdMalformed: true,
  threadNotFound: true,
  threadNotLoaded: true,
  rolloutNotFound: true,
  archivedRolloutNotFound: true,
  threadArchived: true,
  threadNotMaterialized: true,
  threadEphemeral: true,
  threadClosing: true,
  threadNameEmpty: true,
  historyEmpty: true,
  historyOnRunningThread: true,
  resumePathMismatch: true,
  rolloutUnreadable: true,
  threadHasOtherWriter: true,
  cursorInvalid: true,
  configInvalid: true,
  inputTooLarge: true,
  inputEmpty: true,
  expectedTurnIdEmpty: true,
  noActiveTurn: true,
  turnMismatch: true,
  turnNotSteerable: true,
  externalAuthActive: true,
  loginMethodDisabled: true,
  amazonBedrockKeysEmpty: true,
  loginServerFailed: true,
  deviceLoginOff: true,
  deviceCodeFailed: true,
  apiKeyNotSaved: true,
  workspaceNotAllowed: true,
  externalAuthRefused: true,
  loginIdMalformed: true,
  logoutFailed: true,
  accountEmailMissing: true,
  accountMissing: true,
  accountNotChatgpt: true,
  rateLimitsUnavailable: true,
  storage: true,
  shuttingDown: true,
};

function rowOf({ method, failure }: (typeof ROWS)[number]): string {
  const [newer, older] = VERSIONS.map((version) => {
    const { code, message } = toErrorAnswer(failure, { method, quirks: loadProfile(version).quirks });
    return `${code} ${message.replaceAll('|', '\\|')}`;
  });
  return `| \`${failure.code}\` | ${method} | ${newer} | ${newer === older ? '〃' : older} |`;
}

describe('the answers to failures', () => {
  test('exist for every code of the domain', () => {
    expect(new Set(ROWS.map(({ failure }) => failure.code))).toEqual(new Set(Object.keys(CODES)));
  });

  test('are what docs/errors.md says, row by row', () => {
    const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const written = text.split('\n').filter((line) => /^\| `[a-zA-Z]+` \|/.test(line));
    expect(written).toEqual(ROWS.map(rowOf));
  });

  test('carry data where the protocol has a place for it, and only there', () => {
    const context = { method: 'turn/steer', quirks: loadProfile().quirks };
    const withData = ROWS.filter(({ failure }) => toErrorAnswer(failure, context).data !== undefined);
    expect(withData.map(({ failure }) => failure.code)).toEqual(['inputTooLarge', 'turnNotSteerable']);
    expect(toErrorAnswer({ code: 'turnNotSteerable', turnKind: 'review' }, context).data).toEqual({
      message: 'cannot steer a review turn',
      codexErrorInfo: { activeTurnNotSteerable: { turnKind: 'review' } },
      additionalDetails: null,
    });
  });
});
