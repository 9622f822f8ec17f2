// Refusals of logins in the real server's words: clients and people recognise them by these.
import { expect, it } from 'vitest';
import type { DomainFailure } from '../../src/domain/errors.js';
import { type ErrorContext, toErrorAnswer } from '../../src/server/error-map.js';

const context = (forcedWorkspacesAreLists: boolean): ErrorContext => ({
  method: 'account/login/start',
  quirks: { forcedWorkspacesAreLists } as ErrorContext['quirks'], // the one that these wordings read
});

const workspace: DomainFailure = { code: 'workspaceNotAllowed', expected: ['w2'], given: 'w1' };

it.each<[DomainFailure, number, string]>([
  [
    { code: 'externalAuthActive' },
    -32600,
    'External auth is active. Use account/login/start (chatgptAuthTokens) to update it or account/logout to clear it.',
  ],
  [
    { code: 'loginMethodDisabled', wanted: 'apiKey' },
    -32600,
    'API key login is disabled. Use ChatGPT login instead.',
  ],
  [
    { code: 'loginMethodDisabled', wanted: 'chatgpt' },
    -32600,
    'ChatGPT login is disabled. Use API key login instead.',
  ],
  [
    { code: 'loginMethodDisabled', wanted: 'external' },
    -32600,
    'External ChatGPT auth is disabled. Use API key login instead.',
  ],
  [{ code: 'apiKeyNotSaved', message: 'full' }, -32603, 'failed to save api key: full'],
  [{ code: 'loginServerFailed', message: 'busy' }, -32603, 'failed to start login server: busy'],
  [{ code: 'deviceCodeFailed', message: 'no' }, -32603, 'failed to request device code: no'],
  [
    { code: 'deviceLoginOff' },
    -32600,
    'device code login is not enabled for this Codex server. Use the browser login or verify the server URL.',
  ],
  [{ code: 'externalAuthRefused', message: 'no JWT' }, -32603, 'failed to set external auth: no JWT'],
  [workspace, -32600, 'External auth must use workspace w2, but received "w1".'],
  [{ code: 'loginIdMalformed', loginId: 'x' }, -32600, 'invalid login id: x'],
  [{ code: 'logoutFailed', message: 'locked' }, -32603, 'logout failed: locked'],
  [{ code: 'accountNotChatgpt' }, -32600, 'chatgpt authentication required to read rate limits'],
  [
    { code: 'accountFailed', message: 'no snapshots returned' },
    -32603,
    'failed to fetch codex rate limits: no snapshots returned',
  ],
])('%j is refused with %i and the words of the real server', (failure, code, message) => {
  expect(toErrorAnswer(failure, context(false))).toEqual({ code, message });
});

it('names the allowed workspaces as a list where the real server does', () => {
  const message = 'External auth must use one of workspace(s) ["w2"], but received "w1".';
  expect(toErrorAnswer(workspace, context(true))).toEqual({ code: -32600, message });
});
