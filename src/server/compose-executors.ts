// Environments on other machines, put together: executors over WebSocket. Loaded with the first that a client adds.

import { STATUS_CODES } from 'node:http';
import type { Dial, ExecutorLine, Executors } from '../adapters/executor/index.js';
import { osErrorText } from '../adapters/files/os-error.js';
import { LOCAL } from '../domain/environments/environment.js';
import {
  type EnvironmentNews,
  type Environments,
  NO_ENVIRONMENTS,
} from '../domain/environments/environment-ports.js';
import { RpcError } from '../jsonrpc/errors.js';
import { Peer } from '../jsonrpc/peer.js';
import type { ParamsOf } from '../protocol/index.js';
import type { Transport } from '../transport/contract.js';
import { TransportError } from '../transport/errors.js';
import { connectWebSocket } from '../transport/websocket-client.js';
import type { Clock } from '../util/clock.js';
import { messageOf } from '../util/coded-error.js';
import { problemWithCalling, problemWithHeadersTo } from './executor-address.js';
import type { EnvironmentShelf } from './room.js';

interface ComposedExecutors {
  readonly environments: Environments;
  readonly shelf: EnvironmentShelf;
  close(): Promise<void>;
}

export function composeExecutors({ clock }: { readonly clock: Clock }): ComposedExecutors {
  let executors: Executors | null = null;
  const listeners: ((news: EnvironmentNews) => void)[] = [];
  const loaded = async (): Promise<Executors> => {
    const { Executors } = await import('../adapters/executor/index.js');
    if (executors !== null) return executors;
    executors = new Executors(clock);
    executors.onChange((news) => {
      for (const listener of listeners) listener(news);
    });
    return executors;
  };
  const now = (): Environments => executors ?? NO_ENVIRONMENTS;
  return {
    environments: {
      added: () => now().added(),
      find: (environmentId) => now().find(environmentId),
      instructions: (chosen) => now().instructions(chosen),
      files: (environmentId) => now().files(environmentId),
      servers: (environmentId) => now().servers(environmentId),
      configuration: (chosen) => now().configuration(chosen),
      workplace: (call) => now().workplace(call),
      onChange: (listener) => void listeners.push(listener),
    },
    shelf: {
      added: () => now().added(),
      async add(wanted) {
        const problem = problemWith(wanted);
        if (problem === null) (await loaded()).add(wanted.environmentId, dialler(wanted));
        return problem;
      },
      status: (environmentId) => executors?.get(environmentId)?.status ?? null,
      async info(environmentId) {
        const executor = executors?.get(environmentId);
        if (executor === undefined) return null;
        await executor.settled();
        const { status, info } = executor;
        if ('problem' in status) throw new Error(status.problem);
        return info;
      },
    },
    close: async () => executors?.close(),
  };
}

function problemWith({
  environmentId,
  execServerUrl,
  ...wanted
}: ParamsOf<'environment/add'>): string | null {
  const reason = ((): string | null => {
    if (environmentId === '') return 'environment id cannot be empty';
    if (environmentId === LOCAL) {
      return `environment id \`${LOCAL}\` is reserved for EnvironmentManager`;
    }
    if (execServerUrl.trim() === '') return 'remote environment requires an exec-server url';
    const hasHeaders = wanted.authBearerToken != null || wanted.websocketRequestId != null;
    const badAddress = hasHeaders ? problemWithHeadersTo(execServerUrl) : null;
    if (badAddress !== null) return badAddress;
    const bad = Object.entries(headersOf(wanted)).find(([, value]) => !isHeaderValue(value));
    return bad === undefined ? null : `invalid value for exec-server WebSocket header \`${bad[0]}\``;
  })();
  return reason === null ? null : `exec-server protocol error: ${reason}`;
}

type Wanted = Pick<ParamsOf<'environment/add'>, 'authBearerToken' | 'websocketRequestId'>;

function headersOf({ authBearerToken, websocketRequestId }: Wanted): Record<string, string> {
  return {
    ...(authBearerToken == null || authBearerToken === ''
      ? {}
      : { authorization: `Bearer ${authBearerToken}` }),
    ...(websocketRequestId == null ? {} : { 'x-request-id': websocketRequestId }),
  };
}

/** Printable ASCII and tabs are. */
function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value);
}

const CONNECT_MS = 10_000;

function dialler({ execServerUrl: url, connectTimeoutMs, ...wanted }: ParamsOf<'environment/add'>): Dial {
  const limit = connectTimeoutMs ?? CONNECT_MS;
  const options = { headers: headersOf(wanted), connectTimeoutMs: limit };
  const failed = (why: string, cause?: unknown): Error =>
    new Error(`failed to connect to exec-server websocket \`${url}\`: ${why}`, { cause });
  return async () => {
    const problem = problemWithCalling(url);
    if (problem !== null) throw failed(problem);
    try {
      return lineOver(await connectWebSocket(url, options), url);
    } catch (thrown) {
      if (!(thrown instanceof TransportError)) throw failed(messageOf(thrown), thrown);
      if (thrown.code === 'timeout') {
        throw new Error(
          `timed out connecting to exec-server websocket \`${url}\` after ${durationText(limit)}`,
          { cause: thrown },
        );
      }
      const { status } = thrown;
      if (status !== undefined) throw failed(`HTTP error: ${status} ${STATUS_CODES[status] ?? ''}`, thrown);
      throw failed(`IO error: ${osErrorText(thrown.cause ?? thrown)}`, thrown);
    }
  };
}

function lineOver(transport: Transport, url: string): ExecutorLine {
  const peer = new Peer(transport);
  return {
    async request(method, params) {
      try {
        return await peer.request(method, params);
      } catch (thrown) {
        if (!(thrown instanceof RpcError)) throw new Error('exec-server transport closed', { cause: thrown });
        const { ExecutorRefusal } = await import('../adapters/executor/index.js');
        throw new ExecutorRefusal(thrown.code, thrown.message);
      }
    },
    notify: (method, params) => void peer.notify(method, params),
    onNotification: (listener) => peer.onNotification(({ method, params }) => listener(method, params)),
    closed: new Promise((resolve) => {
      transport.onClose(({ wsCode }) => resolve(wsCode === VANISHED ? vanishedText(url) : null));
    }),
    close: () => void peer.close().catch(() => undefined),
  };
}

/** The close code of a WebSocket whose other side said no goodbye. */
const VANISHED = 1006;

function vanishedText(url: string): string {
  const what = 'WebSocket protocol error: Connection reset without closing handshake';
  return `failed to read websocket JSON-RPC message from exec-server websocket ${url}: ${what}`;
}

/** `400ms`, `1.5s`. */
function durationText(ms: number): string {
  if (ms === 0) return '0ns';
  return ms < 1000 ? `${ms}ms` : `${ms / 1000}s`;
}
