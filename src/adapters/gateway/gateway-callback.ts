// What a browser that comes back from a gateway is answered.

import { openReturnAddress, type ReturnAddress, type ReturnAnswer } from '../../oauth/return-address.js';

const DONE =
  '<!doctype html><html lang="en"><title>Signed in</title><body><p>You are signed in at the gateway and can close this window.</p><script>window.close()</script></body></html>';

/**
 * @param port null for any
 * @param state what the browser must bring back
 * @throws Error when the port is taken
 */
export function openGatewayCallback(port: number | null, state: string): Promise<ReturnAddress> {
  const strangersAreTold = 'OAuth callback state did not match';
  return openReturnAddress({ port, path: '/callback', state, strangersAreTold, answer });
}

function answer(brought: URLSearchParams): ReturnAnswer {
  const code = brought.get('code');
  if (brought.has('error') || code === null) {
    const refusal = new Error('the person did not agree');
    return { status: 400, type: 'text/plain', text: 'Sign-in failed.', outcome: { refusal } };
  }
  return { status: 200, type: 'text/html', text: DONE, outcome: { code } };
}
