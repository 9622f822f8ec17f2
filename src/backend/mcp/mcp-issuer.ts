// The issuer for the MCP server of this backend: clients register themselves, people agree to everything, codes are
// bound to a challenge, refresh tokens serve once. Nothing outlives the process.

import type { Clock } from '../../util/clock.js';
import { HttpProblem } from '../http-problem.js';
import { type Agreed, CodeGrants } from '../issuer/code-grants.js';
import { paramsOf, refuseOAuth, sendSecret } from '../issuer/params.js';
import { secret } from '../issuer/secret.js';
import type { RequestEnd } from '../request-log.js';
import { type Exchange, type Route, send, sendJson } from '../route.js';

const ISSUER = '/mcp-issuer';
/** Where the protected server is. */
export const MCP_PATH = '/mcp';
const LIFE_S = 3600;

export class McpIssuer {
  readonly routes: readonly Route[];
  readonly #url: () => string;
  readonly #clock: Clock;
  /** Addresses to return to, by client. */
  readonly #clients = new Map<string, readonly string[]>();
  readonly #grants = new CodeGrants('mcp');

  constructor({ url, clock }: { readonly url: () => string; readonly clock: Clock }) {
    this.#url = url;
    this.#clock = clock;
    this.routes = [
      {
        method: 'GET',
        path: /^\/\.well-known\/oauth-protected-resource(?:\/mcp)?$/,
        handle: ({ response }) => sendJson(response, this.#resource()),
      },
      {
        method: 'GET',
        // Older clients look for it below the server's own path.
        path: /^(?:\/\.well-known\/oauth-authorization-server\/mcp(?:-issuer)?|\/mcp-issuer\/\.well-known\/[a-z-]+)$/,
        handle: ({ response }) => sendJson(response, this.#metadata()),
      },
      { method: 'POST', path: `${ISSUER}/register`, handle: (exchange) => this.#register(exchange) },
      { method: 'GET', path: `${ISSUER}/authorize`, handle: (exchange) => this.#authorize(exchange) },
      { method: 'POST', path: `${ISSUER}/token`, handle: (exchange) => this.#token(exchange) },
    ];
  }

  /** Whether a request brings a token that still holds. */
  admits({ headers }: Exchange): boolean {
    const token = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
    return this.#grants.admits(token, this.#clock.now());
  }

  #resource(): unknown {
    const url = this.#url();
    return {
      resource: `${url}${MCP_PATH}`,
      authorization_servers: [`${url}${ISSUER}`],
      scopes_supported: ['tools'],
      bearer_methods_supported: ['header'],
    };
  }

  #metadata(): unknown {
    const issuer = `${this.#url()}${ISSUER}`;
    return {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/register`,
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      scopes_supported: ['tools'],
    };
  }

  #register(exchange: Exchange): RequestEnd {
    const { json, response } = exchange;
    const uris = (json as { redirect_uris?: unknown } | undefined)?.redirect_uris;
    const given = Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
    if (given.length === 0) {
      return refuseOAuth(exchange, 400, 'invalid_redirect_uri', 'redirect_uris names no address');
    }
    const clientId = secret('mcp_client_', 16);
    this.#clients.set(clientId, given);
    const registered = { ...(json as object), client_id: clientId, token_endpoint_auth_method: 'none' };
    return send(response, 201, 'application/json', JSON.stringify(registered));
  }

  #authorize({ query, response }: Exchange): RequestEnd {
    const clientId = query.get('client_id') ?? '';
    const redirectUri = query.get('redirect_uri') ?? '';
    const known = this.#clients.get(clientId);
    if (!known?.includes(redirectUri)) {
      throw new HttpProblem(400, 'No registered client goes back to that address.', 'invalid_request');
    }
    const location = this.#grants.wayBack(query);
    return send(response, 302, 'text/plain; charset=utf-8', '', { location });
  }

  #token(exchange: Exchange): RequestEnd {
    const params = paramsOf(exchange);
    switch (params.get('grant_type')) {
      case 'authorization_code': {
        const agreed = this.#grants.redeemCode(params);
        if (agreed === undefined)
          return refuseOAuth(exchange, 400, 'invalid_grant', 'the code is not for this client');
        return this.#issue(exchange, agreed);
      }
      case 'refresh_token': {
        const agreed = this.#grants.redeemRefreshToken(params);
        if (agreed === undefined)
          return refuseOAuth(exchange, 400, 'invalid_grant', 'the refresh token is unknown or spent');
        return this.#issue(exchange, agreed);
      }
      default:
        return refuseOAuth(exchange, 400, 'unsupported_grant_type', 'codes and refresh tokens only');
    }
  }

  #issue(exchange: Exchange, agreed: Agreed): RequestEnd {
    const { scope } = agreed;
    return sendSecret(exchange, {
      access_token: this.#grants.newAccessToken(this.#clock.now() + LIFE_S * 1000),
      token_type: 'Bearer',
      expires_in: LIFE_S,
      refresh_token: this.#grants.newRefreshToken(agreed),
      ...(scope === '' ? {} : { scope }),
    });
  }
}
