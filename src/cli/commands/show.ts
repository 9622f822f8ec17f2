// `astc show FILE`: a recording for people, with lanes for threads, turns and items.

import { messagesOf, readRecording } from '../../recording/reader.js';
import { parseFilter } from '../../recording/show/filter.js';
import { sayLanes, sayLine, timelineOf } from '../../recording/show/timeline.js';
import { defineCommand } from '../command.js';
import { ExitCode } from '../exit-codes.js';

interface Options {
  readonly filter?: string;
}

const FIELDS = `
What a filter may look at:
  method, text, id   the method (an answer has that of its request), the whole message, the id of a request
  dir, kind          in or out; request, notification, success, failure or malformed
  thread, turn, item an id, for threads also T1, for items also their type
  t, took, conn      milliseconds since the start, milliseconds until the answer, number of the connection
= and != compare with * for anything, ~ finds a part, < and > compare numbers; join with and, or, not and brackets.`;

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('<file>', 'a recording, or what a command printed with --json; - is standard input')
      .option(
        '--filter <expression>',
        'such as "method=turn/* and not dir=out", "thread=T1", "kind=failure or took>500", "text~error"',
      )
      .addHelpText('after', FIELDS);
  },
  run: async ({ output, options }, [file = ''], { filter }) => {
    const recording = readRecording(file);
    const messages = messagesOf(recording.frames);
    const fits = filter === undefined ? undefined : parseFilter(filter);
    // Lanes and times are told from the whole session, whatever of it is shown.
    const timeline = timelineOf(messages);
    const lines = timeline.flatMap((line, index) => {
      const message = messages[index];
      const isShown = message !== undefined && fits?.({ message, line }) !== false;
      return isShown ? [{ line, text: message.frame.text }] : [];
    });
    const hasMany = new Set(recording.frames.map(({ conn }) => conn)).size > 1;
    const { header, isComplete, tornLines } = recording;
    if (header !== undefined)
      output.note(`${header.target.join(' ')}, over ${header.transport}, ${header.startedAt}`);
    for (const lane of sayLanes(timeline)) output.note(lane);
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
