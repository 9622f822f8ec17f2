// Where a browser comes back to from a login to an MCP server, and what it is answered there.

import { openReturnAddress, type ReturnAddress, type ReturnAnswer } from '../../oauth/return-address.js';
import { canParseUrl } from '../../util/url.js';
import { osErrorText } from '../files/os-error.js';

const DONE = 'Authentication complete. You may close this window.';
const INVALID = 'Invalid OAuth callback';
const ANY_HOST = '0.0.0.0';
const USUAL_PATH = '/callback';

/** What the configuration wants of the way back; null: nothing. */
export interface McpReturnWishes {
  readonly port: number | null;
  /** What people's browsers are sent to: it may lead here from elsewhere. */
  readonly url: string | null;
}

export interface McpReturn {
  /** Of the server alone; null: all servers share one way back. */
  readonly ownPath: string | null;
  /** What the browser must bring back. */
  readonly state: string;
  readonly wishes: McpReturnWishes;
}

/** @throws Error when nobody can listen there, or what is wished for is no address */
export async function openMcpCallback({ ownPath, state, wishes }: McpReturn): Promise<ReturnAddress> {
  const { port } = wishes;
  if (port === 0) throw new Error('invalid MCP OAuth callback port `0`: port must be between 1 and 65535');
  const shown = wishes.url === null ? null : addressOf(wishes.url, ownPath);
  const path = shown?.pathname ?? withOwn(USUAL_PATH, ownPath);
  const isLocal = shown === null || ['localhost', '127.0.0.1'].includes(shown.hostname);
  const host = isLocal ? {} : { host: ANY_HOST };
  try {
    const address = await openReturnAddress({
      ...host,
      port,
      path,
      state,
      strangersAreTold: INVALID,
      answer,
    });
    return shown === null || wishes.url === null
      ? address
      : { ...address, url: ownPath === null ? wishes.url : shown.href };
  } catch (thrown) {
    throw new Error(osErrorText(thrown), { cause: thrown });
  }
}

function addressOf(wanted: string, ownPath: string | null): URL {
  const url = canParseUrl(wanted) ? new URL(wanted) : null;
  if (url === null) throw new Error(`invalid MCP OAuth callback URL \`${wanted}\``);
  url.pathname = withOwn(url.pathname, ownPath);
  return url;
}

function withOwn(path: string, ownPath: string | null): string {
  return ownPath === null ? path : `${path.replace(/\/+$/, '')}/${ownPath}`;
}

function answer(brought: URLSearchParams): ReturnAnswer {
  const error = brought.get('error');
  if (error !== null) {
    const why = brought.get('error_description');
    const text = `OAuth provider returned \`${error}\`${why === null ? '' : `: ${why}`}`;
    return { status: 400, type: 'text/plain', text, outcome: { refusal: new Error(text) } };
  }
  const code = brought.get('code');
  if (code === null) return { status: 400, type: 'text/plain', text: INVALID, outcome: null };
  return { status: 200, type: 'text/plain', text: DONE, outcome: { code } };
}
