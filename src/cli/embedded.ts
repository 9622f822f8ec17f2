// `--embedded`: our own app-server inside this process, over a pair of linked transports.

import { createMemoryPair } from '../transport/memory.js';
import type { CommandContext } from './command.js';
import type { Endpoint } from './endpoint.js';
import { UsageError } from './errors.js';
import type { Line } from './line.js';

/** @throws UsageError `bad_option` for a profile that this build does not have */
export async function openEmbedded(
  { overrides, profile }: Extract<Endpoint, { kind: 'embedded' }>,
  { io }: CommandContext,
): Promise<Line> {
  const { createAppServer } = await import('../server/index.js');
  try {
    const { env, cwd, clock } = io;
    const server = createAppServer({
      profile: profile ?? env.ASTC_PROFILE,
      config: overrides,
      env,
      cwd,
      clock,
    });
    const [transport, other] = createMemoryPair({ labels: ['the client', 'the embedded server'] });
    server.connect(other);
    return { transport, release: () => server.close() };
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new UsageError('bad_option', thrown.message);
    throw thrown;
  }
}
