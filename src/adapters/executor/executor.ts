// One executor: connected in the background, called for again when the line breaks, given up after a while. What runs
// there goes on meanwhile, and what it said is fetched once the line is back.

import type { EnvironmentStatus } from '../../domain/environments/environment-ports.js';
import type { Clock } from '../../util/clock.js';
import { sleep } from '../../util/clock.js';
import { messageOf } from '../../util/coded-error.js';
import { at, textAt } from '../../util/peek.js';
import { type Dial, type ExecutorLine, ExecutorRefusal } from './executor-line.js';
import { RemoteHttp } from './remote-http.js';
import type { RemoteProcess } from './remote-process.js';

const RECOVERY_SECONDS = 45;
const REDIAL_MS = 120;
const HANDSHAKE_SECONDS = 10;
/** How long the end of a server waits for that of what runs elsewhere. */
const CLOSE_SECONDS = 2;
const CLIENT = 'codex-environment';
const CLOSED = 'exec-server transport closed';
const LOST = 'exec-server transport disconnected';
const NOT_RESUMED = 'failed to resume exec-server session';

/** What an executor says of where it is. Folders are absolute. */
export interface ExecutorInfo {
  readonly sessionId: string;
  readonly shell: { readonly name: string; readonly path: string };
  /** As a URL; null: it does not say. */
  readonly cwd: string | null;
  /** Whether it tells what is configured there. */
  readonly tellsConfiguration: boolean;
  /** Whether it puts variables of its own into headers. */
  readonly fillsHeaders: boolean;
}

type State =
  | { readonly phase: 'connecting' | 'recovering'; readonly done: Promise<unknown> }
  | { readonly phase: 'ready'; readonly line: ExecutorLine }
  | { readonly phase: 'gone'; readonly problem: string };

export interface ExecutorParts {
  readonly dial: Dial;
  readonly clock: Clock;
  /** It is back after it could not be reached, or given up. */
  onChange(isConnected: boolean): void;
}

export class Executor {
  readonly #parts: ExecutorParts;
  readonly #processes = new Map<string, RemoteProcess>();
  /** What is asked over HTTP from there. */
  readonly http = new RemoteHttp((method, params) => this.request(method, params));
  #state: State;
  #info: ExecutorInfo | null = null;
  #isClosed = false;

  constructor(parts: ExecutorParts) {
    this.#parts = parts;
    this.#state = { phase: 'connecting', done: this.#connect(null) };
  }

  /** Null while it has never been reached. */
  get info(): ExecutorInfo | null {
    return this.#info;
  }

  get status(): EnvironmentStatus {
    const state = this.#state;
    if (state.phase === 'ready') return { status: 'ready' };
    if (state.phase === 'connecting') return { status: 'pending' };
    const problem = state.phase === 'gone' ? state.problem : 'exec-server environment is recovering';
    return { status: 'disconnected', problem };
  }

