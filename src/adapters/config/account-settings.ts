// What a configuration says about accounts: who may sign in and how, where credentials lie, where the account's own
// backend is.

import { loginMethodsIn } from './requirement-keys.js';
import type { Tree } from './tree.js';

type LoginMethod = 'chatgpt' | 'api';

export interface AccountSettings {
  readonly forcedMethod: LoginMethod | null;
  /** All that are left; none: what is demanded and what the user wants contradict each other. */
  readonly loginMethods: readonly LoginMethod[];
  /** Ids of the workspaces that are allowed; null: all. */
  readonly forcedWorkspaces: readonly string[] | null;
  readonly store: 'file' | 'keyring' | 'auto' | 'ephemeral';
  /** Of logins to MCP servers. */
  readonly mcpStore: 'file' | 'keyring' | 'auto';
  /** Where people come back to from logins to MCP servers; null: nothing is said. */
  readonly mcpReturn: { readonly port: number | null; readonly url: string | null };
  /** Base URL of the account's backend: usage, workspaces. */
  readonly chatgptBaseUrl: string;
}

const CHATGPT_URL = 'https://chatgpt.com/backend-api';

const ANY_METHOD: readonly LoginMethod[] = ['api', 'chatgpt'];

/** The settings in a tree that complaintAbout() has passed. `required`: what requirements.toml says. */
export function accountSettingsIn(config: Tree, required: Tree = {}): AccountSettings {
  const demanded = loginMethodsIn(required) ?? ANY_METHOD;
  const own = config.forced_login_method;
  const workspaces = workspacesIn(config, required);
  const left = demanded.filter(
    (method) => (own === undefined || own === method) && (method === 'api' || workspaces?.length !== 0),
  );
  const [only] = left.length === 0 ? demanded : left;
  return {
    forcedMethod: left.length === ANY_METHOD.length ? null : (only ?? null),
    loginMethods: left,
    forcedWorkspaces: workspaces === null || workspaces.length === 0 ? null : workspaces,
    // The schema has seen these words; the casts only name them.
    store: (config.cli_auth_credentials_store ?? 'file') as AccountSettings['store'],
    mcpStore: (config.mcp_oauth_credentials_store ?? 'auto') as AccountSettings['mcpStore'],
    mcpReturn: {
      port: typeof config.mcp_oauth_callback_port === 'number' ? config.mcp_oauth_callback_port : null,
      url: typeof config.mcp_oauth_callback_url === 'string' ? config.mcp_oauth_callback_url : null,
    },
    chatgptBaseUrl: typeof config.chatgpt_base_url === 'string' ? config.chatgpt_base_url : CHATGPT_URL,
  };
}

/** Those that both the user and the administrator allow; null: all. */
function workspacesIn(config: Tree, { allowed_chatgpt_workspaces: allowed }: Tree): string[] | null {
  const own = [config.forced_chatgpt_workspace_id ?? []].flat().map(String).filter(isGiven);
  if (!Array.isArray(allowed)) return own.length === 0 ? null : own;
  return own.length === 0 ? allowed : own.filter((id) => allowed.includes(id));
}

function isGiven(id: string): boolean {
  return id.trim() !== '';
}
