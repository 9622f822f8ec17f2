// The built-in permission profiles by name → what a command may touch.

import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { SandboxPolicy } from '../protocol/index.js';
import { own } from '../util/own.js';

const BUILT_IN: Readonly<Record<string, SandboxPolicy>> = {
  ':read-only': { type: 'readOnly' },
  ':workspace': { type: 'workspaceWrite' },
  ':danger-full-access': { type: 'dangerFullAccess' },
};

/** @throws RpcError for a profile that is not built in: the configuration has no others */
export function profilePolicy(name: string): SandboxPolicy {
  const found = own(BUILT_IN, name);
  if (found !== undefined) return found;
  const problem = name.startsWith(':')
    ? `default_permissions refers to unknown built-in profile \`${name}\``
    : 'default_permissions requires a `[permissions]` table';
  throw new RpcError(RpcCode.invalidRequest, `invalid permission profile: ${problem}`);
}
