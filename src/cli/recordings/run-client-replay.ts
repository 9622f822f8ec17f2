// `astc replay --as client`: every recorded connection against the server that the command line names.

import { diffSessions } from '../../recording/compare/diff.js';
import type { RecordedFrame } from '../../recording/format.js';
import type { Recording } from '../../recording/reader.js';
import { Recorder } from '../../recording/recorder.js';
import { replayClient } from '../../recording/replay/client-replay.js';
import { connectionsOf } from '../../recording/replay/steps.js';
import type { CommandContext } from '../command.js';
import { withLine } from '../connect.js';
import { UsageError } from '../errors.js';
import { createOutput } from '../output/create-output.js';
import type { Verdict } from '../output/output.js';
import { STOPPED } from '../verdict.js';
import { differenceVerdict, sayDifferences } from './differences.js';

export interface RunClientReplayOptions {
  readonly map?: readonly string[];
  readonly ignore?: readonly string[];
  readonly ordered?: boolean;
  readonly save?: string;
}

/** A busy machine may hold a server up for long; one that hangs says nothing for longer. */
const PATIENCE_MS = 30_000;

/** @throws UsageError, TransportError, RecordingError */
export async function runClientReplay(
  context: CommandContext,
  recording: Recording,
  { map = [], ignore, ordered, save }: RunClientReplayOptions,
): Promise<Verdict> {
  const { io, options, redactor } = context;
  const output = createOutput(io, {
    options: { ...options, quiet: options.json },
    style: 'short',
    showsHistory: false,
    redactor,
  });
  const rewrite = rewriter(map);
  const live: RecordedFrame[] = [];
  for (const [index, steps] of connectionsOf(recording.frames).entries()) {
    const { frames, waits, lost } = await withLine(context, (transport) =>
      replayClient(transport, steps, {
        clock: io.clock,
        timeoutMs: options.timeoutMs ?? PATIENCE_MS,
        rewrite,
      }),
    );
    if (context.stopped.aborted) return STOPPED;
    live.push(...frames.map((frame) => ({ ...frame, conn: index + 1 })));
    for (const wait of waits) output.warn(wait);
    if (lost !== undefined) output.warn(`The connection was lost: ${lost}`);
  }
  if (save !== undefined) keep(save, live, { recording, onProblem: (message) => output.warn(message) });
  const before = recording.frames.map((frame) => ({ ...frame, text: rewrite(frame.text) }));
  const differences = diffSessions(before, live, { isOrdered: ordered, ignore });
  for (const line of sayDifferences(differences)) output.line(line);
  const same = `The server said the same: ${live.length} messages.`;
  const verdict = differenceVerdict(differences, { same, output });
  if (options.json && verdict.code === 0) output.verdict(verdict);
  return verdict;
}

/** `from=to`, as it stands in JSON. @throws UsageError `bad_option` */
function rewriter(map: readonly string[]): (text: string) => string {
  const pairs = map.map((pair) => {
    const [from = '', ...to] = pair.split('=');
    if (from === '' || to.length === 0) throw new UsageError('bad_option', `--map ${pair} has no from=to.`);
    return [from, to.join('=')].map((text) => JSON.stringify(text).slice(1, -1)) as [string, string];
  });
  return (text) => pairs.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}

function keep(
  file: string,
  frames: readonly RecordedFrame[],
  { recording, onProblem }: { recording: Recording; onProblem: (message: string) => void },
): void {
  const transport = recording.header?.transport ?? 'stdio';
  const recorder = new Recorder(file, { transport, target: ['replay'], onProblem });
  for (const { dir, text, t, conn } of frames) recorder.frame(dir, text, { t, conn });
  recorder.end();
}
