// `astc redact FILE OUT`: a recording once more without what must not be shared.

import { readRecording } from '../../recording/reader.js';
import { Recorder } from '../../recording/recorder.js';
import { redactRecording } from '../../recording/second-pass.js';
import { defineCommand } from '../command.js';
import { ExitCode } from '../exit-codes.js';

interface Options {
  readonly redactPaths?: boolean;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('<file>', 'a recording, or what a command printed with --json')
      .argument('<out>', 'where the clean one goes')
      .option('--redact-paths', 'also take out every path');
  },
  run: async ({ output }, [file = '', out = ''], options) => {
    const recording = readRecording(file);
    const recorder = new Recorder(out, {
      transport: recording.header?.transport ?? 'stdio',
      target: recording.header?.target ?? [],
      startedAt: recording.header?.startedAt,
      redact: { paths: options.redactPaths === true },
      onProblem: (message) => output.warn(message),
    });
    const changed = redactRecording(recording, recorder);
    output.line(`${recorder.file}: ${recording.frames.length} messages, something taken out of ${changed}.`);
    return {
      code: ExitCode.ok,
      outcome: 'ok',
      result: { file: recorder.file, frames: recording.frames.length, changed },
    };
  },
});
