// The server side of `astc record`: this process takes the place of the command before its client.

import { Recorder } from '../../recording/recorder.js';
import { endLike } from '../../recording/tap/signals.js';
import { tapStdio } from '../../recording/tap/stdio-tap.js';

export interface RecordCall {
  readonly file: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly redactPaths: boolean;
}

/**
 * Does not return: this process ends like the command.
 * @throws RecordingError `not_writable`; TransportError when the command cannot be started
 */
export async function recordServer({ file, command, args, redactPaths }: RecordCall): Promise<void> {
  const recorder = new Recorder(file, {
    transport: 'stdio',
    target: [command, ...args],
    redact: { paths: redactPaths },
    onProblem: (message) => process.stderr.write(`${message}\n`),
  });
  try {
    endLike(await tapStdio({ command, args, recorder }));
  } catch (thrown) {
    // Nothing was said: an empty recording would be taken for one.
    recorder.discard();
    throw thrown;
  }
  await new Promise<never>(() => {});
}
