// Where adapters meet ports: the only file that knows both. Loaded after the handshake, so what it imports may
// take its time.

import type { Behaviour } from '../domain/behaviour.js';
import type { Profile } from '../protocol/index.js';
import type { Clock } from '../util/clock.js';
import type { FlowGate } from './flow-gate.js';
import type { Interior } from './interior.js';
import type { Logger } from './logger.js';

export interface ComposeInput {
  readonly profile: Profile;
  /** Absolute. */
  readonly codexHome: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly flow: FlowGate;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly config: readonly string[];
  readonly backendUrl: string | undefined;
  readonly behaviour: Partial<Behaviour>;
}

/** Builds the interior of one server. @throws when the store or the configuration cannot be used at all */
export async function composeInterior(input: ComposeInput): Promise<Interior> {
  throw new Error(`not composed yet: ${input.codexHome}`);
}
