// Where the MCP server of an account's apps is, and who asks it.

import type { McpOAuth } from '../../domain/mcp/mcp-ports.js';
import { textAt } from '../../util/peek.js';
import { canParseUrl } from '../../util/url.js';
import { type AccountClientDeps, accountBase } from './account-request.js';

export interface AppsServerRules {
  /** Whether the backend has a place of its own for what extends the agent. */
  readonly hasExtensions: boolean;
  /** Whether the account's token is for hosts of ChatGPT alone. */
  readonly tokenStaysAtChatgpt: boolean;
}

const CHATGPT: ReadonlySet<string> = new Set(['https://chatgpt.com', 'https://chatgpt-staging.com']);

export function appsServerUrl(baseUrl: string, { hasExtensions }: AppsServerRules): string {
  const base = accountBase(baseUrl);
  const isBackend = base.includes('/backend-api');
  if (hasExtensions) return isBackend ? `${base}/ps/mcp` : `${base}/api/codex/ps/mcp`;
  return isBackend ? `${base}/wham/apps` : `${base}/api/codex/apps`;
}

export function getsToken(url: string, { tokenStaysAtChatgpt }: AppsServerRules): boolean {
  return !tokenStaysAtChatgpt || (canParseUrl(url) && CHATGPT.has(new URL(url).origin));
}

/** The account's tokens, each as it is when a request goes out. */
export function accountTokens({
  headers,
  recovery,
}: Pick<AccountClientDeps, 'headers' | 'recovery'>): Pick<McpOAuth, 'token' | 'renewed'> {
  const token = async (): Promise<string | null> => {
    const sent = textAt(await headers(), 'authorization');
    return sent === undefined ? null : sent.replace(/^Bearer /, '');
  };
  return {
    token,
    async renewed(_server, refused) {
      const ways = recovery();
      while (await ways.next()) {
        const other = await token();
        if (other !== null && other !== refused) return other;
      }
      return null;
    },
  };
}
