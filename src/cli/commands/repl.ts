// `astc repl`: a prompt on one connection. Notifications appear above the line, questions of the server take its place.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from '../../client/index.js';
import { stateDir } from '../../util/state-dir.js';
import { type CommandContext, defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { ExitCode } from '../exit-codes.js';
import type { TextSink } from '../io.js';
import { createOutput } from '../output/create-output.js';
import type { Verdict } from '../output/output.js';
import type { LineReader } from '../repl/line-reader.js';
import { Screen } from '../repl/screen.js';
import { ReplSession } from '../repl/session.js';
import { aborted } from '../stop-signals.js';
import { STOPPED } from '../verdict.js';

export const command = defineCommand({
  define(command) {
    command.addHelpText('after', '\nAt the prompt, .help shows what can be said.');
  },
  run: async (context) => {
    refuseDynamicTools(context);
    const screen = new Screen();
    const io = screen.wrap(context.io);
    const { options, redactor } = context;
    const output = createOutput(io, { options, style: 'short', showsHistory: true, redactor });
    const question = new Question(screen);
    const there = {
      ...context,
      output,
      io: { ...io, ask: (text: string, signal: AbortSignal) => question.ask(text, signal) },
    };
    const needs = { experimentalApi: true, approvals: 'ask' } as const;
    const terminal = context.io.stdout;
    return withClient(there, needs, ({ client }) => converse(there, client, { screen, terminal, question }));
  },
});

/** The question that takes the next line, if there is one. */
class Question {
  readonly #screen: Screen;
  #answer: ((line: string | undefined) => void) | undefined;
  text: string | undefined;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  ask(text: string, signal: AbortSignal): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#answer = resolve;
      this.text = text;
      signal.addEventListener('abort', () => this.take(undefined), { once: true });
      this.#screen.onRedraw();
    });
  }

  /** Whether the line was an answer. */
  take(line: string | undefined): boolean {
    const answer = this.#answer;
    this.#answer = undefined;
    this.text = undefined;
    answer?.(line);
    return answer !== undefined;
  }
}

async function converse(
  context: CommandContext,
  client: Client,
  { screen, terminal, question }: { screen: Screen; terminal: TextSink; question: Question },
): Promise<Verdict> {
  const session = new ReplSession(context, client);
  const file = path.join(stateDir(context.io.env, 'repl'), 'history');
  const reader = await context.io.readLines({
    history: readHistory(file),
    onHistory: (history) =>
      saveHistory(
        file,
        history.map((line) => context.redactor.text(line)),
      ),
    complete: (line) => session.complete(line),
  });
  const show = (): void => {
    screen.prompted();
    reader.prompt(question.text ?? session.prompt);
  };
  if (reader.isTTY) {
    screen.onRedraw = show;
    context.output.note('.help shows what can be said here; Ctrl-D ends.');
    show();
  }
  try {
    const end = untilLinesEnd(reader, { screen, question, session, show });
    const stopped = aborted(context.stopped).then(() => 'stopped' as const);
    const lost = client.closed.then(() => 'lost' as const);
    const how = await Promise.race([end, stopped, lost]);
    if (how === 'stopped') return STOPPED;
    if (how === 'lost')
      return { code: ExitCode.unreachable, outcome: 'lost', message: 'The connection was lost.' };
  } finally {
    if (reader.isTTY) screen.left(terminal);
    screen.entered();
    reader.close();
  }
  const { calls, failed } = session;
  if (failed === 0 || reader.isTTY) return { code: ExitCode.ok, outcome: 'ended', result: { calls, failed } };
  const message = failed === 1 ? 'One line failed.' : `${failed} lines failed.`;
  return { code: ExitCode.refused, outcome: 'failed', message, result: { calls, failed } };
}

interface Parts {
  readonly screen: Screen;
  readonly question: Question;
  readonly session: ReplSession;
  show(): void;
}

/** One line after the other; from a pipe, each waits for the end of what the one before began. */
function untilLinesEnd(reader: LineReader, { screen, question, session, show }: Parts): Promise<'ended'> {
  return new Promise((resolve) => {
    let line: Promise<unknown> = Promise.resolve();
    let isOver = false;
    const finish = (): void => {
      isOver = true;
      question.take(undefined);
      resolve('ended');
    };
    reader.onLine((text) => {
      screen.entered();
      if (question.take(text)) {
        if (reader.isTTY) show();
        return;
      }
      line = line.then(async () => {
        if (isOver) return;
        if (!(await session.handle(text))) return finish();
        if (reader.isTTY) show();
        else await session.settled();
      });
    });
    reader.onInterrupt(() => {
      if (session.hasTurn) session.interrupt().catch(() => {});
      else finish();
    });
    reader.onEnd(() => void line.then(finish));
  });
}

function readHistory(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean);
  } catch {
    return []; // the first time there is none
  }
}

function saveHistory(file: string, history: readonly string[]): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, history.join('\n'), { mode: 0o600 });
  } catch {
    // A history that cannot be kept is no reason to end.
  }
}
