// A server made of a table: the other end of a memory pair, for tests of the client.

import { RpcError } from '../../src/jsonrpc/errors.js';
import type { Request } from '../../src/jsonrpc/message.js';
import { Peer, type Reply, toErrorObject } from '../../src/jsonrpc/peer.js';
import type { Transport } from '../../src/transport/contract.js';
import { createMemoryPair } from '../../src/transport/memory.js';

export type Handler = (params: unknown, server: FakeServer, reply: Reply) => unknown;

/** Return this from a handler that answers by itself, through `reply`. */
export const LATER = Symbol('later');

const USER_AGENT = 'test/0.169.0 (Linux 1; x86_64) dumb (test; 1)';

export class FakeServer {
  readonly requests: Request[] = [];
  readonly notified: string[] = [];
  readonly peer: Peer;
  readonly #transport: Transport;

  constructor(transport: Transport, handlers: Readonly<Record<string, Handler>>) {
    this.#transport = transport;
    this.peer = new Peer(transport, { firstId: 0 });
    const all: Readonly<Record<string, Handler>> = {
      initialize: () => ({
        userAgent: USER_AGENT,
        codexHome: '/h',
        platformFamily: 'unix',
        platformOs: 'linux',
      }),
      ...handlers,
    };
    this.peer.onNotification((notification) => this.notified.push(notification.method));
    this.peer.onRequest((request, reply) => {
      this.requests.push(request);
      const handler = all[request.method];
      try {
        if (handler === undefined)
          throw new RpcError(-32600, `Invalid request: unknown variant ${request.method}`);
        const result = handler(request.params, this, reply);
        if (result !== LATER) reply.succeed(result);
      } catch (thrown) {
        reply.fail(toErrorObject(thrown));
      }
    });
  }

  notify(method: string, params: unknown): void {
    this.peer.notify(method, params);
  }

  /** Any text as one frame. */
  sendRaw(frame: string): void {
    this.#transport.send(frame);
  }

  drop(why: string): void {
    this.#transport.terminate(why);
  }

  /** The requests of one method. */
  asked(method: string): unknown[] {
    return this.requests.filter((request) => request.method === method).map((request) => request.params);
  }
}

/** The client's transport and the server behind it. */
export function fakeServer(handlers: Readonly<Record<string, Handler>> = {}): {
  transport: Transport;
  server: FakeServer;
} {
  const [transport, other] = createMemoryPair({ labels: ['the client', 'the server'] });
  return { transport, server: new FakeServer(other, handlers) };
}

export const THREAD = '019a0000-0000-7000-8000-000000000001';
export const TURN = '019a0000-0000-7000-8000-00000000000a';

export function turn(status: string, extra: object = {}): object {
  return { id: TURN, items: [], status, error: null, ...extra };
}

export function agentMessage(text: string, id = 'msg_1'): object {
  return { type: 'agentMessage', id, text, phase: null };
}

/** Params of a notification about the test's one turn. */
export function about(extra: object): object {
  return { threadId: THREAD, turnId: TURN, ...extra };
}

/** A turn that says `words`, one delta each, and completes. */
export function playTurn(server: FakeServer, words: readonly string[]): void {
  server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
  server.notify('item/started', about({ item: agentMessage('') }));
  for (const delta of words) server.notify('item/agentMessage/delta', about({ itemId: 'msg_1', delta }));
  server.notify('item/completed', about({ item: agentMessage(words.join('')) }));
  server.notify('turn/completed', { threadId: THREAD, turn: turn('completed') });
}

/** Handlers of a server that says `words` in every turn. */
export function talkative(words: readonly string[]): Record<string, Handler> {
  return {
    'thread/start': () => ({ thread: { id: THREAD, turns: [], status: { type: 'idle' } }, model: 'm' }),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      playTurn(server, words);
      return LATER;
    },
  };
}
