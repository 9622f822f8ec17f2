// Who is signed in, and what only those hear who are. Nobody is: what needs an account says so.
import { type CallPlay, call, newer } from './call-play.js';

/** With an account they are called in account-pages, account-sessions and rate-limits beside this test. */
const ACCOUNT = 'Nobody is signed in.';
const ENROLLED = "The machine is not enrolled in the vendor's cloud.";
const AUTHENTICATOR = 'This machine has nothing to verify a person with.';

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
      call('account/rateLimits/read', undefined, { refusedFor: ACCOUNT }),
      call('account/login/cancel', { loginId: '01900000-0000-7000-8000-000000000000' }),
      newer('account/usage/read', {}, { refusedFor: ACCOUNT }),
      newer('account/workspaceMessages/read', undefined, { refusedFor: ACCOUNT }),
      newer('account/securitySetup/read'),
      newer('account/sendAddCreditsNudgeEmail', { creditType: 'credits' }, { refusedFor: ACCOUNT }),
      newer('account/rateLimitResetCredit/consume', { idempotencyKey: 'k' }, { refusedFor: ACCOUNT }),
      newer('accountSession/switch', { sessionId: 's', accountId: 'a' }, { refusedFor: ACCOUNT }),
      newer('account/gatewayOAuth/read', {}),
      newer(
        'account/gatewayOAuth/login',
        {},
        { refusedFor: 'No gateway is configured here; the plays of gateways have some.' },
      ),
      newer('account/gatewayOAuth/cancel'),
      newer('account/bedrock/discover', {}),
      newer('account/bedrock/checkGovCloudRequirements', {}),
      newer('remoteControl/status/read'),
      newer('remoteControl/disable', { ephemeral: true }),
      newer('remoteControl/pairing/start', {}, { refusedFor: ENROLLED }),
      newer('remoteControl/pairing/status', { pairingCode: 'x' }, { refusedFor: ENROLLED }),
      newer('remoteControl/client/list', { environmentId: 'e' }, { refusedFor: ENROLLED }),
      newer('remoteControl/client/revoke', { environmentId: 'e', clientId: 'c' }, { refusedFor: ENROLLED }),
      newer('userVerification/status', {}),
      newer('userVerification/enroll', {}, { refusedFor: AUTHENTICATOR }),
      newer('userVerification/delete', {}, { refusedFor: AUTHENTICATOR }),
      newer(
        'userVerification/verify',
        { challenge: 'Y2hhbGxlbmdl', title: 't', description: 'd' },
        { refusedFor: AUTHENTICATOR },
      ),
      newer('userVerification/cancel', { requestId: 'nobody' }),
    ],
  },
];
