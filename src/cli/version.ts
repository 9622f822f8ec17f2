// The version of this package, as `--version` and the handshake tell it.

import { DEFAULT_CLIENT_INFO } from '../client/client-info.js';

export const VERSION = DEFAULT_CLIENT_INFO.version;
