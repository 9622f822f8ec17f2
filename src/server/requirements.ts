// What an administrator forbids, as requests are refused with it.

import type { SettingsOverrides, ThreadSettings } from '../domain/settings.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { SandboxPolicy } from '../protocol/index.js';
import type { ConfigReader } from './room.js';

/** Of a command that belongs to no thread. @throws RpcError where its sandbox is forbidden */
export function assertSandboxGranted(config: ConfigReader, sandboxPolicy: SandboxPolicy): void {
  const refusal = config.refusal({ sandboxPolicy });
  if (refusal !== null) throw new RpcError(RpcCode.invalidRequest, `invalid sandbox policy: ${refusal}`);
}

/** What a turn or a client changes of a thread, with who reviews it then. @throws RpcError where some of it is forbidden */
export function grantedChanges(
  config: ConfigReader,
  overrides: SettingsOverrides,
  current: ThreadSettings,
): SettingsOverrides {
  const refuse = (why: string): never => {
    throw new RpcError(RpcCode.invalidRequest, `invalid thread settings override: ${why}`);
  };
  const refusal = config.refusal(overrides);
  if (refusal !== null) refuse(refusal);
  const { model, approvalsReviewer: asked, sandboxPolicy } = { ...current, ...overrides };
  const requested = overrides.approvalsReviewer ?? current.requestedReviewer ?? asked;
  const isReviewed = config.mustBeReviewed(model);
  if (isReviewed && (overrides.approvalsReviewer === 'user' || sandboxPolicy.type === 'dangerFullAccess'))
    refuse(`To use model \`${model}\`, you need to use auto review.`);
  const approvalsReviewer = isReviewed ? 'auto_review' : requested;
  const isSame = approvalsReviewer === current.approvalsReviewer && overrides.approvalsReviewer === undefined;
  return isSame ? overrides : { ...overrides, approvalsReviewer, requestedReviewer: requested };
}
