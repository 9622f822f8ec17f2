// exec_command: runs a command and reports what it said within its yield time; one that runs longer becomes a session.

import { sleep } from '../../../util/clock.js';
import { deferred } from '../../../util/deferred.js';
import { joinWords } from '../../../util/shell-words.js';
import type { ToolContext, ToolOutput } from '../../ports.js';
import { looksDenied } from '../approval/command-verdict.js';
import { Arguments } from '../arguments.js';
import { CommandHosts } from '../network/command-hosts.js';
import { runScriptPatch } from '../patch/script-patch.js';
import { environmentProperty, placed } from '../placed-call.js';
import { amount, flag, functionTool, type Tool, ToolRefusal, text } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { plainEnv } from './command-env.js';
import { commandItem, commandLine } from './command-item.js';
import { CommandSession, KILLED } from './command-session.js';
import { type CommandWish, commandWish, wishProperties } from './command-wish.js';
import {
  type Attempt,
  CommandRejected,
  type Confinement,
  retriesOutside,
  runWithConsent,
  sandboxOf,
} from './consent.js';
import { isLoginShell } from './login-shell.js';
import { reportLimits, reportText, reportValue } from './output-text.js';
import { notStartedText } from './shell-command.js';

const NOT_CREATED = 'Failed to create unified exec process: ';
const TERMINAL = { rows: 24, cols: 80 };
const SHORTEST_YIELD_MS = 250;
const LONGEST_YIELD_MS = 30_000;
const DEFAULT_YIELD_MS = 10_000;
/** A command that its sandbox stops does so at once; until then its item is not announced where it may run again. */
const DENIAL_MS = 150;

export function execCommand(here: ToolDeps): Tool {
  return {
    name: 'exec_command',
    kind: 'function',
    isRehearsable: true,
    stopped: here.rules.stoppedCommandsAreTimed ? 'timed' : 'plain',
    offered: (thread) =>
      functionTool(
        'exec_command',
        'Starts a command. Returns its output, and the id of a session when it is still running at the end of the yield time.',
        {
          cmd: text('The command, as for a shell.'),
          workdir: text("Folder to run in; the turn's by default."),
          shell: text("Shell to run it with; the user's by default."),
          login: flag('Whether the shell is a login shell; true by default.'),
          tty: flag('Whether the command gets a terminal, and can be written to; false by default.'),
          yield_time_ms: amount('Milliseconds to wait for output: 250 to 30000, 10000 by default.'),
          max_output_tokens: amount('How much output to return, in tokens; 10000 by default.'),
          ...environmentProperty(thread),
          ...wishProperties(thread.settings.features),
        },
        ['cmd'],
      ),
    async run(call, caller) {
      const args = new Arguments(call.input);
      const environmentId = args.optionalText('environment_id');
      const { deps, context } = placed(
        { deps: here, context: caller },
        { callId: call.callId, environmentId },
      );
      const cwd = deps.files.resolve(context.settings.cwd, args.optionalText('workdir') ?? '.');
      const named = args.optionalText('shell');
      const shell = named === undefined ? deps.machine.shellPath : deps.machine.shellNamed(named);
      const isLogin = isLoginShell(args, context.settings);
      const argv = [shell, isLogin ? '-lc' : '-c', args.text('cmd')];
      const patched = await runScriptPatch({ deps, context, callId: call.callId, argv, cwd });
      if (patched !== null) {
        const value = { wall_time_seconds: 0, output: patched };
        return { output: `Wall time: 0.0000 seconds\nOutput:\n${patched}`, value };
      }
      const wish = commandWish(args, commandLine(call.callId, argv, cwd, deps.rules), { deps, context });
      const yieldMs = clamp(
        args.optionalInteger('yield_time_ms') ?? DEFAULT_YIELD_MS,
        SHORTEST_YIELD_MS,
        LONGEST_YIELD_MS,
      );
      const wanted = args.optionalInteger('max_output_tokens');
      const isInteractive = args.optionalFlag('tty') ?? false;
      try {
        const session = await start({ deps, context, wish, isInteractive, isLogin });
        return await report(deps, context, session, { yieldMs, wanted });
      } catch (thrown) {
        throw worded(thrown, argv, deps);
      }
    },
  };
}

interface Start {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  readonly wish: CommandWish;
  readonly isInteractive: boolean;
  readonly isLogin: boolean;
}

