// Starts a program behind an executor.

import type { Executor } from './executor.js';
import { RemoteProcess } from './remote-process.js';

export interface RemoteProgram {
  readonly argv: readonly string[];
  /** As a URL. */
  readonly cwd: string;
  readonly envPolicy: {
    readonly inherit: 'all' | 'core';
    readonly exclude: readonly string[];
    readonly set: Readonly<Record<string, string>>;
    /** Nothing: all that is inherited. */
    readonly includeOnly: readonly string[];
  };
  readonly env: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly pipeStdin: boolean;
  readonly sandbox: unknown;
  readonly metadata?: { readonly threadId: string; readonly toolCallId: string };
}

/** @throws ExecutorRefusal | Error with the reason as its message */
export async function startProcess(
  executor: Executor,
  { envPolicy, ...program }: RemoteProgram,
  newId: () => string,
): Promise<RemoteProcess> {
  const process = new RemoteProcess({
    processId: newId(),
    isTerminal: program.tty,
    request: (method, params) => executor.request(method, params),
    newId,
  });
  // It may say something before the answer is here.
  executor.follow(process);
  try {
    await executor.request('process/start', {
      processId: process.processId,
      ...program,
      envPolicy: { ...envPolicy, ignoreDefaultExcludes: true },
      arg0: null,
      enforceManagedNetwork: false,
      managedNetwork: null,
    });
  } catch (thrown) {
    executor.forget(process);
    throw thrown;
  }
  process.isStarted = true;
  return process;
}
