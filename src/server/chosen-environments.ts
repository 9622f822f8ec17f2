// The environments that params choose.

import { isAbsolute } from 'node:path';
import { type ChosenEnvironment, LOCAL } from '../domain/environments/environment.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { TurnEnvironmentParams } from '../protocol/index.js';
import type { EnvironmentShelf } from './room.js';

/** Undefined where they choose none. @throws RpcError for such that cannot be had */
export function chosenIn(
  { environments }: { readonly environments?: readonly TurnEnvironmentParams[] | null },
  shelf: Pick<EnvironmentShelf, 'added'>,
): ChosenEnvironment[] | undefined {
  if (environments == null) return undefined;
  const known = new Set([LOCAL, ...shelf.added()]);
  const seen = new Set<string>();
  return environments.map(({ environmentId, cwd, runtimeWorkspaceRoots }) => {
    if (seen.has(environmentId)) throw refused(`duplicate turn environment id \`${environmentId}\``);
    seen.add(environmentId);
    if (!known.has(environmentId)) throw refused(`unknown turn environment id \`${environmentId}\``);
    for (const [what, folder] of [
      ['cwd', cwd],
      ...(runtimeWorkspaceRoots ?? []).map((root) => ['runtime workspace root', root]),
    ]) {
      if (folder !== undefined && !isAbsolute(folder)) {
        const why = `path \`${folder}\` does not use absolute POSIX or Windows path syntax`;
        throw refused(`invalid ${what} for environment \`${environmentId}\`: ${why}`);
      }
    }
    return { environmentId, cwd, runtimeWorkspaceRoots: runtimeWorkspaceRoots ?? [cwd] };
  });
}

function refused(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
