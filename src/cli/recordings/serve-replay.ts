// `astc replay --as server`: listens until its client is gone, or until it is stopped, and says what did not match.

import type { Recording } from '../../recording/reader.js';
import type { Matching } from '../../recording/replay/match.js';
import { createReplayServer } from '../../recording/replay/replay-server.js';
import { withFaults } from '../../transport/faults/faulty-transport.js';
import { parseFault } from '../../transport/faults/spec.js';
import type { CommandContext } from '../command.js';
import { ExitCode } from '../exit-codes.js';
import type { Verdict } from '../output/output.js';
import { readSeed } from '../read-seed.js';
import { aborted } from '../stop-signals.js';

export interface ServeReplayOptions {
  readonly listen: string;
  readonly matching: Matching;
  readonly pace?: boolean;
  readonly fault?: readonly string[];
  readonly faultSeed?: string;
}

export async function serveReplay(
  { io, stopped }: CommandContext,
  recording: Recording,
  { listen, matching, pace = false, fault = [], faultSeed }: ServeReplayOptions,
): Promise<Verdict> {
  const say = (text: string): void => void io.stderr.write(`${text}\n`);
  const faults = fault.map(parseFault);
  const seed = readSeed(faultSeed);
  const exit = (code: number): never => process.exit(code);
  const server = createReplayServer(recording, {
    ...(faults.length === 0
      ? {}
      : { wrap: (transport) => withFaults(transport, { faults, seed, clock: io.clock, exit }) }),
    matching,
    pace: pace ? 'recorded' : 'instant',
    clock: io.clock,
    onProblem: ({ message }) => say(message),
  });
  await server.listen(listen);
  if (listen !== 'stdio://') say(`  listening on: ${server.url}`);
  await Promise.race([server.ended, aborted(stopped)]);
  // Problems of the moment have been told; what never came is known only now.
  const { problems } = server;
  for (const { kind, message } of problems) if (kind === 'missing') say(message);
  await server.close();
  if (problems.length === 0) return { code: ExitCode.ok, outcome: 'ok' };
  return {
    code: ExitCode.differences,
    outcome: 'mismatch',
    message: `The client did ${problems.length === 1 ? 'one thing' : `${problems.length} things`} otherwise than recorded.`,
    result: { problems },
  };
}
