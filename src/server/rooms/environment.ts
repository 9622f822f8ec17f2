// environment/*: where commands run. There is the machine itself; others are remembered and never reached.

import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { Environments } from '../environments.js';
import { defineRoom } from '../room.js';

export const environment = defineRoom('environment', ({ oneOff }) => {
  const environments = new Environments();
  return {
    'environment/add': ({ environmentId, execServerUrl }) => {
      const problem = environments.add(environmentId, execServerUrl);
      if (problem !== null) throw new RpcError(RpcCode.invalidRequest, problem);
      return {};
    },
    'environment/info': ({ environmentId }) => {
      switch (environments.stateOf(environmentId)) {
        case 'ready': {
          const path = oneOff.shellPath;
          return { shell: { name: basename(path), path }, cwd: pathToFileURL(oneOff.cwd).href };
        }
        case 'disconnected': {
          const reason = environments.reasonOf(environmentId);
          throw new RpcError(
            RpcCode.internalError,
            `failed to get info for environment \`${environmentId}\`: ${reason}`,
          );
        }
        case 'unknown':
          throw new RpcError(RpcCode.invalidRequest, unknown(environmentId));
      }
    },
    'environment/status': ({ environmentId }) => {
      const status = environments.stateOf(environmentId);
      if (status === 'ready') return { status };
      const error = status === 'unknown' ? unknown(environmentId) : environments.reasonOf(environmentId);
      return { status, error };
    },
  };
});

function unknown(environmentId: string): string {
  return `unknown environment id \`${environmentId}\``;
}
