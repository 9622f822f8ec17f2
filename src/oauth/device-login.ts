// Walks through the device-code flow: a code at once, the tokens when somebody has approved it.

import { type Clock, sleep } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { endpointOf } from './client.js';
import { type DeviceCode, judgePoll, pollRequest, processUserCode, userCodeRequest } from './device-code.js';
import type { OAuthDialect } from './dialect.js';
import { OAuthError } from './errors.js';
import type { Post } from './http.js';
import { codeExchangeRequest, processCodeExchange, type Tokens } from './token-endpoint.js';

export interface DeviceLoginDeps {
  readonly post: Post;
  readonly clock: Clock;
  readonly issuer: string;
  readonly dialect: OAuthDialect;
  readonly clientId?: string;
}

/** @throws OAuthError `device_login_off` and others, or the signal's reason */
export async function requestDeviceCode(deps: DeviceLoginDeps, signal?: AbortSignal): Promise<DeviceCode> {
  const answer = await deps.post(userCodeRequest(deps.issuer, deps.clientId), signal);
  return processUserCode(answer, deps.issuer);
}

/**
 * Polls, first at once, until the code is approved or will not be any more.
 * @throws OAuthError, or the signal's reason
 */
export async function awaitDeviceTokens(
  deps: DeviceLoginDeps,
  device: DeviceCode,
  signal?: AbortSignal,
): Promise<Tokens> {
  const { post, issuer, dialect, clientId } = deps;
  const { code, verifier } = await approvalOf(deps, device, signal);
  const redirectUri = endpointOf(issuer, '/deviceauth/callback');
  try {
    const request = codeExchangeRequest({ issuer, code, verifier, redirectUri, clientId }, dialect);
    return processCodeExchange(await post(request, signal), dialect);
  } catch (thrown) {
    if (!(thrown instanceof OAuthError)) throw thrown;
    const { status } = thrown;
    const message = `device code exchange failed: ${messageOf(thrown)}`;
    throw new OAuthError(thrown.code, message, { cause: thrown, status });
  }
}

async function approvalOf(
  { post, clock, issuer }: DeviceLoginDeps,
  device: DeviceCode,
  signal?: AbortSignal,
): Promise<{ code: string; verifier: string }> {
  const started = clock.monotonic();
  for (;;) {
    const answer = await post(pollRequest(issuer, device), signal);
    const verdict = judgePoll(answer, device, clock.monotonic() - started);
    switch (verdict.kind) {
      case 'approved':
        return verdict;
      case 'failed':
        throw verdict.error;
      case 'pending':
        await sleep(clock, verdict.pauseMs, signal);
    }
  }
}
