// The page where the browser flow begins.

import { CLIENT_ID } from './client.js';
import type { OAuthDialect } from './dialect.js';
import { encodeForm, inOrder } from './form.js';

const SCOPE = 'openid profile email offline_access api.connectors.read api.connectors.invoke';

/** A workspace that wants a login of its own. */
export interface LoginWorkspace {
  readonly accountId: string;
  /** Who is expected to sign in. */
  readonly email: string | null;
  /** Through which connection of its company; null: none in particular. */
  readonly connection: string | null;
}

export interface Authorization {
  /** Taken as it is, slashes at its end included. */
  readonly issuer: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly state: string;
  /** The program that asks, as the issuer shall know it. */
  readonly originator: string;
  /** Null: the person chooses. */
  readonly workspaces: readonly string[] | null;
  /** The one that this login is for; undefined where any will do. */
  readonly workspace?: LoginWorkspace | undefined;
  readonly clientId?: string;
}

export function authorizeUrl(authorization: Authorization, dialect: OAuthDialect): string {
  const { issuer, redirectUri, challenge, state, originator, workspaces, workspace, clientId } =
    authorization;
  const fields = inOrder(dialect.authorizeOrder, {
    response_type: 'code',
    client_id: clientId ?? CLIENT_ID,
    redirect_uri: redirectUri,
    scope: SCOPE,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    id_token_add_organizations: 'true',
    codex_cli_simplified_flow: 'true',
    state,
    originator,
    allowed_workspace_id: workspaces === null || workspaces.length === 0 ? undefined : workspaces.join(','),
    current_workspace_id: workspace?.accountId,
    login_hint: workspace?.email ?? undefined,
    connection: workspace?.connection ?? undefined,
  });
  return `${issuer}/oauth/authorize?${encodeForm(fields, dialect.encoding)}`;
}
