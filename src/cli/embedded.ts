// `--embedded`: our own app-server inside this process, over a pair of linked transports.

import type { AppServer } from '../server/index.js';
import { createMemoryPair } from '../transport/memory.js';
import type { CommandContext } from './command.js';
import type { Endpoint } from './endpoint.js';
import { UsageError } from './errors.js';
import type { Line } from './line.js';

type EmbeddedEndpoint = Extract<Endpoint, { kind: 'embedded' }>;

/** Our own server, as the command line describes it. @throws RangeError for a profile that this build does not have */
export async function createEmbeddedServer(
  { overrides, profile }: EmbeddedEndpoint,
  { io: { env, cwd, clock }, tracing }: CommandContext,
  isTraced = true,
): Promise<AppServer> {
  const { createAppServer } = await import('../server/index.js');
  const traces = isTraced ? await tracing.open() : undefined;
  return createAppServer({
    profile: profile ?? env.ASTC_PROFILE,
    config: overrides,
    env,
    cwd,
    clock,
    ...(traces === undefined ? {} : { wrapTransport: traces.tracing.server }),
  });
}

/** @throws UsageError `bad_option` for a profile that this build does not have */
export async function openEmbedded(endpoint: EmbeddedEndpoint, context: CommandContext): Promise<Line> {
  try {
    const server = await createEmbeddedServer(endpoint, context);
    const [transport, other] = createMemoryPair({ labels: ['the client', 'the embedded server'] });
    server.connect(other);
    return { transport, release: () => server.close() };
  } catch (thrown) {
    if (thrown instanceof RangeError) throw new UsageError('bad_option', thrown.message);
    throw thrown;
  }
}
