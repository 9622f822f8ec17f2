// One virtual user: a connection to the app-server, what it does there, and what that took.

import type { Client } from '../client/client.js';
import { connect } from '../client/connect.js';
import { ClientError } from '../client/errors.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ParamsOf } from '../protocol/index.js';
import { connectTransport } from '../transport/connect.js';
import { TransportError } from '../transport/errors.js';
import { systemClock } from '../util/clock.js';
import { textAt } from '../util/peek.js';
import type { Metrics } from './artillery.js';
import type { EngineOptions } from './options.js';

export interface TurnWish {
  readonly text: string;
  readonly threadId: string;
  /** What turn/start takes besides thread and input. */
  readonly params?: Omit<ParamsOf<'turn/start'>, 'threadId' | 'input'>;
}

/** A turn that did not complete, by its state. */
class TurnEndError extends Error {
  readonly status: string;

  constructor(status: string, message: string) {
    super(message);
    this.status = status;
  }
}

export class VirtualUser {
  readonly #client: Client;
  readonly #metrics: Metrics;

  private constructor(client: Client, metrics: Metrics) {
    this.#client = client;
    this.#metrics = metrics;
    client.onServerRequestSettled(() => metrics.emit('counter', 'app_server.server_requests', 1));
  }

  /** Opens the connection and shakes hands. @throws TransportError, RpcError, ClientError */
  static async open(options: EngineOptions, metrics: Metrics): Promise<VirtualUser> {
    const { url, token, experimentalApi, serverRequests, timeoutMs, turnTimeoutMs } = options;
    return timed(metrics, 'app_server.connect', async () => {
      const transport = await connectTransport(url, { bearerToken: token, connectTimeoutMs: timeoutMs });
      const client = await connect(transport, {
        experimentalApi,
        serverRequests,
        timeoutMs,
        turnTimeoutMs,
        clientInfo: { name: 'artillery-engine-app-server', title: null, version: '1' },
      });
      return new VirtualUser(client, metrics);
    });
  }

  /** Calls any method. @throws RpcError, ClientError */
  call(method: string, params: unknown): Promise<unknown> {
    this.#metrics.emit('counter', 'app_server.calls', 1);
    return timed(this.#metrics, `app_server.call.${method}`, () => this.#client.request(method, params));
  }

  /** Starts a thread and returns its id. @throws RpcError, ClientError */
  async startThread(params: unknown): Promise<string> {
    const threadId = textAt(await this.call('thread/start', params), 'thread', 'id');
    if (threadId === undefined) throw new ClientError('bad_answer', 'thread/start names no thread');
    return threadId;
  }

  /** Runs a turn to its end and returns its last message. @throws TurnEndError, RpcError, ClientError */
  async turn({ text, threadId, params }: TurnWish): Promise<{ text: string; turnId: string }> {
    const metrics = this.#metrics;
    metrics.emit('counter', 'app_server.turns', 1);
    const start = systemClock.monotonic();
    const sinceStart = (name: string): void =>
      metrics.emit('histogram', name, systemClock.monotonic() - start);
    const turn = this.#client.turn(threadId, text, { params });
    await turn.accepted;
    sinceStart('app_server.turn_start');
    const follow = async (): Promise<void> => {
      for await (const event of turn) {
        if (event.type !== 'delta' || event.channel !== 'text') continue;
        sinceStart('app_server.first_delta');
        return;
      }
    };
    const [outcome] = await Promise.all([turn.completed, follow()]);
    if (outcome.status !== 'completed')
      throw new TurnEndError(outcome.status, outcome.error?.message ?? `The turn was ${outcome.status}.`);
    sinceStart('app_server.turn');
    return { text: outcome.text, turnId: outcome.turnId };
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}

/** The name under which Artillery counts what was thrown: few, and without ids in them. */
export function errorName(thrown: unknown): string {
  if (thrown instanceof RpcError)
    return thrown.code === RpcCode.overloaded ? 'app_server.overloaded' : `app_server.refused.${thrown.code}`;
  if (thrown instanceof TurnEndError) return `app_server.turn_${thrown.status}`;
  if (thrown instanceof ClientError || thrown instanceof TransportError) return `app_server.${thrown.code}`;
  return thrown instanceof Error ? thrown.message : String(thrown);
}

async function timed<T>(metrics: Metrics, name: string, work: () => Promise<T>): Promise<T> {
  const start = systemClock.monotonic();
  const result = await work();
  metrics.emit('histogram', name, systemClock.monotonic() - start);
  return result;
}
