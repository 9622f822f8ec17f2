// CommandRunner over an executor. Who may run what is decided before; the executor keeps the command in its own sandbox.

import type { CommandRunner } from '../../domain/command-ports.js';
import type { PlacedCall } from '../../domain/environments/environment-ports.js';
import { DomainError } from '../../domain/errors.js';
import { messageOf } from '../../util/coded-error.js';
import { envOf } from '../exec/network-access.js';
import type { Executor } from './executor.js';
import { RemoteProcess } from './remote-process.js';
import { fileUrl, remoteSandbox } from './remote-sandbox.js';

/** Of the executor's own variables, those that speak of the program it belongs to are kept from commands. */
const KEPT_BACK = [
  'CODEX_PERMISSION_PROFILE',
  'CODEX_VERSION',
  'CODEX_APPLY_PATCH_PRESERVE_LINE_ENDINGS',
  'CODEX_PLUGIN_METRICS_OUTPUT',
];

export function remoteRunner(
  executor: Executor,
  { threadId, callId, chosen }: PlacedCall,
  newId: () => string,
): CommandRunner {
  return {
    // It would say so itself.
    sandboxProblem: () => Promise.resolve(null),
    async start(spec) {
      const process = new RemoteProcess({
        processId: newId(),
        isTerminal: spec.tty !== null,
        request: (method, params) => executor.request(method, params),
        newId,
      });
      // It may say something before the answer is here.
      executor.follow(process);
      try {
        await executor.request('process/start', {
          processId: process.processId,
          metadata: { threadId, toolCallId: callId },
          argv: spec.argv,
          cwd: fileUrl(spec.cwd),
          envPolicy: {
            inherit: 'all',
            ignoreDefaultExcludes: true,
            exclude: KEPT_BACK,
            set: {},
            includeOnly: [],
          },
          env: envOf(spec),
          tty: spec.tty !== null,
          pipeStdin: spec.tty === null && spec.stdin === 'open',
          arg0: null,
          sandbox: remoteSandbox(spec, chosen.runtimeWorkspaceRoots),
          enforceManagedNetwork: false,
          managedNetwork: null,
        });
      } catch (cause) {
        executor.forget(process);
        throw new DomainError({ code: 'commandNotStarted', message: messageOf(cause) }, { cause });
      }
      return process;
    },
    close: () => Promise.resolve(),
  };
}
