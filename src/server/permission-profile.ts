// Permission profiles that a client names → what a command may touch.

import { builtInPolicy, profileProblem } from '../domain/permission-profiles.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { SandboxPolicy } from '../protocol/index.js';
import { at } from '../util/peek.js';
import type { RoomDeps } from './room.js';

/** @throws RpcError for a profile that is not built in, opened with `what` could not be done */
export function profilePolicy(name: string, config: RoomDeps['config'], what: string): SandboxPolicy {
  const policy = builtInPolicy(name);
  if (policy !== null) return policy;
  const configured = config.permissionProfiles().map(({ id }) => id);
  throw new RpcError(RpcCode.invalidRequest, `${what}: ${profileProblem(name, configured)}`);
}

/** @throws RpcError when a profile comes together with another member that says what may be touched */
export function checkAlone(params: object, profile: string, other: string): void {
  if (at(params, profile) == null || at(params, other) == null) return;
  throw new RpcError(RpcCode.invalidRequest, `\`${profile}\` cannot be combined with \`${other}\``);
}
