// `astc backend`: serves the scripted backend until it is stopped.

import type { Backend, LoginRecord, RecordedRequest, RequestEnd } from '../../backend/index.js';
import { defineCommand } from '../command.js';
import { ExitCode } from '../exit-codes.js';

export interface BackendCommandOptions {
  /** `http://HOST:PORT`; port 0 takes a free one. */
  readonly listen: string;
  /** Path of a script file. */
  readonly script?: string;
  /** Print config.toml for codex on stdout, and everything else on stderr. */
  readonly printConfig?: boolean;
  /** Which codex the config is for, e.g. `0.118.0`. */
  readonly codexVersion?: string;
  /** Make that config ask for a login. */
  readonly requireLogin?: boolean;
}

export const command = defineCommand<BackendCommandOptions>({
  ownsOutput: true,
  define(command) {
    command
      .option(
        '--listen <url>',
        'http://HOST:PORT to listen on; port 0 takes a free one',
        'http://127.0.0.1:0',
      )
      .option('--script <file>', 'what to answer, as JSON or YAML; a built-in script otherwise')
      .option('--print-config', 'print a config.toml that makes codex use it, and everything else on stderr')
      .option('--codex-version <version>', 'which codex that config is for')
      .option('--require-login', 'make that config ask for a ChatGPT login, which the backend gives');
  },
  run: async ({ io, stopped }, _args, options) => {
    const code = await runBackend(options, { stdout: io.stdout, stderr: io.stderr, signal: stopped });
    return { code, outcome: code === ExitCode.ok ? 'stopped' : 'failed' };
  },
});

interface Sink {
  write(text: string): unknown;
}

export interface BackendCommandIo {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Aborts when the user stops the command. */
  readonly signal: AbortSignal;
}

/** Serves until the signal aborts. Resolves to the exit code: 2 for a bad script or URL, 1 when the port cannot be had. */
export async function runBackend(options: BackendCommandOptions, io: BackendCommandIo): Promise<ExitCode> {
  const { BackendError, createBackend, loadScript } = await import('../../backend/index.js');
  let backend: Backend;
  try {
    const script = options.script === undefined ? undefined : await loadScript(options.script);
    backend = await createBackend({
      script,
      onAnswered: (request, end) => io.stderr.write(answeredLine(request, end)),
      onLogin: (login) => io.stderr.write(loginLine(login)),
    }).listen(options.listen);
  } catch (thrown) {
    if (!(thrown instanceof BackendError)) throw thrown;
    io.stderr.write(`${thrown.message}\n`);
    return thrown.code === 'address_in_use' || thrown.code === 'listen_failed'
      ? ExitCode.refused
      : ExitCode.usage;
  }
  announce(backend, options, io);
  await aborted(io.signal);
  await backend.close();
  return ExitCode.ok;
}

function announce(
  backend: Backend,
  options: BackendCommandOptions,
  { stdout, stderr }: BackendCommandIo,
): void {
  const out = options.printConfig === true ? stderr : stdout;
  out.write(`Backend listening on ${backend.url}\n`);
  out.write(`  script:   ${options.script ?? 'built-in'}\n`);
  out.write(`  base_url: ${backend.baseUrl}\n`);
  out.write(`  sign in:  codex login --device-auth --experimental_issuer ${backend.issuerUrl}\n`);
  out.write(`  pages:    ${backend.issuerUrl}/codex/device\n`);
  if (options.printConfig === true) {
    const { codexVersion, requireLogin } = options;
    stdout.write(backend.codexConfig({ codexVersion, requiresLogin: requireLogin }));
  } else {
    out.write('  config:   --print-config prints a config.toml that makes codex use it\n');
  }
}

function answeredLine({ method, path, reply }: RecordedRequest, { status, how }: RequestEnd): string {
  const what = [method, path.split('?', 1)[0], '->', status, reply, how === 'sent' ? undefined : how];
  return `${what.filter((word) => word !== undefined).join(' ')}\n`;
}

function loginLine({ number, flow, state, account }: LoginRecord): string {
  return `login ${number} (${flow}, ${account.email}) ${state}\n`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
