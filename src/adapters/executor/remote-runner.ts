// CommandRunner over an executor. Who may run what is decided before; the executor keeps the command in its own sandbox.

import type { CommandRunner } from '../../domain/command-ports.js';
import type { PlacedCall } from '../../domain/environments/environment-ports.js';
import { DomainError } from '../../domain/errors.js';
import { messageOf } from '../../util/coded-error.js';
import { envOf } from '../exec/network-access.js';
import type { Executor } from './executor.js';
import { fileUrl, remoteSandbox } from './remote-sandbox.js';
import { startProcess } from './start-process.js';

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
      const program = {
        metadata: { threadId, toolCallId: callId },
        argv: spec.argv,
        cwd: fileUrl(spec.cwd),
        envPolicy: { inherit: 'all', exclude: KEPT_BACK, set: {}, includeOnly: [] },
        env: envOf(spec),
        tty: spec.tty !== null,
        pipeStdin: spec.tty === null && spec.stdin === 'open',
        sandbox: remoteSandbox(spec, chosen.runtimeWorkspaceRoots),
      } as const;
      try {
        return await startProcess(executor, program, newId);
      } catch (cause) {
        throw new DomainError({ code: 'commandNotStarted', message: messageOf(cause) }, { cause });
      }
    },
    close: () => Promise.resolve(),
  };
}