  /** Resolves when it is known whether it can be reached. */
  async settled(): Promise<void> {
    while ('done' in this.#state) await this.#state.done;
  }

  /** The same, after another attempt where the last one failed. */
  async found(): Promise<void> {
    await this.settled();
    if (this.#state.phase === 'gone' && !this.#isClosed) {
      const { problem } = this.#state;
      const again = this.#connect(this.#info === null ? null : problem).then((isBack) => {
        if (isBack) this.#parts.onChange(true);
      });
      this.#state = { phase: 'connecting', done: again };
    }
    await this.settled();
  }

  /** @throws ExecutorRefusal | Error with the reason as its message */
  async request(method: string, params: unknown): Promise<unknown> {
    await this.settled();
    if (this.#state.phase !== 'ready') throw new Error(this.#problem());
    return this.#state.line.request(method, params);
  }

  /** The same, as long as somebody waits. */
  requestWithin(seconds: number, method: string, params: unknown): Promise<unknown> {
    return this.#within(seconds, this.request(method, params), `${method} timed out`);
  }

  /** Hears of a process from now on, until it has ended. */
  follow(process: RemoteProcess): void {
    this.#processes.set(process.processId, process);
    const { processId } = process;
    void process.exited.then(() => {
      if (this.#processes.delete(processId) && this.#state.phase === 'ready') this.#release(processId);
    });
  }

  forget({ processId }: RemoteProcess): void {
    this.#processes.delete(processId);
  }

  /** Ends what runs there, as far as it can be ended soon, and the line. Never rejects. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const killed = Promise.all([...this.#processes.values()].map((process) => process.kill()));
    await this.#within(CLOSE_SECONDS, killed, CLOSED).catch(() => undefined);
    for (const process of this.#processes.values()) process.fail(CLOSED);
    this.http.fail(CLOSED);
    if (this.#state.phase === 'ready') this.#state.line.close();
  }

  #problem(): string {
    const { status } = this;
    return 'problem' in status ? status.problem : CLOSED;
  }

  /** `before`: what was wrong with one that had been reached once, and is where it cannot be reached now. */
  async #connect(before: string | null): Promise<boolean> {
    try {
      await this.#open(null);
      return true;
    } catch (thrown) {
      const problem = before ?? `exec-server connection attempt failed: ${messageOf(thrown)}`;
      this.#state = { phase: 'gone', problem };
      return false;
    }
  }

  async #open(resumeSessionId: string | null): Promise<void> {
    const line = await this.#parts.dial();
    try {
      this.#assertOpen();
      line.onNotification((method, params) => this.#hear(method, params));
      const hello = line.request('initialize', { clientName: CLIENT, resumeSessionId });
      const late = `timed out waiting for exec-server initialize handshake after ${HANDSHAKE_SECONDS}s`;
      const answer = await this.#within(HANDSHAKE_SECONDS, hello, late);
      this.#assertOpen();
      line.notify('initialized', {});
      this.#info = infoIn(answer);
    } catch (thrown) {
      line.close();
      throw thrown;
    }
    this.#state = { phase: 'ready', line };
    void line.closed.then((why) => this.#broke(line, why));
    for (const process of this.#processes.values()) if (process.isStarted) void this.#catchUp(process);
  }

  /** @throws Error when it was closed meanwhile */
  #assertOpen(): void {
    if (this.#isClosed) throw new Error(CLOSED);
  }

  /** @throws Error `late` when it takes longer */
  #within<T>(seconds: number, work: Promise<T>, late: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#parts.clock.setTimeout(() => reject(new Error(late)), seconds * 1000);
      work.then(resolve, reject).finally(cancel);
    });
  }

  #broke(line: ExecutorLine, why: string | null): void {
    if (this.#isClosed || this.#state.phase !== 'ready' || this.#state.line !== line) return;
    this.http.fail(LOST);
    this.#state = { phase: 'recovering', done: this.#recover(why) };
  }

  async #recover(cause: string | null): Promise<void> {
    const sessionId = this.#info?.sessionId ?? null;
    const { clock } = this.#parts;
    const givenUpAt = clock.monotonic() + RECOVERY_SECONDS * 1000;
    let why = `recovery timed out after ${RECOVERY_SECONDS}s`;
    let isBack = false;
    while (!isBack && !this.#isClosed && clock.monotonic() < givenUpAt) {
      try {
        await this.#open(sessionId);
        isBack = true;
      } catch (thrown) {
        if (thrown instanceof ExecutorRefusal) {
          why = thrown.message;
          break;
        }
        await sleep(clock, REDIAL_MS);
      }
    }
    if (!isBack) {
      const reason = `${LOST}${cause === null ? '' : `: ${cause}`}; ${NOT_RESUMED}: ${why}`;
      const problem = this.#isClosed ? CLOSED : reason;
      this.#state = { phase: 'gone', problem };
      for (const process of this.#processes.values()) process.fail(problem);
    }
    if (!this.#isClosed) this.#parts.onChange(isBack);
  }

  #hear(method: string, params: unknown): void {
    if (method === 'http/request/bodyDelta') {
      this.http.hear(params);
      return;
    }
    const processId = textAt(params, 'processId');
    if (processId !== undefined) this.#processes.get(processId)?.hear(method, params);
  }

  async #catchUp(process: RemoteProcess): Promise<void> {
    const { processId, heard: afterSeq } = process;
    try {
      const wish = { processId, afterSeq, maxBytes: null, waitMs: 0 };
      process.catchUp(await this.request('process/read', wish));
    } catch (thrown) {
      // A line that broke again is called for again, and this with it.
      if (thrown instanceof ExecutorRefusal) process.fail(thrown.message);
    }
  }

  /** The executor need not remember it any longer. */
  #release(processId: string): void {
    this.request('process/terminate', { processId }).catch(() => undefined);
  }
}

/** @throws Error where the answer lacks what is needed */
function infoIn(answer: unknown): ExecutorInfo {
  const sessionId = textAt(answer, 'sessionId');
  const path = textAt(answer, 'environmentInfo', 'shell', 'path');
  if (sessionId === undefined || path === undefined) {
    throw new Error('exec-server protocol error: initialize did not say where it is');
  }
  const name = textAt(answer, 'environmentInfo', 'shell', 'name') ?? path;
  const can = (capability: string): boolean =>
    at(answer, 'environmentInfo', 'capabilities', capability) === true;
  return {
    sessionId,
    shell: { name, path },
    cwd: textAt(answer, 'environmentInfo', 'cwd') ?? null,
    tellsConfiguration: can('environmentConfigRead'),
    fillsHeaders: can('httpHeaderEnvVars'),
  };
}
