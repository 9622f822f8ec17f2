// The device-code flow, step by step: ask for a code, poll until somebody has approved it elsewhere. Requests and
// verdicts are pure; device-login.ts walks through them.

import { textAt } from '../util/peek.js';
import { canParseUrl } from '../util/url.js';
import { CLIENT_ID, endpointOf } from './client.js';
import { OAuthError } from './errors.js';
import { type IssuerAnswer, type IssuerRequest, isOk } from './http.js';
import { parsedOrUndefined } from './json-object.js';
import { statusText } from './status-text.js';
import { readStrictObject } from './strict-json.js';

/** How long a code may wait for approval. */
export const DEVICE_CODE_LIMIT_MS = 15 * 60 * 1000;

/**
 * Shortest pause between two polls, whatever the issuer asks for: it may say 0, and a loop without a pause would
 * hammer it. On this machine the issuer is a stand-in, and waiting for it only slows tests down.
 */
const SHORTEST_PAUSE_MS = 1000;
const SHORTEST_PAUSE_LOOPBACK_MS = 50;

export interface DeviceCode {
  readonly deviceAuthId: string;
  /** What the person types. */
  readonly userCode: string;
  /** Where the person types it. */
  readonly verificationUrl: string;
  /** Milliseconds to wait between polls. */
  readonly pauseMs: number;
}

export function userCodeRequest(issuer: string, clientId = CLIENT_ID): IssuerRequest {
  return json(endpointOf(issuer, '/api/accounts/deviceauth/usercode'), { client_id: clientId }, []);
}

const LOGIN_OFF =
  'device code login is not enabled for this Codex server. Use the browser login or verify the server URL.';

/** @throws OAuthError `device_login_off` | `device_request_refused` | `response_malformed` */
export function processUserCode(answer: IssuerAnswer, issuer: string): DeviceCode {
  const { status } = answer;
  if (status === 404) throw new OAuthError('device_login_off', LOGIN_OFF, { status });
  if (!isOk(answer)) {
    const message = `device code request failed with status ${statusText(status)}`;
    throw new OAuthError('device_request_refused', message, { status });
  }
  const body = readStrictObject(answer.body, 'response_malformed');
  const deviceAuthId = body.text('device_auth_id');
  if (body.has('user_code') && body.has('usercode')) {
    throw body.invalid('usercode', 'duplicate field `user_code`');
  }
  const userCode = body.has('usercode') ? body.text('usercode') : body.text('user_code');
  const seconds = body.has('interval') ? wholeSeconds(body.text('interval')) : 0;
  if (typeof seconds === 'string') throw body.invalid('interval', seconds);
  return {
    deviceAuthId,
    userCode,
    verificationUrl: endpointOf(issuer, '/codex/device'),
    pauseMs: Math.max(seconds * 1000, shortestPause(issuer)),
  };
}

/** A number, or what is wrong with the text. */
function wholeSeconds(text: string): number | string {
  const trimmed = text.trim();
  if (trimmed === '') return 'cannot parse integer from empty string';
  if (!/^\+?\d+$/.test(trimmed)) return 'invalid digit found in string';
  return Number(trimmed) < 2 ** 64 ? Number(trimmed) : 'number too large to fit in target type';
}

function shortestPause(issuer: string): number {
  const host = canParseUrl(issuer) ? new URL(issuer).hostname : '';
  return ['localhost', '127.0.0.1', '[::1]'].includes(host) ? SHORTEST_PAUSE_LOOPBACK_MS : SHORTEST_PAUSE_MS;
}

export function pollRequest(issuer: string, { deviceAuthId, userCode }: DeviceCode): IssuerRequest {
  const url = endpointOf(issuer, '/api/accounts/deviceauth/token');
  return json(url, { device_auth_id: deviceAuthId, user_code: userCode }, [deviceAuthId, userCode]);
}

export type PollVerdict =
  /** Poll again after this time. */
  | { readonly kind: 'pending'; readonly pauseMs: number }
  | { readonly kind: 'approved'; readonly code: string; readonly verifier: string }
  | { readonly kind: 'failed'; readonly error: OAuthError };

/** What an answer to a poll means, `elapsedMs` after the first one was sent. */
export function judgePoll(
  answer: IssuerAnswer,
  { pauseMs }: Pick<DeviceCode, 'pauseMs'>,
  elapsedMs: number,
): PollVerdict {
  const { status } = answer;
  if (isOk(answer)) return approval(answer.body);
  if (status !== 403 && status !== 404) {
    return failed('device_login_refused', `device auth failed with status ${statusText(status)}`, status);
  }
  const leftMs = DEVICE_CODE_LIMIT_MS - elapsedMs;
  return leftMs > 0
    ? { kind: 'pending', pauseMs: Math.min(pauseMs, leftMs) }
    : failed('device_login_expired', 'device auth timed out after 15 minutes');
}

function approval(body: string): PollVerdict {
  const answer = parsedOrUndefined(body);
  const code = textAt(answer, 'authorization_code');
  const verifier = textAt(answer, 'code_verifier');
  // Of no use to us, but an answer without it is not the agreed one.
  const challenge = textAt(answer, 'code_challenge');
  return code === undefined || verifier === undefined || challenge === undefined
    ? failed('response_malformed', 'error decoding response body')
    : { kind: 'approved', code, verifier };
}

function failed(
  code: 'device_login_refused' | 'device_login_expired' | 'response_malformed',
  message: string,
  status?: number,
): PollVerdict {
  return { kind: 'failed', error: new OAuthError(code, message, { status }) };
}

function json(url: string, body: object, secrets: readonly string[]): IssuerRequest {
  return { url, contentType: 'application/json', body: JSON.stringify(body), secrets };
}
