// What is asked over HTTP from an executor's machine: an answer comes first, and what it says after it in pieces.

import { listAt, numberAt, textAt } from '../../util/peek.js';

type Piece = { readonly data: Uint8Array } | { readonly end: Error | null };

/** Answers that have nothing to say. */
const EMPTY = [101, 204, 205, 304];

export class RemoteHttp {
  readonly #ask: (method: string, params: unknown) => Promise<unknown>;
  /** Of answers that are not at their end, by the id of the request. */
  readonly #bodies = new Map<string, (piece: Piece) => void>();
  #asked = 0;

  constructor(ask: (method: string, params: unknown) => Promise<unknown>) {
    this.#ask = ask;
  }

  /** `fromVariables` as of ServerPlace.fetch. */
  fetch(fromVariables: Readonly<Record<string, string>>): typeof fetch {
    return async (input, init) => {
      const request = new Request(input, init);
      const body = request.body === null ? null : Buffer.from(await request.arrayBuffer());
      const requestId = `http-${++this.#asked}`;
      const stream = this.#bodyOf(requestId, request.signal);
      const answer = await this.#answer(request.signal, {
        method: request.method,
        url: request.url,
        headers: headersOf(request.headers, fromVariables),
        bodyBase64: body === null ? null : body.toString('base64'),
        redirectPolicy: 'stop',
        requestId,
        streamResponse: true,
      }).catch((thrown: unknown) => {
        this.#bodies.delete(requestId);
        throw thrown;
      });
      const status = numberAt(answer, 'status') ?? 502;
      return new Response(EMPTY.includes(status) ? null : stream, { status, headers: headersIn(answer) });
    };
  }

  /** A piece of an answer. */
  hear(params: unknown): void {
    const tell = this.#bodies.get(textAt(params, 'requestId') ?? '');
    if (tell === undefined) return;
    const data = Buffer.from(textAt(params, 'deltaBase64') ?? '', 'base64');
    if (data.length > 0) tell({ data });
    const error = textAt(params, 'error');
    if (error !== undefined) tell({ end: new Error(error) });
    else if ((params as { done?: unknown }).done === true) tell({ end: null });
  }

  /** Nobody will hear more of what was asked. */
  fail(problem: string): void {
    for (const tell of this.#bodies.values()) tell({ end: new Error(problem) });
  }

  #bodyOf(requestId: string, signal: AbortSignal): ReadableStream<Uint8Array> {
    const bodies = this.#bodies;
    const forget = (): boolean => bodies.delete(requestId);
    return new ReadableStream<Uint8Array>({
      start(controller) {
        const end = (problem: unknown): void => {
          if (!forget()) return;
          if (problem === null) controller.close();
          else controller.error(problem);
        };
        bodies.set(requestId, (piece) => {
          if ('data' in piece) controller.enqueue(piece.data);
          else end(piece.end);
        });
        signal.addEventListener('abort', () => end(signal.reason), { once: true });
      },
      cancel: () => void forget(),
    });
  }

  /** Executors end nothing that was asked: who gives up does not hear of it any more. */
  async #answer(signal: AbortSignal, wish: Record<string, unknown>): Promise<unknown> {
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#ask('http/request', wish).then(resolve, reject);
    });
  }
}

function headersOf(headers: Headers, fromVariables: Readonly<Record<string, string>>): object[] {
  const given = [...headers].map(([name, value]) => ({ name, value }));
  const filled = Object.entries(fromVariables).map(([name, valueEnvVar]) => {
    const value = headers.get(name) ?? '';
    // A header says nothing of blanks at its end.
    return { name, value: value === '' ? '' : `${value} `, valueEnvVar };
  });
  const isFilled = ({ name }: { name: string }): boolean => filled.some((one) => one.name === name);
  return [...given.filter((one) => !isFilled(one)), ...filled];
}

function headersIn(answer: unknown): Headers {
  const headers = new Headers();
  for (const header of listAt(answer, 'headers')) {
    const name = textAt(header, 'name');
    // What comes is not packed any more.
    if (name !== undefined && name !== 'content-encoding')
      headers.append(name, textAt(header, 'value') ?? '');
  }
  return headers;
}
