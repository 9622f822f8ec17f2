// Remembers the requests that came in: bounded, without secrets, and able to wait for one.

import type { Clock } from '../util/clock.js';
import { type Deferred, deferred } from '../util/deferred.js';
import { BackendError } from './errors.js';
import { redactHeaders } from './request-secrets.js';

/** How the answer to a request ended. */
export interface RequestEnd {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** `sent` whole, `cut` by the script, or `aborted` by the client. */
  readonly how: 'sent' | 'cut' | 'aborted';
}

/** One request as it came in. Credentials are replaced. */
export interface RecordedRequest {
  /** Counts from 1 over the life of the backend. */
  readonly number: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly method: string;
  /** Path with query, secrets in it replaced. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON; of the issuer's routes without secrets, and forms as objects too; otherwise the text; `undefined` without a body. */
  readonly body: unknown;
  /** Size of the body after decoding. */
  readonly bytes: number;
  /** Which reply or login of the script answers, e.g. `replies[2]`, `logins[0]`; only once chosen. */
  readonly reply: string | undefined;
  /** Resolves when the answer is over, however it ended. */
  readonly ended: Promise<RequestEnd>;
}

export type RequestMatch = string | ((request: RecordedRequest) => boolean);

type OnAnswered = (request: RecordedRequest, end: RequestEnd) => void;

export interface LogLimits {
  readonly requests: number;
  readonly bytes: number;
}

/** The log's own handle of a request, to complete it later. */
export interface LogEntry {
  readonly request: RecordedRequest;
  readonly chose: (reply: string) => void;
  readonly end: (end: RequestEnd) => void;
}

export class RequestLog {
  readonly #clock: Clock;
  readonly #limits: LogLimits;
  readonly #onAnswered: OnAnswered;
  readonly #waiting = new Set<{ readonly match: RequestMatch; readonly found: Deferred<RecordedRequest> }>();
  #requests: RecordedRequest[] = [];
  #bytes = 0;
  #count = 0;

  constructor(clock: Clock, limits: LogLimits, onAnswered: OnAnswered = () => undefined) {
    this.#clock = clock;
    this.#limits = limits;
    this.#onAnswered = onAnswered;
  }

  /** Oldest first. The oldest are forgotten when the limits are reached. */
  get requests(): readonly RecordedRequest[] {
    return this.#requests;
  }

  clear(): void {
    this.#requests = [];
    this.#bytes = 0;
  }

  /** Records a request; one that is not kept only gets its handle. */
  add(
    facts: Pick<RecordedRequest, 'method' | 'path' | 'headers' | 'body' | 'bytes'>,
    isKept = true,
  ): LogEntry {
    const end = deferred<RequestEnd>();
    let reply: string | undefined;
    if (isKept) this.#count += 1;
    const request: RecordedRequest = {
      ...facts,
      number: this.#count,
      time: this.#clock.now(),
      headers: redactHeaders(facts.headers),
      get reply() {
        return reply;
      },
      ended: end.promise,
    };
    if (isKept) this.#keep(request);
    return {
      request,
      chose: (label) => {
        reply = label;
      },
      end: (how) => {
        end.resolve(how);
        if (isKept) this.#onAnswered(request, how);
      },
    };
  }

  /**
   * The first recorded request that fits, or the next one to come. A string is the end of the path without query.
   * @throws BackendError `timeout`
   */
  async waitFor(match: RequestMatch, timeoutMs: number): Promise<RecordedRequest> {
    const known = this.#requests.find((request) => fits(match, request));
    if (known !== undefined) return known;
    const found = deferred<RecordedRequest>();
    const waiting = { match, found };
    this.#waiting.add(waiting);
    const cancel = this.#clock.setTimeout(() => {
      const seen = this.#requests.map(({ method, path }) => `${method} ${path}`).join(', ');
      const message = `Waited ${timeoutMs} ms for a request, but none fitted; seen: ${seen || 'none'}.`;
      found.reject(new BackendError('timeout', message));
    }, timeoutMs);
    try {
      return await found.promise;
    } finally {
      cancel();
      this.#waiting.delete(waiting);
    }
  }

  #keep(request: RecordedRequest): void {
    for (const waiting of this.#waiting) {
      if (fits(waiting.match, request)) waiting.found.resolve(request);
    }
    this.#requests.push(request);
    this.#bytes += request.bytes;
    while (this.#requests.length > 1 && this.#isOverLimit()) {
      this.#bytes -= this.#requests.shift()?.bytes ?? 0;
    }
  }

  #isOverLimit(): boolean {
    return this.#requests.length > this.#limits.requests || this.#bytes > this.#limits.bytes;
  }
}

function fits(match: RequestMatch, request: RecordedRequest): boolean {
  return typeof match === 'function'
    ? match(request)
    : request.path.split('?', 1)[0]?.endsWith(match) === true;
}
