// `astc live-elicitation-timeout-pause`: the model runs a helper script that waits for a person longer than a command
// may take; the command must not be given up meanwhile.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { type CommandContext, defineCommand } from '../command.js';
import { withClient } from '../connect.js';
import { refuseDynamicTools } from '../dynamic-tools.js';
import { HOLD_SCRIPT, MARKER } from '../elicitation/hold-script.js';
import { resolveEndpoint } from '../endpoint.js';
import { UsageError } from '../errors.js';
import { ExitCode } from '../exit-codes.js';
import type { Journal } from '../journal.js';
import { listeningServer } from '../listening-server.js';
import type { Verdict } from '../output/output.js';
import { runTurn } from '../run-turn.js';
import { sentence } from '../verdict.js';

interface Options {
  readonly model?: string;
  readonly workspace: string;
  readonly script?: string;
  readonly holdSeconds: number;
}

/** How long a command may run before the model hears of it; the hold must be longer, or it would prove nothing. */
const COMMAND_SECONDS = 10;

export const command = defineCommand<Options>({
  define(command) {
    command
      .option('--model <name>', 'a real model, with the account of the server, instead of the scripted one')
      .option('--workspace <dir>', 'folder of the thread', '.')
      .option('--script <file>', 'another helper script; its last line must be the same')
      .option(
        '--hold-seconds <n>',
        `how long somebody is waited for, more than ${COMMAND_SECONDS}`,
        seconds,
        15,
      );
  },
  run: async (context, _args, options) => {
    refuseDynamicTools(context);
    if (process.platform === 'win32') {
      throw new UsageError(
        'no_effect',
        'live-elicitation-timeout-pause runs a POSIX shell script; Windows has none.',
      );
    }
    const endpoint = resolveEndpoint(context.options, context.io.env);
    const server = await listeningServer(endpoint, context, {
      name: 'elicitation',
      isScripted: options.model === undefined,
      isTraced: true,
    });
    try {
      return await hold(context, options, server.url);
    } finally {
      await server.close();
    }
  },
});

async function hold(context: CommandContext, options: Options, url: string): Promise<Verdict> {
  const { model, workspace, holdSeconds } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'astc-hold-'));
  const script = options.script === undefined ? writeScript(folder) : path.resolve(options.script);
  const { codexBin: _bin, embedded: _own, offline: _offline, config: _config, ...rest } = context.options;
  const there = { ...context, options: { ...rest, url, embedded: false, offline: false, config: [] } };
  try {
    return await withClient(there, { experimentalApi: true, approvals: 'accept' }, async (connection) => {
      const { client } = connection;
      const cwd = path.resolve(context.io.cwd, workspace);
      mkdirSync(cwd, { recursive: true });
      const { thread } = await client.startThread(
        {
          cwd,
          approvalPolicy: 'never',
          sandbox: 'danger-full-access',
          ...(model === undefined ? {} : { model }),
        },
        { signal: context.stopped },
      );
      const line = commandLine(script, {
        APP_SERVER_URL: url,
        APP_SERVER_TEST_CLIENT_BIN: context.io.selfScript,
        ASTC_NODE: process.execPath,
        CODEX_THREAD_ID: thread.id,
        ELICITATION_HOLD_SECONDS: String(holdSeconds),
      });
      const message = `Run this exact command in one call, without splitting or rewriting it: ${line}`;
      const startedAt = context.journal.elapsedMs;
      const verdict = await runTurn(context, connection, { threadId: thread.id, message });
      if (verdict.code !== ExitCode.ok) return verdict;
      const missing = check(context.journal, startedAt, holdSeconds);
      if (missing === undefined) return verdict;
      return { ...verdict, code: ExitCode.refused, outcome: 'assertion', message: sentence(missing) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(
  { lastCommand, elapsedMs }: Journal,
  startedAt: number,
  holdSeconds: number,
): string | undefined {
  if (lastCommand === undefined) return 'The turn ended, but no command did';
  if (!lastCommand.output.includes(MARKER)) {
    return `The command ended ${lastCommand.status} without the last line of the script, ${MARKER}; it said: ${lastCommand.output.trim().slice(-500)}`;
  }
  if (lastCommand.at - startedAt < holdSeconds * 1000) {
    return `The command was reported as ended after ${Math.round((lastCommand.at - startedAt) / 1000)} s, before the hold of ${holdSeconds} s was over`;
  }
  return elapsedMs - startedAt < holdSeconds * 1000 ? 'The turn ended before the hold was over' : undefined;
}

function writeScript(folder: string): string {
  const file = path.join(folder, 'live_elicitation_hold.sh');
  writeFileSync(file, HOLD_SCRIPT);
  chmodSync(file, 0o700);
  return file;
}

function commandLine(script: string, env: Readonly<Record<string, string>>): string {
  const words = Object.entries(env).map(([name, value]) => `${name}=${quoted(value)}`);
  return [...words, 'sh', quoted(script)].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function seconds(text: string): number {
  const number = Number(text);
  if (!(number > COMMAND_SECONDS) || !Number.isFinite(number)) {
    throw new InvalidArgumentError(`It must be a number above ${COMMAND_SECONDS}.`);
  }
  return number;
}