async function start({ deps, context, wish, isInteractive, isLogin }: Start): Promise<CommandSession> {
  const { line } = wish;
  const { sessions, hosts: approvals } = deps.of(context.threadId);
  const { approvalPolicy } = context.settings;
  let isStarted = false;
  const startItem = (): void => {
    if (!isStarted) context.startItem(commandItem(line));
    isStarted = true;
  };
  const launch = async (confinement: Confinement): Promise<Attempt<CommandSession>> => {
    const { sandboxed } = confinement;
    let session: CommandSession | undefined;
    const hosts = new CommandHosts({ ...deps, approvals }, context, () => {
      if (deps.rules.hostsAreAskedByCommand) session?.close(hosts.closed);
    });
    const running = await deps.runner.start({
      argv: line.argv,
      cwd: line.cwd,
      env: plainEnv(deps, context, { callId: line.itemId, isLogin }),
      tty: isInteractive ? TERMINAL : null,
      stdin: isInteractive ? 'open' : 'closed',
      ...sandboxOf(confinement, context.settings),
      sandboxCwd: context.settings.cwd,
      hosts,
    });
    const id = sessions.freeId();
    session = new CommandSession({ id, line, context, running, isInteractive, clock: deps.clock, hosts });
    if (deps.rules.hostsAreAskedByCommand && hosts.closed !== null) session.close(hosts.closed);
    const mayRetry = sandboxed && retriesOutside(approvalPolicy);
    if (mayRetry) await Promise.race([session.ended, sleep(deps.clock, DENIAL_MS)]);
    const { exitCode } = session;
    if (mayRetry && exitCode !== null && looksDenied(exitCode, session.output)) {
      return { value: session, isDenied: true };
    }
    sessions.add(session);
    session.announce(isStarted);
    isStarted = true;
    return { value: session, isDenied: false };
  };
  const onAsking = deps.rules.commandStartsWhenAsked ? { onAsking: startItem } : {};
  const view = {
    ...onAsking,
    refused: (status: 'declined' | 'failed') => {
      // What a reviewer refused before it was shown is not shown.
      if (isStarted || context.review === null) context.completeItem(commandItem(line, { status }));
    },
  };
  try {
    return await runWithConsent({ deps, context, wish, source: 'unifiedExec', view }, launch);
  } catch (thrown) {
    const problem = notStartedText(thrown);
    if (problem !== null && deps.rules.unstartedCommandsAreShown) {
      const source = 'unifiedExecStartup';
      if (!isStarted) context.startItem(commandItem(line, { source }));
      const aggregatedOutput = NOT_CREATED + problem;
      const end = { status: 'failed', aggregatedOutput, exitCode: KILLED, durationMs: 0 } as const;
      context.completeItem(commandItem(line, { source, ...end }));
    }
    throw thrown;
  }
}

/** Waits for the process as long as the model wants to, then tells what came. */
export async function report(
  deps: ToolDeps,
  context: ToolContext,
  session: CommandSession,
  { yieldMs, wanted }: { readonly yieldMs: number; readonly wanted: number | undefined },
): Promise<ToolOutput> {
  const { clock, rules } = deps;
  const startedAt = clock.monotonic();
  await endOrYield({ deps, context, session }, yieldMs);
  const { closed } = session;
  if (closed !== null) await session.ended;
  const { exitCode } = session;
  if (exitCode !== null) deps.of(context.threadId).sessions.forget(session);
  if (closed !== null) {
    throw new ToolRefusal(`exec_command failed: ProcessFailed { message: ${JSON.stringify(closed)} }`);
  }
  const said = session.read();
  const told = {
    command: rules.outputsNameCommand ? session.line.command : null,
    chunkId: Math.floor(deps.random() * 0x1000000)
      .toString(16)
      .padStart(6, '0'),
    seconds: (clock.monotonic() - startedAt) / 1000,
    exitCode,
    sessionId: exitCode === null ? session.id : null,
    output: said,
    ...reportLimits(wanted, context, deps),
    shorteningIsAnnounced: rules.shorteningIsAnnounced,
  };
  return {
    ...(exitCode === null ? {} : { said }),
    output: reportText(told),
    value: reportValue(told, wanted !== undefined),
  };
}

/** Where a command waits for its answer, its yield time stands still. */
async function endOrYield(
  { deps, context, session }: { deps: ToolDeps; context: ToolContext; session: CommandSession },
  yieldMs: number,
): Promise<void> {
  const { hosts } = session;
  for (let left = yieldMs; left > 0 && session.exitCode === null; ) {
    const waited = hosts.waitedMs;
    await endOrPause(context, session, left);
    left = deps.rules.hostsAreAskedByCommand ? hosts.waitedMs - waited : 0;
  }
}

async function endOrPause(context: ToolContext, session: CommandSession, ms: number): Promise<void> {
  const { signal } = context;
  const pause = deferred();
  const onAbort = (): void => pause.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const cancel = context.setTimeout(() => pause.resolve(), ms);
  try {
    await Promise.race([session.ended, pause.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    cancel();
  }
}

function worded(thrown: unknown, argv: readonly string[], { rules }: ToolDeps): unknown {
  const which = rules.outputsNameCommand ? ` for \`${joinWords(argv)}\`` : '';
  const reject = (reason: string): ToolRefusal => {
    const inner = `Rejected(${JSON.stringify(reason)})`;
    const message = `exec_command failed${which}: CreateProcess { message: ${JSON.stringify(inner)} }`;
    return new ToolRefusal(message, { cause: thrown });
  };
  if (thrown instanceof CommandRejected) return reject(thrown.message);
  const problem = notStartedText(thrown);
  return problem === null ? thrown : reject(NOT_CREATED + problem);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
