// shell_command, shell and local_shell of 0.118.0: a command that is waited for to its end, or to its time-out.

import { messageOf } from '../../../util/coded-error.js';
import { deferred } from '../../../util/deferred.js';
import { DomainError } from '../../errors.js';
import { type OutputLimit, outputLimit, shortenedLines } from '../../output-limit.js';
import type { ToolCall, ToolContext, ToolOutput } from '../../ports.js';
import type { ThreadSettings } from '../../settings.js';
import { looksDenied } from '../approval/command-verdict.js';
import { Arguments } from '../arguments.js';
import { CommandHosts } from '../network/command-hosts.js';
import { runScriptPatch } from '../patch/script-patch.js';
import { type Tool, ToolRefusal } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { ownEnv } from './command-env.js';
import { type CommandLine, commandItem, commandLine } from './command-item.js';
import { commandWish } from './command-wish.js';
import { type Attempt, CommandRejected, type Confinement, runWithConsent, sandboxOf } from './consent.js';
import { isLoginShell } from './login-shell.js';
import { OutputBuffer } from './output-buffer.js';
import { jsonText, shellText } from './output-text.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const TIMED_OUT = 124;

/** How such a tool reads its arguments and words its output. */
interface Dialect {
  readonly name: string;
  argv(args: Arguments, settings: ThreadSettings): readonly string[];
  word(end: End, limit: OutputLimit): string;
}

interface End {
  readonly exitCode: number;
  readonly seconds: number;
  readonly output: string;
  /** Told the model before the output. */
  readonly note?: string;
}

export function shellTools(deps: ToolDeps): Tool[] {
  const asJson = ({ exitCode, seconds, output }: End, limit: OutputLimit): string =>
    jsonText(exitCode, seconds, shortenedLines(output, limit, false));
  const dialects: Dialect[] = [
    {
      name: 'shell_command',
      argv: (args, settings) => [
        deps.machine.shellPath,
        isLoginShell(args, settings) ? '-lc' : '-c',
        args.text('command'),
      ],
      word: ({ exitCode, seconds, output }, limit) => shellText(exitCode, seconds, output, limit),
    },
    { name: 'shell', argv: (args) => args.texts('command'), word: asJson },
    { name: 'local_shell', argv: (args) => args.texts('command'), word: asJson },
  ];
  return dialects.map((dialect) => ({
    name: dialect.name,
    kind: 'function',
    stopped: 'timed',
    offered: () => null,
    takesUnoffered: () => deps.rules.olderToolsAreTaken,
    run: (call, context) => run(call, { deps, context, dialect }),
  }));
}

interface Place {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  readonly dialect: Dialect;
}

async function run(call: ToolCall, { deps, context, dialect }: Place): Promise<ToolOutput> {
  const args = new Arguments(call.input);
  const cwd = deps.files.resolve(context.settings.cwd, args.optionalText('workdir') ?? '.');
  const argv = dialect.argv(args, context.settings);
  if (argv.length === 0) throw new ToolRefusal('empty command');
  const patched = await runScriptPatch({ deps, context, callId: call.callId, argv, cwd });
  if (patched !== null) return { output: patched };
  const line = commandLine(call.callId, argv, cwd, deps.rules);
  const shell = new ShellRun(deps, context, line, args.optionalInteger('timeout_ms') ?? DEFAULT_TIMEOUT_MS);
  const wish = commandWish(args, line, { deps, context });
  shell.begin();
  try {
    const view = { refused: shell.refused };
    const end = await runWithConsent({ deps, context, wish, source: 'shell', view }, (how) =>
      shell.launch(how),
    );
    shell.complete({ ...end, status: end.exitCode === 0 ? 'completed' : 'failed' });
    const said = `${end.note ?? ''}${end.output}`;
    const limit = outputLimit(context.settings, deps.catalog.facts(context.settings.model));
    return { output: dialect.word({ ...end, output: said }, limit), said };
  } catch (thrown) {
    if (thrown instanceof CommandRejected) {
      const message =
        thrown.message === 'rejected by user' ? 'exec command rejected by user' : thrown.message;
      shell.complete({ exitCode: -1, seconds: 0, output: message, status: 'declined' });
      throw new ToolRefusal(message, { cause: thrown });
    }
    const message = failureText(thrown);
    shell.complete({ exitCode: -1, seconds: 0, output: message, status: 'failed' });
    throw thrown instanceof ToolRefusal ? thrown : new ToolRefusal(message, { cause: thrown });
  }
}

