// `astc lint FILE`: a recording, or what a command prints with --json, also while it still runs, checked for rules
// that no schema tells.

import type { Message } from '../../jsonrpc/message.js';
import { type Finding, Linter, type LintFrame, RULES } from '../../lint/index.js';
import type { RecordedFrame } from '../../recording/format.js';
import { frameOfLine, messageReader, readRecording } from '../../recording/reader.js';
import { type CommandContext, defineCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import type { Verdict } from '../output/output.js';

interface Options {
  readonly rules?: boolean;
}

export const command = defineCommand<Options>({
  define(command) {
    command
      .argument(
        '[file]',
        'a recording, or what a command printed with --json; - is standard input, checked line by line as it comes',
      )
      .option('--rules', 'list the rules instead');
  },
  run: async (context, [file], { rules = false }) => {
    if (rules) return listRules(context);
    if (file === undefined)
      throw new UsageError('bad_option', 'Check what? Give a file, or - for standard input.');
    const traffic = new Traffic(({ rule, level, frame, message }) =>
      context.output.line(`frame ${frame}  ${level === 'note' ? 'note: ' : ''}${rule}  ${message}`),
    );
    if (file === '-') await readAsItComes(context, traffic);
    else for (const frame of readRecording(file).frames) traffic.take(frame);
    traffic.end();
    const { findings, frames } = traffic;
    const name = file === '-' ? 'Standard input' : file;
    if (frames === 0) throw new UsageError('bad_option', `${name} holds no frames that are messages.`);
    const broken = findings.filter(({ level }) => level === 'error').length;
    const isClean = broken === 0;
    if (isClean) context.output.line(`${frames} frames, ${RULES.length} rules, nothing broken.`);
    return {
      code: isClean ? ExitCode.ok : ExitCode.protocolViolation,
      outcome: isClean ? 'ok' : 'violation',
      message: isClean
        ? undefined
        : `${broken} broken ${broken === 1 ? 'rule' : 'rules'} in ${frames} frames.`,
      result: { frames, findings },
    };
  },
});

function listRules({ output }: CommandContext): Verdict {
  const rules = RULES.map(({ id, sentence, source, level }) => ({ id, sentence, source, level }));
  for (const { id, sentence, source, level } of rules)
    output.line(`${id}${level === 'note' ? ' (a note)' : ''}  ${sentence}\n    ${source}`);
  return { code: ExitCode.ok, outcome: 'ok', result: { rules } };
}

/** A linter for every connection; what is broken is told at once. */
class Traffic {
  readonly findings: Finding[] = [];
  readonly #linters = new Map<number, Linter>();
  readonly #read = messageReader();
  readonly #tell: (finding: Finding) => void;

  constructor(tell: (finding: Finding) => void) {
    this.#tell = tell;
  }

  get frames(): number {
    return [...this.#linters.values()].reduce((sum, { frames }) => sum + frames, 0);
  }

  take(frame: RecordedFrame): void {
    const { message, method } = this.#read(frame);
    const linter = this.#linters.get(frame.conn) ?? new Linter();
    this.#linters.set(frame.conn, linter);
    if (message !== undefined) this.#keep(linter, () => linter.frame(lintFrame(frame.dir, message, method)));
  }

  end(): void {
    for (const linter of this.#linters.values()) this.#keep(linter, () => linter.end());
  }

  #keep(linter: Linter, step: () => void): void {
    const before = linter.findings.length;
    step();
    for (const finding of linter.findings.slice(before)) {
      this.findings.push(finding);
      this.#tell(finding);
    }
  }
}

/** Lines of standard input, until it ends or the user stops. @throws RecordingError `unsupported_version` */
async function readAsItComes({ io, stopped }: CommandContext, traffic: Traffic): Promise<void> {
  const reader = await io.readLines({ history: [], onHistory: () => {}, complete: async () => [] });
  try {
    await new Promise<void>((resolve, reject) => {
      reader.onLine((line) => {
        try {
          const frame = frameOfLine(line, 'Standard input');
          if (frame !== undefined) traffic.take(frame);
        } catch (thrown) {
          reject(thrown as Error); // of readers and rules, which throw nothing else
        }
      });
      reader.onEnd(resolve);
      if (stopped.aborted) resolve();
      stopped.addEventListener('abort', () => resolve());
    });
  } finally {
    reader.close();
  }
}

/** Ids above 2^53 as text: rules compare ids, and never count with them. */
function lintFrame(dir: 'in' | 'out', message: Message, method: string | undefined): LintFrame {
  const { id, ...rest } = { id: undefined, ...message };
  return {
    ...rest,
    dir,
    ...(id === undefined ? {} : { id: typeof id === 'bigint' ? String(id) : id }),
    ...(method === undefined ? {} : { method }),
  };
}
