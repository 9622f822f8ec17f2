// One client of a server under test: requests with answers, and raw access for the loops that count.
// Frames are decoded only where someone waits for their content.

type Json = Record<string, unknown>;

/** What carries the frames: a pipe or a socket. */
export interface Wire {
  /** Several frames in one write. */
  write(frames: readonly string[]): void;
  close(): void;
}

interface Waiting {
  readonly resolve: (result: Json) => void;
  readonly reject: (error: Error) => void;
}

const ID_FIRST = Buffer.from('{"id":');
const METHOD_FIRST = Buffer.from('{"method":');
const RESULT = Buffer.from(',"result":');

export class Connection {
  /** Gets every answer that no `request` waits for. */
  onAnswer: ((id: number, isRefused: boolean) => void) | undefined;
  /** Gets every notification as it came. */
  onNotification: ((frame: Buffer) => void) | undefined;
  /** Called once when the server has gone, unless `close` was called before. */
  onLost: ((error: Error) => void) | undefined;

  readonly #wire: Wire;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 1_000_000_000;
  #lost: Error | undefined;
  #isClosed = false;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Sends one request; its ids never meet those of the counting loops. Rejects with the server's error. */
  request(method: string, params: Json = {}): Promise<Json> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#wire.write([JSON.stringify({ id, method, params })]);
    });
  }

  /** The handshake; with `experimentalApi` for measures that call what a version counts as experimental. */
  async initialize(experimentalApi = false): Promise<void> {
    await this.request('initialize', {
      clientInfo: { name: 'astc-bench', title: null, version: '1.0.0' },
      ...(experimentalApi ? { capabilities: { experimentalApi } } : {}),
    });
    this.#wire.write(['{"method":"initialized"}']);
  }

  /** Sends frames as they are, in one write. */
  write(frames: readonly string[]): void {
    this.#wire.write(frames);
  }

  close(): void {
    this.#isClosed = true;
    this.#wire.close();
  }

  /** For the wire: one frame came in. */
  receive(frame: Buffer): void {
    if (startsWith(frame, METHOD_FIRST)) {
      this.onNotification?.(frame);
      return;
    }
    const id = startsWith(frame, ID_FIRST) ? resultId(frame) : undefined;
    if (id !== undefined && !this.#waiting.has(id)) this.onAnswer?.(id, false);
    else this.#receiveOther(frame);
  }

  /** For the wire: no more frames will come. */
  lose(reason: string): void {
    if (this.#isClosed || this.#lost !== undefined) return;
    const error = new Error(reason);
    this.#lost = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.onLost?.(error);
  }

  #receiveOther(frame: Buffer): void {
    // Whatever the server sends that is no object would show as a missing answer.
    const message = JSON.parse(frame.toString()) as Json;
    const id = Number(message.id);
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if ('method' in message) this.onNotification?.(frame);
    else if (waiting === undefined) this.onAnswer?.(id, 'error' in message);
    else if ('error' in message) waiting.reject(new Error(JSON.stringify(message.error)));
    else waiting.resolve(message.result as Json);
  }
}

function startsWith(frame: Buffer, prefix: Buffer): boolean {
  return frame.length >= prefix.length && frame.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

/** The id of a frame that begins `{"id":N,"result":`, undefined for any other. */
function resultId(frame: Buffer): number | undefined {
  let id = 0;
  for (let at = ID_FIRST.length; at < frame.length; at += 1) {
    const digit = (frame[at] ?? 0) - 0x30;
    if (digit >= 0 && digit <= 9) id = id * 10 + digit;
    else {
      const isResult = frame.compare(RESULT, 0, RESULT.length, at, at + RESULT.length) === 0;
      return isResult && at > ID_FIRST.length ? id : undefined;
    }
  }
  return undefined;
}
