// account/*: who is signed in, and how somebody gets to be. The answer always precedes what a login causes.

import { DomainError } from '../../domain/errors.js';
import type { ParamsOf, ResultOf } from '../../protocol/index.js';
import { concurrent } from '../concurrent.js';
import { reply } from '../reply.js';
import { defineRoom, type RequestContext, type RoomDeps } from '../room.js';
import { canonicalThreadId, optionalThreadIdOf } from '../thread-id.js';

export const account = defineRoom('account', (deps) => ({
  'account/login/start': concurrent((params, context) => start(deps, params, context), 'account'),

  'account/login/cancel': concurrent(({ loginId }) => {
    // Login ids are written in as many ways as thread ids.
    const id = canonicalThreadId(loginId);
    if (id === undefined) throw new DomainError({ code: 'loginIdMalformed', loginId });
    const { status, begin } = deps.logins.cancel(id);
    return reply({ build: () => ({ status }), after: begin });
  }, 'account'),

  'account/logout': concurrent(async () => {
    const { begin } = await deps.logins.logout();
    return reply({ build: () => ({}), after: begin });
  }, 'account'),

  'account/read': concurrent(async ({ refreshToken }, { originator }) => {
    const read = await deps.logins.readAccount(originator, { refresh: refreshToken ?? false });
    const needsEmail = deps.profile.quirks.accountNeedsEmail;
    if (needsEmail && read.account?.type === 'chatgpt' && read.account.email === null) {
      throw new DomainError({ code: 'accountEmailMissing' });
    }
    return read;
  }, 'account'),

  'account/rateLimits/read': concurrent((_params, { originator }) =>
    deps.logins.ask((pages) => pages.rateLimits(originator)),
  ),

  'account/usage/read': concurrent((params, { originator }) => {
    optionalThreadIdOf(params?.threadId);
    return deps.logins.ask((pages) => pages.tokenUsage(originator));
  }),

  'account/workspaceMessages/read': concurrent((_params, { originator }) =>
    deps.logins.ask((pages) => pages.workspaceMessages(originator)),
  ),

  'account/sendAddCreditsNudgeEmail': concurrent(({ creditType }, { originator }) =>
    deps.logins.ask((pages) => pages.nudgeOwner(originator, creditType)),
  ),

  'account/rateLimitResetCredit/consume': concurrent(
    ({ idempotencyKey, creditId = null }, { originator }) => {
      if (idempotencyKey === '') throw new DomainError({ code: 'idempotencyKeyEmpty' });
      return deps.logins.ask((pages) => pages.redeemReset(originator, { idempotencyKey, creditId }));
    },
  ),

  // There is nothing here that anybody would have to set up.
  'account/securitySetup/read': () => ({ notice: null }),
}));

type StartResult = ResultOf<'account/login/start'>;

async function start(
  { logins }: RoomDeps,
  params: ParamsOf<'account/login/start'>,
  { originator }: RequestContext,
) {
  switch (params.type) {
    case 'apiKey': {
      const { begin } = await logins.useApiKey(params.apiKey);
      return answer({ type: 'apiKey' }, begin);
    }
    case 'chatgpt': {
      const { loginId, authUrl, begin } = await logins.startBrowser(originator, {
        streamlined: params.codexStreamlinedLogin ?? false,
        hostedSuccessPage: params.useHostedLoginSuccessPage ?? false,
        appBrand: params.appBrand ?? null,
      });
      return answer({ type: 'chatgpt', loginId, authUrl }, begin);
    }
    case 'chatgptDeviceCode': {
      const { loginId, verificationUrl, userCode, begin } = await logins.startDevice(originator);
      return answer({ type: 'chatgptDeviceCode', loginId, verificationUrl, userCode }, begin);
    }
    case 'chatgptAuthTokens': {
      const { accessToken, chatgptAccountId, chatgptPlanType = null } = params;
      const { begin } = await logins.useExternal(originator, {
        accessToken,
        chatgptAccountId,
        chatgptPlanType,
      });
      return answer({ type: 'chatgptAuthTokens' }, begin);
    }
    case 'amazonBedrock':
      return refuseBedrock(params.apiKey, 'apiKey');
    case 'amazonBedrockAccessKeys':
      return refuseBedrock(params.accessKeyId && params.secretAccessKey, 'accessKeys');
  }
}

function answer(result: StartResult, begin: () => void) {
  return reply<StartResult>({ build: () => result, after: begin });
}

/** Another cloud's logins are not offered; the real server's words for it depend on the keys. */
function refuseBedrock(keys: string, kind: 'apiKey' | 'accessKeys'): never {
  if (keys.trim() === '') throw new DomainError({ code: 'amazonBedrockKeysEmpty', kind });
  throw new DomainError({ code: 'loginMethodDisabled', wanted: 'amazonBedrock' });
}
