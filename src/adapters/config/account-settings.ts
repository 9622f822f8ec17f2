// What a configuration says about accounts: who may sign in and how, where credentials lie, where the account's own
// backend is.

import { loginMethodsIn } from './requirement-keys.js';
import type { Tree } from './tree.js';

export interface AccountSettings {
  readonly forcedMethod: 'chatgpt' | 'api' | null;
  /** Ids of the workspaces that are allowed; null: all. */
  readonly forcedWorkspaces: readonly string[] | null;
  readonly store: 'file' | 'keyring' | 'auto' | 'ephemeral';
  /** Of logins to MCP servers. */
  readonly mcpStore: 'file' | 'keyring' | 'auto';
  /** Base URL of the account's backend: usage, workspaces. */
  readonly chatgptBaseUrl: string;
}

const CHATGPT_URL = 'https://chatgpt.com/backend-api';

/** The settings in a tree that complaintAbout() has passed. `required`: what requirements.toml says. */
export function accountSettingsIn(config: Tree, required: Tree = {}): AccountSettings {
  const methods = loginMethodsIn(required);
  const onlyMethod = methods?.length === 1 ? methods[0] : undefined;
  const workspaces = [config.forced_chatgpt_workspace_id ?? []].flat().map(String).filter(isGiven);
  // The schema has seen these words; the casts only name them.
  return {
    forcedMethod: (onlyMethod ?? config.forced_login_method ?? null) as AccountSettings['forcedMethod'],
    forcedWorkspaces: workspaces.length === 0 ? null : workspaces,
    store: (config.cli_auth_credentials_store ?? 'file') as AccountSettings['store'],
    mcpStore: (config.mcp_oauth_credentials_store ?? 'auto') as AccountSettings['mcpStore'],
    chatgptBaseUrl: typeof config.chatgpt_base_url === 'string' ? config.chatgpt_base_url : CHATGPT_URL,
  };
}

function isGiven(id: string): boolean {
  return id.trim() !== '';
}
