// command/exec*: a command of the client's own, sandboxed, whose answer is its end.

import path from 'node:path';
import { DomainError } from '../../domain/errors.js';
import type { OneOffSpec } from '../../domain/one-off/one-off-command.js';
import type { ParamsOf, SandboxPolicy } from '../../protocol/index.js';
import { clientFolder } from '../client-folder.js';
import { concurrent } from '../concurrent.js';
import {
  capOf,
  checkedSize,
  checkStart,
  checkTimeout,
  environmentOf,
  inputOf,
  outputText,
  signalExitCode,
  terminalOf,
  timeoutOf,
} from '../one-off-params.js';
import { checkAlone, profileConfines } from '../permission-profile.js';
import { assertSandboxGranted } from '../requirements.js';
import { defineRoom, type RoomDeps } from '../room.js';

export const command = defineRoom('command', (deps) => ({
  'command/exec': concurrent(async (params, context) => {
    const spec = specOf(params, deps);
    const { end } = await deps.oneOff.commands.start(spec, context, (stream, { data, capReached }) => {
      const deltaBase64 = Buffer.from(data).toString('base64');
      const delta = { processId: spec.name ?? '', stream, deltaBase64, capReached };
      context.notify({ method: 'command/exec/outputDelta', params: delta });
    });
    const { exitCode, signalled, stdout, stderr } = await end;
    const signalCode = deps.profile.quirks.signalsAreExitCodes ? exitCode : -1;
    return {
      exitCode: signalled ? signalExitCode(spec, signalCode) : exitCode,
      stdout: outputText(stdout.bytes()),
      stderr: outputText(stderr.bytes()),
    };
  }),

  'command/exec/write': concurrent(async (params, { connection }) => {
    const { data, isLast } = inputOf('exec', params);
    await deps.oneOff.commands.write({ connection, family: 'exec', name: params.processId }, data, isLast);
    return {};
  }),

  'command/exec/resize': concurrent(async ({ processId, size }, { connection }) => {
    checkedSize('exec', size);
    await deps.oneOff.commands.resize({ connection, family: 'exec', name: processId }, size);
    return {};
  }),

  'command/exec/terminate': ({ processId }, { connection }) => {
    deps.oneOff.commands.terminate({ connection, family: 'exec', name: processId });
    return {};
  },
}));

/** The checks come in the real server's order, and nothing waits: the name is taken before the next request. */
function specOf(params: ParamsOf<'command/exec'>, { config, oneOff, profile }: RoomDeps): OneOffSpec {
  checkStart('exec', params);
  checkAlone(params, 'permissionProfile', 'sandboxPolicy');
  const outputCap = capOf(params.outputBytesCap, params.disableOutputCap ?? false);
  checkTimeout(params.timeoutMs, params.disableTimeout ?? false);
  const timeoutMs = timeoutOf('exec', params.timeoutMs, params.disableTimeout ?? false);
  const { sandbox, accessRules } = sandboxOf(params, { oneOff, config });
  assertSandboxGranted(config, sandbox);
  const tty = terminalOf('exec', params);
  const streamsInput = tty !== null || (params.streamStdin ?? false);
  const streamsOutput = tty !== null || (params.streamStdoutStderr ?? false);
  const name = params.processId ?? null;
  if (name === null && (streamsInput || streamsOutput)) throw new DomainError({ code: 'processIdMissing' });
  const named = params.cwd ?? '';
  const knowsHome = profile.quirks.foldersAreResolvedEverywhere;
  const cwd = knowsHome ? clientFolder(named, oneOff) : path.resolve(oneOff.cwd, named);
  const env = environmentOf(oneOff.env, params.env);
  const run = { argv: params.command, cwd, env, tty, sandbox, accessRules, sandboxCwd: oneOff.cwd };
  return { family: 'exec', name, command: run, streamsInput, streamsOutput, outputCap, timeoutMs };
}

function sandboxOf(
  { permissionProfile, sandboxPolicy }: ParamsOf<'command/exec'>,
  { oneOff, config }: Pick<RoomDeps, 'oneOff' | 'config'>,
): Pick<OneOffSpec['command'], 'sandbox' | 'accessRules'> & { sandbox: SandboxPolicy } {
  if (sandboxPolicy != null) {
    const { accessRules } = config.denying({ sandboxPolicy, accessRules: null, permissionProfile: null });
    return { sandbox: sandboxPolicy, accessRules };
  }
  const what = 'invalid permission profile';
  const of = { what, refused: what, cwd: oneOff.cwd };
  const confines =
    permissionProfile == null ? oneOff.defaultConfines() : profileConfines(permissionProfile, config, of);
  return { sandbox: confines.sandboxPolicy, accessRules: confines.accessRules };
}
