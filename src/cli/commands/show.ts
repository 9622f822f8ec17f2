// `astc show FILE`: a recording for people, with lanes for threads, turns and items.

import { messagesOf, readRecording } from '../../recording/reader.js';
import { parseFilter } from '../../recording/show/filter.js';
import { sayLine, timelineOf } from '../../recording/show/timeline.js';
import { defineCommand } from '../command.js';
import { ExitCode } from '../exit-codes.js';

interface Options {
  readonly filter?: string;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('<file>', 'a recording, or what a command printed with --json; - is standard input')
      .option(
        '--filter <expression>',
        'such as "method=turn/* and not dir=out", "thread=01a*", "t>1500", "text~error"',
      );
  },
  run: async ({ output, options }, [file = ''], { filter }) => {
    const recording = readRecording(file);
    const messages = messagesOf(recording.frames);
    const fits = filter === undefined ? undefined : parseFilter(filter);
    // Lanes and times are told from the whole session, whatever of it is shown.
    const lines = timelineOf(messages).flatMap((line, index) => {
      const message = messages[index];
      return message === undefined || fits?.(message) === false ? [] : [{ line, text: message.frame.text }];
    });
    const hasMany = new Set(recording.frames.map(({ conn }) => conn)).size > 1;
    const { header, isComplete, tornLines } = recording;
    if (header !== undefined)
      output.note(`${header.target.join(' ')}, over ${header.transport}, ${header.startedAt}`);
    for (const { line, text } of lines)
      output.line(options.raw ? `${sayLine(line, hasMany)}\n${text}` : sayLine(line, hasMany));
    if (header !== undefined && !isComplete) output.note('The recorder did not come to its end.');
    if (tornLines.length > 0) output.note(`Lines that cannot be read: ${tornLines.join(', ')}.`);
    return {
      code: ExitCode.ok,
      outcome: 'ok',
      result: { header, isComplete, tornLines, frames: lines.map(({ line }) => line) },
    };
  },
});
