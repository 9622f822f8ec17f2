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
  for (const { environmentId, cwd, runtimeWorkspaceRoots } of environments) {
    assertAbsolute('cwd', cwd, environmentId);
    for (const root of runtimeWorkspaceRoots ?? []) {
      assertAbsolute('runtime workspace root', root, environmentId);
    }
  }
  const known = new Set([LOCAL, ...shelf.added()]);
  const seen = new Set<string>();
  return environments.map(({ environmentId, cwd, runtimeWorkspaceRoots }) => {
    if (seen.has(environmentId)) throw refused(`duplicate turn environment id \`${environmentId}\``);
    seen.add(environmentId);
    if (!known.has(environmentId)) throw refused(`unknown turn environment id \`${environmentId}\``);
    return { environmentId, cwd, runtimeWorkspaceRoots: runtimeWorkspaceRoots ?? [cwd] };
  });
}

function assertAbsolute(what: string, folder: string, environmentId: string): void {
  if (isAbsolute(folder)) return;
  const why = `path \`${folder}\` does not use absolute POSIX or Windows path syntax`;
  throw refused(`invalid ${what} for environment \`${environmentId}\`: ${why}`);
}

function refused(message: string): RpcError {
  return new RpcError(RpcCode.invalidRequest, message);
}
