// A way to a server, as connect.ts hands it to the client: a transport and what must be taken down after it.

import type { Transport } from '../transport/contract.js';

export interface Line {
  readonly transport: Transport;
  /** What the server process last wrote to stderr, if it is ours. */
  lastWords?(): string;
  release?(): Promise<void>;
}
