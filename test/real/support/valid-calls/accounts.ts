// Who is signed in, and what only those hear who are. Nobody is: what needs an account says so.
import { type CallPlay, call, newer } from './call-play.js';

export const ACCOUNTS: readonly CallPlay[] = [
  {
    name: 'a key, and who is signed in with it',
    heard: /^account/,
    calls: [
      call('account/read', {}),
      call('getAuthStatus', { includeToken: true }),
      call('account/login/start', { type: 'apiKey', apiKey: 'sk-test-key' }, { until: 'account/updated' }),
      call('account/read', {}),
      call('getAuthStatus', { includeToken: false }),
      newer('accountSession/list', {}),
      call('account/logout', undefined, { until: 'account/updated' }),
    ],
  },
  {
    name: 'what needs an account',
    calls: [
      call('account/rateLimits/read', undefined, { isRefused: true }),
      call('account/login/cancel', { loginId: '01900000-0000-7000-8000-000000000000' }),
      newer('account/usage/read', {}, { isRefused: true }),
      newer('account/workspaceMessages/read', undefined, { isRefused: true }),
      newer('account/securitySetup/read'),
      newer('account/sendAddCreditsNudgeEmail', { creditType: 'credits' }, { isRefused: true }),
      newer('account/rateLimitResetCredit/consume', { idempotencyKey: 'k' }, { isRefused: true }),
      newer('accountSession/switch', { sessionId: 's', accountId: 'a' }, { isRefused: true }),
      newer('account/gatewayOAuth/read', {}),
      newer('account/gatewayOAuth/login', {}, { isRefused: true }),
      newer('account/gatewayOAuth/cancel'),
      newer('account/bedrock/discover', {}),
      newer('account/bedrock/checkGovCloudRequirements', {}),
      newer('remoteControl/status/read'),
      newer('remoteControl/disable', { ephemeral: true }),
      newer('remoteControl/pairing/start', {}, { isRefused: true }),
      newer('remoteControl/pairing/status', { pairingCode: 'x' }, { isRefused: true }),
      newer('remoteControl/client/list', { environmentId: 'e' }, { isRefused: true }),
      newer('remoteControl/client/revoke', { environmentId: 'e', clientId: 'c' }, { isRefused: true }),
      newer('userVerification/status', {}),
      newer('userVerification/enroll', {}, { isRefused: true }),
      newer('userVerification/delete', {}, { isRefused: true }),
      newer(
        'userVerification/verify',
        { challenge: 'Y2hhbGxlbmdl', title: 't', description: 'd' },
        { isRefused: true },
      ),
      newer('userVerification/cancel', { requestId: 'nobody' }),
    ],
  },
];
