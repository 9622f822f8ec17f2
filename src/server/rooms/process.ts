// process/*: a process of the client's own, unsandboxed, whose end is told by process/exited.

import { DomainError } from '../../domain/errors.js';
import type { OneOffEnd, OneOffSpec } from '../../domain/one-off/one-off-command.js';
import type { ParamsOf } from '../../protocol/index.js';
import { concurrent } from '../concurrent.js';
import {
  capOf,
  checkedSize,
  checkStart,
  environmentOf,
  inputOf,
  outputText,
  signalExitCode,
  terminalOf,
  timeoutOf,
} from '../one-off-params.js';
import { reply } from '../reply.js';
import { defineRoom, type RequestContext, type RoomDeps } from '../room.js';

export const process = defineRoom('process', (deps) => ({
  'process/spawn': concurrent(async (params, context) => {
    const spec = specOf(params, deps);
    const held = holdBack(context);
    const { end } = await deps.oneOff.commands.start(spec, context, (stream, { data, capReached }) => {
      const deltaBase64 = Buffer.from(data).toString('base64');
      const delta = { processHandle: params.processHandle, stream, deltaBase64, capReached };
      held.notify({ method: 'process/outputDelta', params: delta });
    });
    void end.then((how) => {
      held.notify({ method: 'process/exited', params: exitedOf(spec, how) });
    });
    return reply({ build: () => ({}), after: () => held.letGo() });
  }),

  'process/writeStdin': concurrent(async (params, { connection }) => {
    const { data, isLast } = inputOf('process', params);
    const name = { connection, family: 'process', name: params.processHandle } as const;
    await deps.oneOff.commands.write(name, data, isLast);
    return {};
  }),

  'process/resizePty': concurrent(async ({ processHandle, size }, { connection }) => {
    checkedSize('process', size);
    await deps.oneOff.commands.resize({ connection, family: 'process', name: processHandle }, size);
    return {};
  }),

  'process/kill': ({ processHandle }, { connection }) => {
    deps.oneOff.commands.terminate({ connection, family: 'process', name: processHandle });
    return {};
  },
}));

/** The checks come in the real server's order. */
function specOf(params: ParamsOf<'process/spawn'>, { oneOff }: RoomDeps): OneOffSpec {
  if (params.command.length > 0 && params.processHandle === '') {
    throw new DomainError({ code: 'processHandleEmpty' });
  }
  checkStart('process', params);
  // Null means none; only what is left out has the default.
  const outputCap = capOf(params.outputBytesCap, params.outputBytesCap === null);
  const timeoutMs = timeoutOf('process', params.timeoutMs, params.timeoutMs === null);
  const tty = terminalOf('process', params);
  const { command: argv, cwd } = params;
  return {
    family: 'process',
    name: params.processHandle,
    command: {
      argv,
      cwd,
      env: environmentOf(oneOff.env, params.env),
      tty,
      sandbox: null,
      sandboxCwd: cwd,
    },
    streamsInput: tty !== null || (params.streamStdin ?? false),
    streamsOutput: tty !== null || (params.streamStdoutStderr ?? false),
    outputCap,
    timeoutMs,
  };
}

function exitedOf(spec: OneOffSpec, { exitCode, signalled, outputCut, stdout, stderr }: OneOffEnd) {
  return {
    processHandle: spec.name ?? '',
    exitCode: signalled ? signalExitCode(spec, exitCode) : exitCode,
    outputDrainTimedOut: outputCut,
    stdout: outputText(stdout.bytes()),
    stdoutCapReached: stdout.capReached,
    stderr: outputText(stderr.bytes()),
    stderrCapReached: stderr.capReached,
  };
}

type Notification = Parameters<RequestContext['notify']>[0];

/** A quick process may speak before its spawn is answered: what it says follows the answer. */
function holdBack(context: RequestContext): { notify(one: Notification): void; letGo(): void } {
  let waiting: Notification[] | null = [];
  return {
    notify: (one) => (waiting === null ? context.notify(one) : void waiting.push(one)),
    letGo() {
      const held = waiting ?? [];
      waiting = null;
      for (const one of held) context.notify(one);
    },
  };
}
