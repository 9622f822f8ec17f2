// environment/*: where commands run. There is the machine itself, and executors that clients have added.

import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LOCAL } from '../../domain/environments/environment.js';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { messageOf } from '../../util/coded-error.js';
import { defineRoom } from '../room.js';

export const environment = defineRoom('environment', ({ environments, oneOff }) => ({
  'environment/add': async (params) => {
    const problem = await environments.add(params);
    if (problem !== null) throw new RpcError(RpcCode.invalidRequest, problem);
    return {};
  },

  'environment/info': async ({ environmentId }) => {
    if (environmentId === LOCAL) {
      const path = oneOff.shellPath;
      return { shell: { name: basename(path), path }, cwd: pathToFileURL(oneOff.cwd).href };
    }
    const info = await environments.info(environmentId).catch((thrown: unknown) => {
      const message = `failed to get info for environment \`${environmentId}\`: ${messageOf(thrown)}`;
      throw new RpcError(RpcCode.internalError, message, { cause: thrown });
    });
    if (info === null) throw new RpcError(RpcCode.invalidRequest, unknown(environmentId));
    const { name, path } = info.shell;
    return { shell: { name, path }, cwd: info.cwd };
  },

  'environment/status': ({ environmentId }) => {
    if (environmentId === LOCAL) return { status: 'ready' };
    const found = environments.status(environmentId);
    if (found === null) return { status: 'unknown', error: unknown(environmentId) };
    return 'problem' in found ? { status: found.status, error: found.problem } : { status: found.status };
  },
}));

function unknown(environmentId: string): string {
  return `unknown environment id \`${environmentId}\``;
}
