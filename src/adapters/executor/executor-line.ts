// A conversation with an executor, as whoever can dial one hands it over: JSON-RPC, one message a frame.

export interface ExecutorLine {
  /** @throws what is an ExecutorRefusal where the executor answered with an error, and anything else where it did not answer */
  request(method: string, params: unknown): Promise<unknown>;
  notify(method: string, params: unknown): void;
  onNotification(listener: (method: string, params: unknown) => void): void;
  /** Resolves when the line has ended, with what there is to say of it, or null. */
  readonly closed: Promise<string | null>;
  close(): void;
}

/** @throws Error with the reason as its message */
export type Dial = () => Promise<ExecutorLine>;

/** What an executor answered instead of a result. */
export class ExecutorRefusal extends Error {
  readonly code: number;
  /** In its own words. */
  readonly reason: string;

  constructor(code: number, reason: string) {
    super(`exec-server rejected request (${code}): ${reason}`);
    this.name = 'ExecutorRefusal';
    this.code = code;
    this.reason = reason;
  }
}
