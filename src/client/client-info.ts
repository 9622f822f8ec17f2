// How this client names itself in the handshake unless it is told otherwise.

import type { ClientInfo } from '../protocol/index.js';

/** The version is that of this package. */
export const DEFAULT_CLIENT_INFO: ClientInfo = {
  name: 'app-server-test-client',
  title: 'App Server Test Client',
  version: '0.1.0',
};
