// A server of this process as a target: whatever takes transports or listens, made anew for each scenario. It gets
// the same config.toml as an executable would.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProfileName } from '../../protocol/index.js';
import { connectTransport, createMemoryPair, type Transport } from '../../transport/index.js';
import type { Clock } from '../../util/clock.js';
import { movableClock } from '../support/movable-clock.js';
import type { Ability, Home, Target } from '../target.js';

/** The little that a server must offer; `createAppServer` gives it. */
export interface InProcessServer {
  /** Takes the server's end of a connection. */
  connect(transport: Transport): void;
  listen(url: string): Promise<{ readonly url: string }>;
  close(): Promise<void>;
}

export interface InProcessSetup {
  readonly home: Home;
  /** Already lies in the home as config.toml. */
  readonly config: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** That of the machine, which scenarios move on where the server goes by it. */
  readonly clock: Clock;
}

export interface InProcessTargetOptions {
  readonly name: string;
  readonly profile: ProfileName;
  /** Makes a server on this home; called once for each scenario, and again after a restart. */
  readonly create: (setup: InProcessSetup) => InProcessServer;
  /** Whether the server goes by the `clock` it is made with: scenarios that need hours are skipped otherwise. */
  readonly hasClock?: boolean;
  readonly concurrency?: number;
  readonly flags?: string;
}

export function inProcessTarget(options: InProcessTargetOptions): Target {
  const { name, profile, create, hasClock = false, concurrency = 4, flags = '--embedded' } = options;
  const abilities: readonly Ability[] = ['home', 'backend', 'stdio', 'websocket'];
  return {
    name,
    profile,
    abilities: new Set(hasClock ? [...abilities, 'clock'] : abilities),
    concurrency,
    flags,
    async start({ home, config, env, way }) {
      writeFileSync(path.join(home.codexHome, 'config.toml'), config);
      const clock = movableClock();
      const server = create({ home, config, env, clock });
      const advance = (ms: number): void => clock.advance(ms);
      if (way === 'stdio') {
        return {
          url: undefined,
          process: undefined,
          advance,
          connect() {
            const [client, other] = createMemoryPair();
            server.connect(other);
            return Promise.resolve(client);
          },
          close: () => server.close(),
        };
      }
      const { url } = await server.listen('ws://127.0.0.1:0');
      return {
        url,
        process: undefined,
        advance,
        connect: ({ path: below = '', ...how } = {}) => connectTransport(`${url}${below}`, how),
        close: () => server.close(),
      };
    },
  };
}
