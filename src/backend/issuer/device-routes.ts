// Routes of the device itself: it asks for a code, then polls until a person has decided.

import type { Clock } from '../../util/clock.js';
import { textAt } from '../../util/peek.js';
import type { RequestEnd } from '../request-log.js';
import type { Exchange, Route } from '../route.js';
import { type FaultDeps, playFault } from './fault.js';
import { type AuthorizationCode, CODE_LIFE_MS } from './login.js';
import type { LoginBook } from './login-book.js';
import { refuseOAuth, sendSecret } from './params.js';
import { challengeOf, newVerifier } from './pkce.js';
import { secret } from './secret.js';
import { plainUserCode } from './user-code.js';

export interface DeviceDeps extends FaultDeps {
  readonly book: LoginBook;
  readonly clock: Clock;
}

/** Where a device says it would be called back; nobody goes there. */
const DEVICE_CALLBACK = '/deviceauth/callback';

export function deviceRoutes(deps: DeviceDeps): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/accounts/deviceauth/usercode',
      handle: (exchange) => giveUserCode(exchange, deps),
    },
    { method: 'POST', path: '/api/accounts/deviceauth/token', handle: (exchange) => poll(exchange, deps) },
  ];
}

async function giveUserCode(exchange: Exchange, deps: DeviceDeps): Promise<RequestEnd> {
  const clientId = textAt(exchange.json, 'client_id');
  if (clientId === undefined || clientId === '')
    return refuseOAuth(exchange, 400, 'invalid_request', 'A JSON body with a client_id is missing.');
  const login = deps.book.startDevice(clientId, exchange.headers);
  if (login.script !== undefined) exchange.log.chose(login.script);
  const faulty = await playFault(exchange, { login, point: 'userCode' }, deps);
  if (faulty !== undefined) {
    login.become('failed');
    return faulty;
  }
  return sendSecret(exchange, {
    device_auth_id: login.deviceAuthId,
    user_code: login.userCode,
    // Codex takes nothing but a text here.
    interval: String(login.entry.intervalSeconds),
    expires_at: new Date(login.expiresAt).toISOString(),
  });
}

async function poll(exchange: Exchange, deps: DeviceDeps): Promise<RequestEnd> {
  const login = deps.book.byDeviceAuthId(textAt(exchange.json, 'device_auth_id') ?? '');
  const userCode = plainUserCode(textAt(exchange.json, 'user_code') ?? '');
  if (login === undefined || plainUserCode(login.userCode ?? '') !== userCode)
    return refuseOAuth(exchange, 400, 'invalid_grant', 'There is no device login with this id and code.');
  if (login.script !== undefined) exchange.log.chose(login.script);
  login.polls += 1;
  const faulty = await playFault(exchange, { login, point: 'poll' }, deps);
  if (faulty !== undefined) return faulty;
  login.decideAsScripted(deps.clock.now());
  switch (login.state) {
    case 'waiting':
      return refuseOAuth(exchange, 403, 'authorization_pending', 'Nobody has decided yet.');
    case 'denied':
      return refuseOAuth(exchange, 400, 'access_denied', 'The login was denied.');
    case 'approved': {
      // A poll whose answer got lost is answered the same again.
      const { value, challenge, verifier } = login.codeOr(() => deviceCode(deps.clock.now()));
      return sendSecret(exchange, {
        authorization_code: value,
        code_challenge: challenge,
        code_verifier: verifier,
      });
    }
    case 'expired':
    case 'signedIn':
    case 'failed':
      return refuseOAuth(exchange, 400, 'expired_token', 'This device code is no longer good.');
  }
}

function deviceCode(now: number): AuthorizationCode {
  const verifier = newVerifier();
  return {
    value: secret('ac_'),
    challenge: challengeOf(verifier),
    verifier,
    redirectUri: DEVICE_CALLBACK,
    expiresAt: now + CODE_LIFE_MS,
  };
}
