// What a scenario works with: a server of its own, connections to it, the backend behind it, and the few steps that
// most scenarios begin with.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Backend } from '../backend/index.js';
import type { ProfileName } from '../protocol/index.js';
import { textAt } from '../util/peek.js';
import { ExpectationError } from './expect.js';
import type { Frame } from './frame.js';
import { Line } from './line.js';
import type { ConnectOptions, Home, RunningServer, Setup, Target, Way } from './target.js';

export interface OpenOptions extends ConnectOptions {
  /** False leaves the handshake to the scenario. */
  readonly handshake?: boolean;
  readonly name?: string;
  /** Merged over `{ experimentalApi: true }`. */
  readonly capabilities?: Readonly<Record<string, unknown>>;
}

/** What one turn brought. */
export interface SeenTurn {
  readonly id: string;
  /** Where the log of the connection stood before it. */
  readonly since: number;
  /** Params of turn/completed. */
  readonly completed: unknown;
}

export interface BenchOptions {
  readonly target: Target;
  readonly setup: Setup;
  readonly version: ProfileName;
  /** Present when the target can talk to it. */
  readonly backend: Backend | undefined;
  readonly patienceMs: number;
  /** Sees every frame of every connection; connections count from 0. */
  readonly onFrame: (connection: number, frame: Frame) => void;
}

export class Bench {
  readonly version: ProfileName;
  readonly way: Way;
  readonly home: Home;
  readonly lines: Line[] = [];
  readonly #options: BenchOptions;
  #server: RunningServer | undefined;

  constructor(options: BenchOptions) {
    this.#options = options;
    this.version = options.version;
    this.way = options.setup.way;
    this.home = options.setup.home;
  }

  get cwd(): string {
    return this.home.cwd;
  }

  /** True for 0.118.0 and what is older. */
  get isOld(): boolean {
    return this.version === '0.118.0';
  }

  get backend(): Backend {
    const { backend } = this.#options;
    if (backend === undefined) throw new Error('A scenario without script asked for the backend.');
    return backend;
  }

  /** The server; started on first use. */
  async server(): Promise<RunningServer> {
    this.#server ??= await this.#options.target.start(this.#options.setup);
    return this.#server;
  }

  /** Opens a connection and, unless told otherwise, shakes hands. */
  async connect({
    handshake = true,
    name = 'conformance',
    capabilities,
    ...how
  }: OpenOptions = {}): Promise<Line> {
    const server = await this.server();
    const { patienceMs, onFrame } = this.#options;
    const index = this.lines.length;
    const line = new Line(await server.connect(how), {
      patienceMs,
      onFrame: (frame) => onFrame(index, frame),
    });
    this.lines.push(line);
    if (handshake) {
      await line.call('initialize', {
        clientInfo: { name, title: null, version: '1.0.0' },
        capabilities: { experimentalApi: true, ...capabilities },
      });
      line.notify('initialized');
    }
    return line;
  }

  /** Starts a thread in the scenario's folder and gives its id. */
  async startThread(line: Line, params: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const result = await line.call('thread/start', { cwd: this.cwd, ...params });
    const id = textAt(result, 'thread', 'id');
    if (id === undefined)
      throw new ExpectationError('thread/start named no thread', { expected: 'thread.id', actual: result });
    return id;
  }

  /** Starts a turn and gives its id, without waiting for anything more. */
  async startTurn(
    line: Line,
    threadId: string,
    text = 'hello',
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<string> {
    const result = await line.call('turn/start', { threadId, input: [textInput(text)], ...params });
    const id = textAt(result, 'turn', 'id');
    if (id === undefined)
      throw new ExpectationError('turn/start named no turn', { expected: 'turn.id', actual: result });
    return id;
  }

  /** Runs one turn to its end. */
  async turn(
    line: Line,
    threadId: string,
    text = 'hello',
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<SeenTurn> {
    const since = line.mark();
    const id = await this.startTurn(line, threadId, text, params);
    const completed = await line.hears('turn/completed', { threadId, turn: { id } }, since);
    return { id, since, completed };
  }

  /** Writes a file below the scenario's folder and gives its path. */
  write(name: string, content: string): string {
    const file = path.join(this.cwd, name);
    writeFileSync(file, content);
    return file;
  }

  /** Moves the server's clock on, with what falls due meanwhile; of scenarios that need the ability `clock`. */
  async advance(ms: number): Promise<void> {
    (await this.server()).advance?.(ms);
  }

  /** Ends the server; the next connection starts it anew on the same home. */
  async restart(): Promise<void> {
    await this.stop();
  }

  /** Ends connections and server. */
  async stop(): Promise<void> {
    await Promise.all(this.lines.map((line) => line.close()));
    await this.#server?.close();
    this.#server = undefined;
  }
}

export function textInput(text: string): { type: string; text: string; text_elements: [] } {
  return { type: 'text', text, text_elements: [] };
}
