// `astc export FILE --har|--markdown|--html|--tsung`: a recording for other tools and for people without ours.

import { writeFileSync } from 'node:fs';
import { type Recording, readRecording } from '../../recording/reader.js';
import { exportHar } from '../../recording/show/har.js';
import { exportHtml } from '../../recording/show/html.js';
import { exportMarkdown } from '../../recording/show/markdown.js';
import { exportTsung } from '../../recording/show/tsung.js';
import { messageOf } from '../../util/coded-error.js';
import { defineCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';

const FORMS = {
  har: exportHar,
  markdown: exportMarkdown,
  html: exportHtml,
  tsung: exportTsung,
} as const satisfies Record<string, (recording: Recording) => string>;

interface Options {
  readonly har?: boolean;
  readonly markdown?: boolean;
  readonly html?: boolean;
  readonly tsung?: boolean;
  readonly out?: string;
}

const FORM_NAMES = Object.keys(FORMS) as (keyof typeof FORMS)[]; // its keys, exactly

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument('<file>', 'a recording, or what a command printed with --json')
      .option('--har', 'an HTTP archive with the messages of every connection, for browsers and Playwright')
      .option('--markdown', 'a table, for issues')
      .option('--html', 'one page that needs nothing else')
      .option('--tsung', "a configuration of the load tester tsung, with the client's side as its session")
      .option('--out <file>', 'where it goes; standard output otherwise')
      .addHelpText(
        'after',
        `
  $ astc export session.jsonl --html --out session.html
  $ astc export session.jsonl --tsung --out tsung.xml      docs/load.md says what to change in it`,
      );
  },
  run: async ({ output }, [file = ''], { out, ...wanted }) => {
    const [write, ...others] = FORM_NAMES.filter((name) => wanted[name]).map((name) => FORMS[name]);
    if (write === undefined || others.length > 0)
      throw new UsageError(
        'bad_option',
        'Export as what? Give one of --har, --markdown, --html and --tsung.',
      );
    const text = write(readRecording(file));
    if (out === undefined) output.line(text.trimEnd());
    else {
      try {
        writeFileSync(out, text);
      } catch (thrown) {
        throw new UsageError('bad_option', `--out ${out} cannot be written: ${messageOf(thrown)}`, {
          cause: thrown,
        });
      }
    }
    return { code: ExitCode.ok, outcome: 'ok', result: out === undefined ? { text } : { file: out } };
  },
});
