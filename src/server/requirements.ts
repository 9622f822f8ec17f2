// What an administrator forbids, as requests are refused with it.

import type { SettingsOverrides } from '../domain/settings.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { SandboxPolicy } from '../protocol/index.js';
import type { ConfigReader } from './room.js';

/** Of a command that belongs to no thread. @throws RpcError where its sandbox is forbidden */
export function assertSandboxGranted(config: ConfigReader, sandboxPolicy: SandboxPolicy): void {
  const refusal = config.refusal({ sandboxPolicy });
  if (refusal !== null) throw new RpcError(RpcCode.invalidRequest, `invalid sandbox policy: ${refusal}`);
}

/** Of what a turn changes. @throws RpcError where some of it is forbidden */
export function assertGranted(config: ConfigReader, overrides: SettingsOverrides): void {
  const refusal = config.refusal(overrides);
  if (refusal !== null) {
    throw new RpcError(RpcCode.invalidRequest, `invalid thread settings override: ${refusal}`);
  }
}
