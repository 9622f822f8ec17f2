// `astc lint FILE`: a recording, or what a command printed with --json, checked for rules that no schema tells.

import type { Message } from '../../jsonrpc/message.js';
import { type Finding, Linter, type LintFrame, RULES } from '../../lint/index.js';
import { messagesOf, readRecording } from '../../recording/reader.js';
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
      .argument('[file]', 'a recording, or what a command printed with --json; - is standard input')
      .option('--rules', 'list the rules instead');
  },
  run: async (context, [file], { rules = false }) => {
    if (rules) return listRules(context);
    if (file === undefined)
      throw new UsageError('bad_option', 'Check what? Give a file, or - for standard input.');
    const { findings, frames } = lintRecording(file);
    if (frames === 0) throw new UsageError('bad_option', `${file} holds no frames that are messages.`);
    for (const { rule, level, frame, message } of findings)
      context.output.line(`frame ${frame}  ${level === 'note' ? 'note: ' : ''}${rule}  ${message}`);
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

/** A linter for every connection. */
function lintRecording(file: string): { frames: number; findings: Finding[] } {
  const linters = new Map<number, Linter>();
  for (const { frame, message, method } of messagesOf(readRecording(file).frames)) {
    const linter = linters.get(frame.conn) ?? new Linter();
    linters.set(frame.conn, linter);
    if (message !== undefined) linter.frame(lintFrame(frame.dir, message, method));
  }
  for (const linter of linters.values()) linter.end();
  const all = [...linters.values()];
  return {
    frames: all.reduce((sum, { frames }) => sum + frames, 0),
    findings: all.flatMap(({ findings }) => findings),
  };
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