function failureText(thrown: unknown): string {
  const notStarted = notStartedText(thrown);
  return notStarted === null ? messageOf(thrown) : `execution error: ${notStarted}`;
}

/** Why a command did not start; null for any other failure. */
export function notStartedText(thrown: unknown): string | null {
  const isNotStarted = thrown instanceof DomainError && thrown.failure.code === 'commandNotStarted';
  return isNotStarted ? thrown.failure.message : null;
}

/** One command and its item, which completes once whatever happens. */
class ShellRun {
  readonly #deps: ToolDeps;
  readonly #context: ToolContext;
  readonly #line: CommandLine;
  readonly #timeoutMs: number;
  #isComplete = false;

  constructor(deps: ToolDeps, context: ToolContext, line: CommandLine, timeoutMs: number) {
    this.#deps = deps;
    this.#context = context;
    this.#line = line;
    this.#timeoutMs = timeoutMs;
  }

  begin(): void {
    this.#context.startItem(commandItem(this.#line));
  }

  refused = (status: 'declined' | 'failed'): void => this.#completeWith({ status });

  complete({
    exitCode,
    seconds,
    output,
    status,
  }: End & { status: 'completed' | 'failed' | 'declined' }): void {
    this.#completeWith({
      status,
      exitCode,
      durationMs: Math.round(seconds * 1000),
      aggregatedOutput: output || null,
    });
  }

  async launch(confinement: Confinement): Promise<Attempt<End>> {
    const { clock, runner } = this.#deps;
    const { settings, turnId, signal } = this.#context;
    const startedAt = clock.monotonic();
    const approvals = this.#deps.of(this.#context.threadId).hosts;
    const hosts = new CommandHosts({ ...this.#deps, approvals }, this.#context);
    const running = await runner.start({
      argv: this.#line.argv,
      cwd: this.#line.cwd,
      env: ownEnv(this.#deps, this.#context),
      tty: null,
      stdin: 'closed',
      ...sandboxOf(confinement, settings),
      sandboxCwd: settings.cwd,
      hosts,
    });
    const output = new OutputBuffer();
    const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
    running.onOutput((stream, data) => {
      output.push(data);
      const delta = decoders[stream].decode(data, { stream: true });
      const itemId = this.#line.itemId;
      if (delta !== '') this.#context.emit({ type: 'commandOutputDelta', turnId, itemId, delta });
    });
    const timedOut = deferred<'timeOut'>();
    const cancel = this.#context.setTimeout(() => timedOut.resolve('timeOut'), this.#timeoutMs);
    const onAbort = (): void => {
      this.#completeWith({ status: 'failed', aggregatedOutput: output.text() || null });
      void running.kill();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    try {
      const end = await Promise.race([running.exited, timedOut.promise]);
      if (end === 'timeOut') await running.kill();
      const ms = clock.monotonic() - startedAt;
      const text = output.text();
      if (end === 'timeOut') {
        const note = `command timed out after ${Math.round(ms)} milliseconds\n`;
        return attempt({ exitCode: TIMED_OUT, seconds: ms / 1000, output: text, note }, false);
      }
      if (hosts.closed !== null) throw new CommandRejected(hosts.closed);
      const isDenied = confinement.sandboxed && looksDenied(end.exitCode, text);
      return attempt({ exitCode: end.exitCode, seconds: ms / 1000, output: text }, isDenied);
    } finally {
      cancel();
      signal.removeEventListener('abort', onAbort);
    }
  }

  #completeWith(more: Parameters<typeof commandItem>[1]): void {
    if (this.#isComplete) return;
    this.#isComplete = true;
    this.#context.completeItem(commandItem(this.#line, more));
  }
}

function attempt(value: End, isDenied: boolean): Attempt<End> {
  return { value, isDenied };
}
