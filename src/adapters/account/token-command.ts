// Commands of the user's that print a token: a provider's own, or that of the gateway before it. One process at a
// time for each command; its token is kept until it is old or has been refused.

import { spawn } from 'node:child_process';
import type { TokenCommand } from '../../domain/credential-ports.js';
import type { Clock } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';

/** Longest output that is read, of either stream. */
const MOST_BYTES = 64 * 1024;

/** Variables that the commands find. */
type Environment = Readonly<Record<string, string | undefined>>;

export class TokenCommands {
  readonly #clock: Clock;
  readonly #env: Environment;
  readonly #tokens = new Map<string, { readonly token: Promise<string>; readonly at: number }>();

  constructor(clock: Clock, env: Environment) {
    this.#clock = clock;
    this.#env = env;
  }

  /** @throws Error that says why there is none */
  token(command: TokenCommand): Promise<string> {
    const key = JSON.stringify(command);
    const known = this.#tokens.get(key);
    const now = this.#clock.monotonic();
    const isOld = command.refreshMs > 0 && now - (known?.at ?? 0) >= command.refreshMs;
    if (known !== undefined && !isOld) return known.token;
    const token = run(command, this.#env);
    this.#tokens.set(key, { token, at: now });
    // What failed is tried again by whoever asks next.
    token.catch(() => this.#tokens.delete(key));
    return token;
  }

  /** The next one who asks gets another. */
  forget(command: TokenCommand): void {
    this.#tokens.delete(JSON.stringify(command));
  }
}

/** How it went. */
type Outcome =
  | { readonly kind: 'printed'; readonly text: string }
  | { readonly kind: 'notUtf8' | 'tooLong' | 'timeout' }
  | { readonly kind: 'exit'; readonly status: string; readonly stderr: string }
  | { readonly kind: 'notStarted'; readonly why: string };

async function run(command: TokenCommand, env: Environment): Promise<string> {
  const outcome = await outcomeOf(command, env);
  const printed = outcome.kind === 'printed' ? outcome.text.trim() : '';
  const problem = command.of === 'gateway' ? gatewayProblem : providerProblem;
  const message = problem(outcome, printed, command);
  if (message !== null) throw new Error(message);
  return printed;
}

function outcomeOf({ command, args, cwd, timeoutMs }: TokenCommand, env: Environment): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const settle = (outcome: Outcome): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(outcome);
    };
    const timer = setTimeout(() => settle({ kind: 'timeout' }), timeoutMs);
    const out = collect(child.stdout, () => settle({ kind: 'tooLong' }));
    const err = collect(child.stderr, () => undefined);
    child.once('error', (thrown) => settle({ kind: 'notStarted', why: reasonOf(thrown) }));
    child.once('close', (code, signal) => {
      if (code !== 0) {
        const status = code === null ? `signal: ${signal}` : `exit status: ${code}`;
        return settle({ kind: 'exit', status, stderr: err().toString('utf8').trim() });
      }
      const bytes = out();
      const text = bytes.toString('utf8');
      settle(Buffer.from(text).equals(bytes) ? { kind: 'printed', text } : { kind: 'notUtf8' });
    });
  });
}

function collect(stream: NodeJS.ReadableStream, onTooLong: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) onTooLong();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks);
}

function gatewayProblem(
  outcome: Outcome,
  printed: string,
  { command, timeoutMs }: TokenCommand,
): string | null {
  const what = 'Gateway credential export';
  switch (outcome.kind) {
    case 'printed':
      return /^\S+$/.test(printed) ? null : `${what} must print one access token`;
    case 'notUtf8':
      return `${what} must print one access token`;
    case 'tooLong':
      return `${what} output exceeds 64 KiB`;
    case 'timeout':
      return `${what} command timed out after ${timeoutMs} ms`;
    case 'exit':
      return `${what} command exited with ${outcome.status}`;
    case 'notStarted':
      return `failed to run ${what} command \`${command}\`: ${outcome.why}`;
  }
}

function providerProblem(
  outcome: Outcome,
  printed: string,
  { command, timeoutMs }: TokenCommand,
): string | null {
  const what = `provider auth command \`${command}\``;
  switch (outcome.kind) {
    case 'printed':
      return printed === '' ? `${what} produced an empty token` : null;
    case 'notUtf8':
      return `${what} wrote non-UTF-8 data to stdout`;
    case 'tooLong':
      return `${what} printed more than 64 KiB`;
    case 'timeout':
      return `${what} timed out after ${timeoutMs} ms`;
    case 'exit': {
      const said = outcome.stderr === '' ? '' : `: ${outcome.stderr}`;
      return `${what} exited with status ${outcome.status}${said}`;
    }
    case 'notStarted':
      return `${what} failed to start: ${outcome.why}`;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory (os error 2)',
  EACCES: 'Permission denied (os error 13)',
};

function reasonOf(thrown: unknown): string {
  return REASONS[textAt(thrown, 'code') ?? ''] ?? messageOf(thrown);
}
