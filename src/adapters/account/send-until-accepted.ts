// One authenticated request: sent again for as long as refused credentials can be replaced by others.

import type { CredentialRecovery } from '../../domain/credential-ports.js';

/** `send` asks for its credentials anew each time. @throws what `send` and the recovery throw */
export async function sendUntilAccepted(
  recovery: CredentialRecovery,
  send: () => Promise<Response>,
): Promise<Response> {
  let response = await send();
  while (response.status === 401 && (await recovery.next())) {
    await response.body?.cancel();
    response = await send();
  }
  return response;
}
