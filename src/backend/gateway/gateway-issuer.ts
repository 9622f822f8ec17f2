// A gateway before the model, with an issuer of its own: codes with a challenge, device codes (RFC 8628), refresh
// tokens. The model behind it is the script's.

import type { Clock } from '../../util/clock.js';
import { canParseUrl } from '../../util/url.js';
import { HttpProblem } from '../http-problem.js';
import { type Agreed, CodeGrants } from '../issuer/code-grants.js';
import { paramsOf, refuseOAuth, sendSecret } from '../issuer/params.js';
import { secret } from '../issuer/secret.js';
import { newUserCode } from '../issuer/user-code.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send } from '../route.js';
import type { Gateway } from './gateway-script.js';

/** Where the gateway is: the issuer's pages and the model's. */
export const GATEWAY_PATH = '/gateway';
/** The cookie that may bring the token instead of `Authorization`. */
const COOKIE = 'gateway_session';
const LIFE_S = 3600;
const DEVICE_LIFE_S = 900;
const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface PendingDevice extends Agreed {
  polls: number;
}

export class GatewayIssuer {
  readonly routes: readonly Route[];
  readonly #url: () => string;
  readonly #clock: Clock;
  readonly #script: () => Gateway;
  readonly #grants = new CodeGrants('gateway');
  readonly #devices = new Map<string, PendingDevice>();

  constructor(options: {
    readonly url: () => string;
    readonly clock: Clock;
    readonly script: () => Gateway;
    /** What is behind the gateway. */
    readonly guarded: readonly Route[];
  }) {
    this.#url = options.url;
    this.#clock = options.clock;
    this.#script = options.script;
    this.routes = [
      { method: 'GET', path: `${GATEWAY_PATH}/authorize`, handle: (exchange) => this.#authorize(exchange) },
      { method: 'POST', path: `${GATEWAY_PATH}/token`, handle: (exchange) => this.#token(exchange) },
      { method: 'POST', path: `${GATEWAY_PATH}/device`, handle: (exchange) => this.#device(exchange) },
      ...options.guarded.map((route) => this.#guarded(route)),
    ];
  }

  #guarded({ method, path, handle }: Route): Route {
    const inner = typeof path === 'string' ? path : path.source.replace(/^\^/, '');
    return {
      method,
      path: new RegExp(`^${GATEWAY_PATH}${inner}`),
      handle: (exchange) => {
        if (this.#admits(exchange)) return handle(exchange);
        throw new HttpProblem(401, 'The gateway wants a token of its issuer.', 'invalid_token');
      },
    };
  }

  #admits({ headers }: Exchange): boolean {
    if (this.#script().refusesTokens === true) return false;
    const inCookie = new RegExp(`(?:^|; ?)${COOKIE}=([^;]+)`).exec(headers.cookie ?? '');
    const brought = [headers.authorization, headers['x-gateway-token']].map(
      (value) => /^\S+ (.+)$/.exec(value ?? '')?.[1],
    );
    return [...brought, inCookie?.[1]].some((token) => this.#grants.admits(token ?? '', this.#clock.now()));
  }

  #authorize({ query, response }: Exchange): RequestEnd {
    const clientId = query.get('client_id') ?? '';
    const redirectUri = query.get('redirect_uri') ?? '';
    if (clientId === '' || !canParseUrl(redirectUri))
      throw new HttpProblem(400, 'No client, or no address to go back to.', 'invalid_request');
    const refusal = this.#script().person === 'deny' ? 'access_denied' : null;
    const location = this.#grants.wayBack(query, refusal);
    return send(response, 302, 'text/plain; charset=utf-8', '', { location });
  }

  #device(exchange: Exchange): RequestEnd {
    const params = paramsOf(exchange);
    const clientId = params.get('client_id') ?? '';
    if (clientId === '') return refuseOAuth(exchange, 400, 'invalid_client', 'no client_id');
    const { interval = 1, expiresIn = DEVICE_LIFE_S } = this.#script().device ?? {};
    const deviceCode = secret('gateway_device_');
    this.#devices.set(deviceCode, { clientId, scope: params.get('scope') ?? '', polls: 0 });
    return sendSecret(exchange, {
      device_code: deviceCode,
      user_code: newUserCode(),
      verification_uri: `${this.#url()}${GATEWAY_PATH}/activate`,
      expires_in: expiresIn,
      interval,
    });
  }

  #token(exchange: Exchange): RequestEnd {
    const { tokenError, refresh } = this.#script();
    if (tokenError !== undefined) {
      const { status = 400, error = 'server_error', description = 'as the script says' } = tokenError;
      return refuseOAuth(exchange, status, error, description);
    }
    const params = paramsOf(exchange);
    switch (params.get('grant_type')) {
      case 'authorization_code':
        return this.#issue(exchange, this.#grants.redeemCode(params));
      case 'refresh_token':
        return this.#issue(
          exchange,
          refresh === 'refuse' ? undefined : this.#grants.redeemRefreshToken(params),
        );
      case DEVICE_GRANT:
        return this.#polled(exchange, params.get('device_code') ?? '');
      default:
        return refuseOAuth(exchange, 400, 'unsupported_grant_type', 'codes, devices and refresh tokens only');
    }
  }

  #polled(exchange: Exchange, deviceCode: string): RequestEnd {
    const pending = this.#devices.get(deviceCode);
    if (pending === undefined) return this.#issue(exchange, undefined);
    const { polls = 1, answer = 'approve' } = this.#script().device ?? {};
    pending.polls += 1;
    if (pending.polls <= polls || answer === 'never')
      return refuseOAuth(exchange, 400, 'authorization_pending', 'nobody has decided yet');
    this.#devices.delete(deviceCode);
    switch (answer) {
      case 'deny':
        return refuseOAuth(exchange, 400, 'access_denied', 'the person refused');
      case 'expire':
        return refuseOAuth(exchange, 400, 'expired_token', 'the code is too old');
      case 'approve':
        return this.#issue(exchange, pending);
    }
  }

  #issue(exchange: Exchange, agreed: Agreed | undefined): RequestEnd {
    if (agreed === undefined)
      return refuseOAuth(exchange, 400, 'invalid_grant', 'the grant is unknown, spent, or another client’s');
    const { expiresIn = LIFE_S, refresh = 'rotate' } = this.#script();
    const end = expiresIn === 0 ? Number.POSITIVE_INFINITY : this.#clock.now() + expiresIn * 1000;
    return sendSecret(exchange, {
      access_token: this.#grants.newAccessToken(end),
      token_type: 'Bearer',
      ...(expiresIn === 0 ? {} : { expires_in: expiresIn }),
      ...(refresh === 'none' ? {} : { refresh_token: this.#grants.newRefreshToken(agreed) }),
      ...(agreed.scope === '' ? {} : { scope: agreed.scope }),
    });
  }
}
