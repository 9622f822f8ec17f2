// What a browser that comes back from a login to an MCP server is answered.

import { openReturnAddress, type ReturnAddress, type ReturnAnswer } from '../../oauth/return-address.js';

const DONE = 'Authentication complete. You may close this window.';
const INVALID = 'Invalid OAuth callback';

/** @param state what the browser must bring back */
export function openMcpCallback(path: string, state: string): Promise<ReturnAddress> {
  return openReturnAddress({ port: null, path, state, strangersAreTold: INVALID, answer });
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
