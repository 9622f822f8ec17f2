// Permission profiles that a client names → what a command may touch.

import type { Confines } from '../domain/settings.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import { messageOf } from '../util/coded-error.js';
import { at } from '../util/peek.js';
import type { RoomDeps } from './room.js';

/** @throws RpcError for a profile that cannot be had, opened with `what`, or may not, opened with `refused` */
export function profileConfines(
  name: string,
  config: RoomDeps['config'],
  of: { readonly what: string; readonly refused: string; readonly cwd: string | null },
): Confines {
  const why = config.profileRefusal(name, of.cwd);
  if (why !== null) throw new RpcError(RpcCode.invalidRequest, `${of.refused}: ${why}`);
  try {
    return config.profile(name, of.cwd);
  } catch (cause) {
    throw new RpcError(RpcCode.invalidRequest, `${of.what}: ${messageOf(cause)}`, { cause });
  }
}

/** @throws RpcError when a profile comes together with another member that says what may be touched */
export function checkAlone(params: object, profile: string, other: string): void {
  if (at(params, profile) == null || at(params, other) == null) return;
  throw new RpcError(RpcCode.invalidRequest, `\`${profile}\` cannot be combined with \`${other}\``);
}
