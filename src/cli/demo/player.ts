// Runs the built CLI as a person would, command by command, and shows what it prints.

import { type ChildProcess, spawn } from 'node:child_process';

export interface PlayerOptions {
  /** The script of this CLI. */
  readonly selfScript: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly write: (text: string) => void;
  /** How a command line looks. */
  readonly prompt: (commandLine: string) => string;
  readonly signal: AbortSignal;
}

export interface Played {
  readonly code: number;
  readonly output: string;
  /** When each piece of output came, in milliseconds since the start. */
  readonly arrivals: readonly { readonly at: number; readonly text: string }[];
}

export interface Streaming {
  /** The exit code. */
  readonly ended: Promise<number>;
}

export class Player {
  readonly #options: PlayerOptions;
  readonly #running = new Set<ChildProcess>();
  #env: Record<string, string | undefined>;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#env = { ...options.env };
  }

  /** As `export NAME=value` in a shell. */
  export(name: string, value: string): void {
    this.#options.write(this.#options.prompt(`export ${name}=${value}`));
    this.#env = { ...this.#env, [name]: value };
  }

  /** Shows the command line, then its output as it comes; `onOutput` sees all of it so far. */
  async play(args: readonly string[], onOutput?: (output: string) => void): Promise<Played> {
    this.#options.write(this.#options.prompt(`astc ${args.map(quote).join(' ')}`));
    const started = performance.now();
    const arrivals: { at: number; text: string }[] = [];
    const code = await this.#run(args, (text) => {
      arrivals.push({ at: performance.now() - started, text });
      this.#options.write(text);
      onOutput?.(arrivals.map((arrival) => arrival.text).join(''));
    });
    return { code, output: arrivals.map(({ text }) => text).join(''), arrivals };
  }

  /** Runs a command for its JSON lines, which are handed over and not shown. */
  stream(args: readonly string[], onLine: (line: unknown) => void): Streaming {
    let rest = '';
    const ended = this.#run(['--json', ...args], (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) onLine(JSON.parse(line));
    });
    return { ended };
  }

  /** Ends whatever still runs. */
  stop(): void {
    for (const child of this.#running) child.kill('SIGTERM');
  }

  #run(args: readonly string[], onText: (text: string) => void): Promise<number> {
    const { selfScript, signal } = this.#options;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const child = spawn(process.execPath, [selfScript, ...args], {
        env: this.#env as NodeJS.ProcessEnv, // undefined values mean "not set" to spawn as well
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      this.#running.add(child);
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8');
        stream.on('data', onText);
      }
      child.on('error', reject);
      child.on('close', (code) => {
        this.#running.delete(child);
        resolve(code ?? 1);
      });
    });
  }
}

function quote(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `"${word}"`;
}
