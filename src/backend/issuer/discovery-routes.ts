// Routes by which programs find the issuer's other routes and check its signatures.

import { type Route, sendJson } from '../route.js';
import { publicKeys } from './signing-key.js';

export function discoveryRoutes(url: () => string): readonly Route[] {
  return [
    {
      method: 'GET',
      path: /^\/\.well-known\/(?:openid-configuration|oauth-authorization-server)$/,
      handle: ({ response }) => sendJson(response, configuration(url())),
    },
    {
      method: 'GET',
      path: '/.well-known/jwks.json',
      handle: async ({ response }) => sendJson(response, await publicKeys()),
    },
  ];
}

function configuration(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/authorize`,
    token_endpoint: `${issuer}/oauth/token`,
    revocation_endpoint: `${issuer}/oauth/revoke`,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: [
      'authorization_code',
      'refresh_token',
      'urn:ietf:params:oauth:grant-type:token-exchange',
    ],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['none'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'email', 'email_verified', 'name'],
  };
}
