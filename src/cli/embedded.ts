// `--embedded`: our own app-server inside this process, over a pair of linked transports.

import type { CommandContext } from './command.js';
import type { Line } from './connect.js';
import type { Endpoint } from './endpoint.js';
import { CommandError } from './errors.js';

export async function openEmbedded(
  _endpoint: Extract<Endpoint, { kind: 'embedded' }>,
  _context: CommandContext,
): Promise<Line> {
  throw new CommandError('start_failed', 'The embedded server is not part of this build.');
}
