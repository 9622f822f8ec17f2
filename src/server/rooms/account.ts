// account/*: who is signed in, and how somebody gets to be. The answer always precedes what a login causes.

import { DomainError } from '../../domain/errors.js';
import type { ParamsOf, ResultOf } from '../../protocol/index.js';
import { reply } from '../reply.js';
import { defineRoom, type RequestContext, type RoomDeps } from '../room.js';
import { canonicalThreadId } from '../thread-id.js';

export const account = defineRoom('account', (deps) => ({
  'account/login/start': (params, context) => start(deps, params, context),

  'account/login/cancel': ({ loginId }) => {
    // Login ids are written in as many ways as thread ids.
    const id = canonicalThreadId(loginId);
    if (id === undefined) throw new DomainError({ code: 'loginIdMalformed', loginId });
    const { status, begin } = deps.logins.cancel(id);
    return reply({ build: () => ({ status }), after: begin });
  },

  'account/logout': async () => {
    const { begin } = await deps.logins.logout();
    return reply({ build: () => ({}), after: begin });
  },

  'account/read': async ({ refreshToken }) => {
    const read = await deps.logins.readAccount({ refresh: refreshToken ?? false });
    const needsEmail = deps.profile.quirks.accountNeedsEmail;
    if (needsEmail && read.account?.type === 'chatgpt' && read.account.email === null) {
      throw new DomainError({ code: 'accountEmailMissing' });
    }
    return read;
  },

  'account/rateLimits/read': (_params, context) => deps.logins.rateLimits(context.originator),
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
      const { begin } = await logins.useExternal({ accessToken, chatgptAccountId, chatgptPlanType });
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
