// environment/*: where commands run. There is the machine itself, and no other.

import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RpcCode, RpcError } from '../../jsonrpc/errors.js';
import { defineRoom } from '../room.js';

const LOCAL = 'local';

export const environment = defineRoom('environment', ({ oneOff }) => ({
  'environment/info': ({ environmentId }) => {
    if (environmentId !== LOCAL) throw new RpcError(RpcCode.invalidRequest, unknown(environmentId));
    const path = oneOff.shellPath;
    return { shell: { name: basename(path), path }, cwd: pathToFileURL(oneOff.cwd).href };
  },
  'environment/status': ({ environmentId }) =>
    environmentId === LOCAL ? { status: 'ready' } : { status: 'unknown', error: unknown(environmentId) },
}));

function unknown(environmentId: string): string {
  return `unknown environment id \`${environmentId}\``;
}
