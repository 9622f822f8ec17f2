// A client for tests: sends what it is told, keeps every frame, and holds each one against the schema of the
// version that is spoken. A frame that does not fit fails the test that asks for it next.

import type { Profile, ValidatorTable } from '../../../src/protocol/index.js';
import type { Transport } from '../../../src/transport/index.js';

/** A frame as it came; which members it has tells what it is. */
export interface Frame {
  readonly id?: number | string;
  readonly method?: string;
  // Tests look into what they asked for; the schema check has seen that it is there.
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the method a test asks about
  readonly params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: as params
  readonly result?: any;
  readonly error?: { code: number; message: string; data?: unknown };
  readonly emittedAtMs?: number;
}

export interface Checks {
  readonly profile: Profile;
  readonly results: ValidatorTable;
  readonly notifications: ValidatorTable;
  readonly requests: ValidatorTable;
}

export async function loadChecks(profile: Profile): Promise<Checks> {
  const [results, notifications, requests] = await Promise.all([
    profile.validators('clientResults'),
    profile.validators('notifications'),
    profile.validators('serverParams'),
  ]);
  return { profile, results, notifications, requests };
}

export class TestClient {
  readonly transport: Transport;
  /** Every frame so far, in order. */
  readonly frames: Frame[] = [];
  readonly #checks: Checks;
  readonly #asked = new Map<number | string, string>();
  readonly #answers = new Map<number | string, (frame: Frame) => void>();
  readonly #violations: string[] = [];
  #nextId = 1;
  #wake: (() => void)[] = [];

  constructor(transport: Transport, checks: Checks) {
    this.transport = transport;
    this.#checks = checks;
    transport.onFrame((text) => this.#receive(text));
    transport.onClose(() => this.#notifyAll());
  }

  /** Methods of the notifications and questions so far, and `#<id>` for answers. */
  get log(): string[] {
    return this.frames.map((frame) => frame.method ?? `#${frame.id}`);
  }

  get notifications(): Frame[] {
    return this.frames.filter((frame) => frame.method !== undefined && frame.id === undefined);
  }

  sendRaw(text: string): void {
    this.transport.send(text);
  }

  notify(method: string, params?: unknown): void {
    this.sendRaw(JSON.stringify({ method, params }));
  }

  /** Sends a request and resolves with the whole answer. */
  async ask(method: string, params?: unknown, id: number | string = this.#nextId++): Promise<Frame> {
    this.#asked.set(id, method);
    const answer = new Promise<Frame>((resolve) => this.#answers.set(id, resolve));
    this.sendRaw(JSON.stringify({ id, method, params }));
    const frame = await answer;
    this.check();
    return frame;
  }

  /** Sends a request and resolves with its result. @throws when it was refused */
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the method
  async call(method: string, params: unknown = {}): Promise<any> {
    const { error, result } = await this.ask(method, params);
    if (error !== undefined) throw new Error(`${method}: ${error.code} ${error.message}`);
    return result;
  }

  async initialize(capabilities: object | null = { experimentalApi: true }): Promise<Frame> {
    return this.ask('initialize', { clientInfo: { name: 'test', version: '1' }, capabilities });
  }

  /** The first frame that fits, past or to come. */
  async until(fits: (frame: Frame) => boolean): Promise<Frame> {
    let seen = 0;
    for (;;) {
      this.check();
      for (; seen < this.frames.length; seen += 1) {
        const frame = this.frames[seen];
        if (frame !== undefined && fits(frame)) return frame;
      }
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The next notification of `method` after those already seen. */
  async notification(method: string, after = 0): Promise<Frame> {
    return this.until(
      (frame) => frame.method === method && frame.id === undefined && this.frames.indexOf(frame) >= after,
    );
  }

  /** Fails if any frame so far broke the schema. */
  check(): void {
    if (this.#violations.length > 0) throw new Error(this.#violations.join('\n'));
  }

  close(): Promise<void> {
    return this.transport.close();
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as Frame; // a frame of the server is one JSON object
    this.frames.push(frame);
    this.#checkFrame(frame, text);
    if (frame.method === undefined && frame.id !== undefined) this.#answers.get(frame.id)?.(frame);
    this.#notifyAll();
  }

  #checkFrame(frame: Frame, text: string): void {
    const { method, id, params } = frame;
    const { results, notifications, requests, profile } = this.#checks;
    const complain = (what: string): void => {
      this.#violations.push(`${what} does not fit codex ${profile.name}: ${text}`);
    };
    if (method !== undefined) {
      const table = id === undefined ? notifications : requests;
      if (table[method]?.(params) !== true) complain(method);
      if (id === undefined && (frame.emittedAtMs !== undefined) !== profile.quirks.emittedAtMs) {
        complain(`emittedAtMs of ${method}`);
      }
      return;
    }
    const asked = id === undefined ? undefined : this.#asked.get(id);
    if (frame.error !== undefined || asked === undefined) return;
    if (results[asked]?.(frame.result) !== true) complain(`the answer to ${asked}`);
  }

  #notifyAll(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const resolve of waiting) resolve();
  }
}
