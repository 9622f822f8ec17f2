// The issuer of a gateway over HTTP: codes with a challenge (RFC 7636), device codes (RFC 8628), renewal.

import type { GatewayIssuer, GatewaySettings, GatewayToken } from '../../domain/gateway/gateway-ports.js';
import { GatewaySignInFailed } from '../../domain/gateway/gateway-ports.js';
import { encodeForm, inOrder } from '../../oauth/form.js';
import { type IssuerAnswer, isOk, type Post } from '../../oauth/http.js';
import { parsedOrUndefined } from '../../oauth/json-object.js';
import { createPkce, createState, type Pkce } from '../../oauth/pkce.js';
import { type Clock, sleep } from '../../util/clock.js';
import { numberAt, textAt } from '../../util/peek.js';
import { canParseUrl } from '../../util/url.js';
import { openGatewayCallback } from './gateway-callback.js';

const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** How long a person may take in the browser. */
const PATIENCE_MS = 180_000;
const USUAL_INTERVAL_S = 5;
const SLOWER_BY_S = 5;
/** Refusals of a refresh token for good; others may pass. */
const SPENT = ['invalid_grant', 'unauthorized_client', 'unsupported_grant_type'];

export interface GatewayIssuerDeps {
  readonly post: Post;
  readonly clock: Clock;
}

export function createGatewayIssuer({ post, clock }: GatewayIssuerDeps): GatewayIssuer {
  const send = (
    url: string,
    fields: Readonly<Record<string, string | undefined>>,
    signal?: AbortSignal,
  ): Promise<IssuerAnswer> => {
    const named = inOrder(Object.keys(fields), fields);
    const secrets = ['code', 'code_verifier', 'refresh_token', 'device_code'].flatMap(
      (name) => fields[name] ?? [],
    );
    const body = encodeForm(named, 'form');
    return post({ url, contentType: 'application/x-www-form-urlencoded', body, secrets }, signal);
  };
  const tokenOf = (answer: IssuerAnswer, old: GatewayToken | null): GatewayToken =>
    readToken(answer, clock, old);

  return {
    async browser(settings, signal) {
      const pkce = createPkce();
      const state = createState();
      const callback = await openGatewayCallback(settings.redirectPort, state);
      return {
        authUrl: authorizationUrl(settings, { redirectUri: callback.url, pkce, state }),
        async token() {
          const late = new AbortController();
          const cancel = clock.setTimeout(() => late.abort(new Error('nobody came back')), PATIENCE_MS);
          try {
            const code = await callback.code(AbortSignal.any([signal, late.signal]));
            const { tokenUrl, clientId, resource } = settings;
            const exchange = {
              grant_type: 'authorization_code',
              client_id: clientId,
              code,
              redirect_uri: callback.url,
              code_verifier: pkce.verifier,
              resource: resource ?? undefined,
            };
            return tokenOf(await send(tokenUrl, exchange, signal), null);
          } finally {
            cancel();
            callback.close();
          }
        },
      };
    },

    async device(settings, signal) {
      const { deviceAuthorizationUrl, tokenUrl, clientId, scopes, resource } = settings;
      const wanted = {
        client_id: clientId,
        scope: scopes.length === 0 ? undefined : scopes.join(' '),
        resource: resource ?? undefined,
      };
      const begun = readDevice(await send(deviceAuthorizationUrl ?? '', wanted, signal));
      const end = clock.monotonic() + begun.expiresIn * 1000;
      const poll = {
        grant_type: DEVICE_GRANT,
        device_code: begun.deviceCode,
        client_id: clientId,
        resource: resource ?? undefined,
      };
      return {
        ...begun,
        async token() {
          let pause = begun.interval;
          while (clock.monotonic() < end) {
            const answer = await send(tokenUrl, poll, signal);
            if (isOk(answer)) return tokenOf(answer, null);
            switch (errorIn(answer)) {
              case 'authorization_pending':
                break;
              case 'slow_down':
                pause += SLOWER_BY_S;
                break;
              case 'access_denied':
                throw new GatewaySignInFailed(
                  'Device authorization was denied; start sign-in again when ready',
                );
              case 'expired_token':
                throw new GatewaySignInFailed(EXPIRED);
              default:
                throw new Error(`the issuer answered ${answer.status} to a poll`);
            }
            await sleep(clock, Math.max(Math.min(pause * 1000, end - clock.monotonic()), 0), signal);
          }
          throw new GatewaySignInFailed(EXPIRED);
        },
      };
    },

    async refresh({ tokenUrl, clientId, resource }, old) {
      const answer = await send(tokenUrl, {
        grant_type: 'refresh_token',
        client_id: clientId,
        refresh_token: old.refreshToken ?? '',
        resource: resource ?? undefined,
      });
      if (answer.status === 400 && SPENT.includes(errorIn(answer) ?? '')) return null;
      return tokenOf(answer, old);
    },
  };
}

const EXPIRED = 'Device authorization expired; start sign-in again';

function authorizationUrl(
  { authorizationUrl: endpoint, clientId, scopes, resource }: GatewaySettings,
  { redirectUri, pkce, state }: { redirectUri: string; pkce: Pkce; state: string },
): string {
  const url = new URL(endpoint);
  const params = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    state,
    ...(scopes.length === 0 ? {} : { scope: scopes.join(' ') }),
    ...(resource === null ? {} : { resource }),
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.append(name, value);
  return url.href;
}

/** @throws Error for a refusal, or for an answer that is none */
function readToken(answer: IssuerAnswer, clock: Clock, old: GatewayToken | null): GatewayToken {
  const json = parsedOrUndefined(answer.body);
  const accessToken = textAt(json, 'access_token') ?? '';
  const kind = textAt(json, 'token_type') ?? 'bearer';
  const expiresIn = numberAt(json, 'expires_in') ?? null;
  if (!isOk(answer)) throw new Error(`the issuer answered ${answer.status}`);
  if (accessToken.trim() === '') throw new Error('the issuer gave no access token');
  if (kind.toLowerCase() !== 'bearer') throw new Error(`tokens of type ${kind} are of no use`);
  if (expiresIn !== null && expiresIn <= 0) throw new Error('the issuer gave a token that has ended');
  return {
    accessToken,
    authorizationId: old === null ? createState() : old.authorizationId,
    refreshToken: textAt(json, 'refresh_token') ?? old?.refreshToken ?? null,
    expiresAt: expiresIn === null ? null : Math.floor(clock.now() / 1000) + expiresIn,
  };
}

/** @throws Error for a refusal, or for an answer that is none */
function readDevice(answer: IssuerAnswer) {
  const json = parsedOrUndefined(answer.body);
  const deviceCode = textAt(json, 'device_code');
  const userCode = textAt(json, 'user_code');
  const verificationUrl = textAt(json, 'verification_uri');
  const expiresIn = numberAt(json, 'expires_in');
  if (!isOk(answer) || !deviceCode || !userCode || !verificationUrl || expiresIn === undefined)
    throw new Error(`the issuer gave no code to type (${answer.status})`);
  if (!/^https?:$/.test(canParseUrl(verificationUrl) ? new URL(verificationUrl).protocol : ''))
    throw new Error('the issuer sends people to no web page');
  const interval = numberAt(json, 'interval') ?? USUAL_INTERVAL_S;
  return { deviceCode, userCode, verificationUrl, expiresIn, interval };
}

function errorIn(answer: IssuerAnswer): string | undefined {
  return textAt(parsedOrUndefined(answer.body), 'error');
}
