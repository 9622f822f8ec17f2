// A command the user runs in the thread: in the account's shell, in the thread's folder, without sandbox or question.
// The model is told of it as if the user had written what it printed.

import { messageOf } from '../../../util/coded-error.js';
import { deferred } from '../../../util/deferred.js';
import { outputLimit, shortenedLines } from '../../output-limit.js';
import type { ToolContext } from '../../ports.js';
import type { ToolDeps } from '../tool-deps.js';
import { ownEnv } from './command-env.js';
import { type CommandLine, commandItem, commandLine } from './command-item.js';
import { OutputBuffer } from './output-buffer.js';
import { notStartedText } from './shell-command.js';

const TIMEOUT_MS = 60 * 60 * 1000;
const ABORTED = 'command aborted by user';

interface End {
  readonly exitCode: number;
  readonly ms: number;
  readonly output: string;
}

/** Resolves with what the model is told. */
export async function runForUser(command: string, deps: ToolDeps, context: ToolContext): Promise<string> {
  const argv = [deps.machine.shellPath, '-lc', command];
  const line = commandLine(deps.newId(), argv, context.settings.cwd, deps.rules);
  context.startItem(commandItem(line, { source: 'userShell' }));
  const end = await run(line, deps, context);
  context.completeItem(
    commandItem(line, {
      source: 'userShell',
      status: end.exitCode === 0 ? 'completed' : 'failed',
      aggregatedOutput: end.output || null,
      exitCode: end.exitCode,
      durationMs: Math.round(end.ms),
    }),
  );
  const limit = outputLimit(context.settings, deps.catalog.facts(context.settings.model));
  return toldText(command, end, shortenedLines(end.output, limit, deps.rules.shorteningIsAnnounced));
}

async function run(line: CommandLine, deps: ToolDeps, context: ToolContext): Promise<End> {
  const { clock, runner } = deps;
  const { signal, settings, turnId } = context;
  const startedAt = clock.monotonic();
  const outputs = { stdout: new OutputBuffer(), stderr: new OutputBuffer() };
  const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
  const stopped = deferred<string>();
  const onAbort = (): void => stopped.resolve(ABORTED);
  const cancel = clock.setTimeout(() => stopped.resolve('command timed out'), TIMEOUT_MS);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const running = await runner.start({
      argv: line.argv,
      cwd: line.cwd,
      env: ownEnv(deps, context),
      tty: null,
      stdin: 'closed',
      sandbox: null,
      sandboxCwd: settings.cwd,
    });
    running.onOutput((stream, data) => {
      outputs[stream].push(data);
      const delta = decoders[stream].decode(data, { stream: true });
      if (delta !== '') context.emit({ type: 'commandOutputDelta', turnId, itemId: line.itemId, delta });
    });
    const end = await Promise.race([running.exited, stopped.promise]);
    if (typeof end === 'string') {
      await running.kill('atOnce');
      return { exitCode: -1, ms: 0, output: end };
    }
    const output = outputs.stdout.text() + outputs.stderr.text();
    return { exitCode: end.exitCode, ms: clock.monotonic() - startedAt, output };
  } catch (thrown) {
    return { exitCode: -1, ms: 0, output: `execution error: ${notStartedText(thrown) ?? messageOf(thrown)}` };
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

function toldText(command: string, { exitCode, ms }: End, shown: string): string {
  const result = [`Exit code: ${exitCode}`, `Duration: ${(ms / 1000).toFixed(4)} seconds`, 'Output:', shown];
  return [
    '<user_shell_command>',
    '<command>',
    command,
    '</command>',
    '<result>',
    ...result,
    '</result>',
    '</user_shell_command>',
  ].join('\n');
}
