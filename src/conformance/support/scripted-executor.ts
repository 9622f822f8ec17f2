// An executor that runs nothing: each command prints the same and ends. What a server under test runs there, it tells.

import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { Peer } from '../../jsonrpc/peer.js';
import { listen, type Transport } from '../../transport/index.js';
import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';

const NOT_THERE = -32004;

export interface ScriptedExecutor {
  readonly url: string;
  /** Params of each process that was started. */
  readonly started: readonly unknown[];
  /** Breaks off all conversations, and remembers none of them. */
  forgetAll(): void;
  close(): Promise<void>;
}

/** `printed`: what every command prints. */
export async function scriptedExecutor(printed: string): Promise<ScriptedExecutor> {
  const started: unknown[] = [];
  const open = new Set<Transport>();
  let sessionId = 'session 1';
  let sessions = 1;

  const answer = (peer: Peer, method: string, params: unknown): unknown => {
    switch (method) {
      case 'initialize': {
        const wanted = textAt(params, 'resumeSessionId');
        if (wanted !== undefined && wanted !== sessionId) {
          throw new RpcError(RpcCode.invalidRequest, `unknown session id ${wanted}`);
        }
        return { sessionId, environmentInfo: INFO };
      }
      case 'environment/info':
        return INFO;
      case 'environment/status':
        return { status: 'ready' };
      case 'environmentConfig/read':
        return NO_CONFIG;
      case 'fs/watchMissing':
        return { watching: true };
      case 'process/start':
        started.push(params);
        run(peer, textAt(params, 'processId') ?? '');
        return { processId: textAt(params, 'processId'), sandboxType: 'none' };
      case 'process/terminate':
        return { running: false };
      default:
        if (method.startsWith('fs/')) throw new RpcError(NOT_THERE, 'No such file or directory (os error 2)');
        throw new RpcError(RpcCode.methodNotFound, `exec-server stub does not implement \`${method}\` yet`);
    }
  };

  const run = (peer: Peer, processId: string): void => {
    const chunk = btoa(printed);
    setImmediate(() => {
      peer.notify('process/output', { processId, seq: 1, stream: 'stdout', chunk });
      peer.notify('process/exited', { processId, seq: 2, exitCode: 0, sandboxDenied: false });
      peer.notify('process/closed', { processId, seq: 3 });
    });
  };

  const listener = await listen({ kind: 'websocket', host: '127.0.0.1', port: 0 });
  listener.onConnection((transport) => {
    open.add(transport);
    transport.onClose(() => open.delete(transport));
    const peer = new Peer(transport);
    peer.onRequest(({ method, params }, reply) => {
      try {
        reply.succeed(answer(peer, method, params));
      } catch (thrown) {
        const error =
          thrown instanceof RpcError ? thrown : new RpcError(RpcCode.internalError, messageOf(thrown));
        reply.fail(error.toErrorObject());
      }
    });
  });
  return {
    url: listener.address,
    started,
    forgetAll() {
      sessions += 1;
      sessionId = `session ${sessions}`;
      for (const transport of open) transport.terminate();
    },
    close: () => listener.close(),
  };
}

const INFO = {
  shell: { name: 'bash', path: '/bin/bash' },
  executorVersion: '0.169.0',
  providerId: 'scripted',
  cwd: 'file:///srv',
  userHomeDir: 'file:///srv',
  platformOs: 'linux',
  prependPathDirs: [],
  temporaryDirectories: [],
  tempDir: 'file:///tmp',
  capabilities: {},
};

const NO_CONFIG = {
  userHomeDir: 'file:///srv',
  codexHomeDir: 'file:///srv',
  hostname: 'scripted',
  config: { layers: [], cloudInsertionIndex: 0 },
  requirements: { layers: [], cloudInsertionIndex: 0 },
};
