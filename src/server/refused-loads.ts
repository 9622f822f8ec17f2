// What 0.169.0 refuses of thread/resume and thread/fork by their params alone: members that exclude each other, and an
// approval policy among `config` that cannot be.

import { GRANULAR_NEEDS } from '../domain/approval-policy.js';
import { DomainError } from '../domain/errors.js';
import { RpcCode, RpcError } from '../jsonrpc/errors.js';
import type { ParamsOf, Quirks } from '../protocol/index.js';
import { isRecord } from '../util/peek.js';
import { unknownVariant, wrongJson } from '../util/value-words.js';

type Fork = ParamsOf<'thread/fork'>;

/** What a fork that predicts must take over from its parent. A tier counts also where it is taken back. */
const OF_THE_PARENT = [
  'model',
  'modelProvider',
  'cwd',
  'runtimeWorkspaceRoots',
  'approvalPolicy',
  'approvalsReviewer',
  'sandbox',
  'permissions',
  'baseInstructions',
  'developerInstructions',
] as const;

/** Why there can be no such fork, whatever its source is; null when there can. */
export function forkRefusal(params: Fork): string | null {
  const predicts = params.experimentalPredictionMode ?? false;
  if (params.experimentalDisablePredictionMcp && !predicts) {
    return '`experimentalDisablePredictionMcp` requires `experimentalPredictionMode: true`';
  }
  if (predicts && changesParent(params)) {
    return '`experimentalPredictionMode` cannot be combined with configuration overrides';
  }
  if (predicts && !params.ephemeral) return '`experimentalPredictionMode` requires `ephemeral: true`';
  if (predicts && [params.path, params.lastTurnId, params.beforeTurnId].some(Boolean)) {
    return '`experimentalPredictionMode` requires a thread id without a path or turn cutoff';
  }
  return params.attachToSource && (params.ephemeral || params.deferGoalContinuation)
    ? 'attachToSource cannot be combined with ephemeral or deferGoalContinuation'
    : null;
}

function changesParent(params: Fork): boolean {
  return (
    params.serviceTier !== undefined ||
    Object.keys(params.config ?? {}).length > 0 ||
    OF_THE_PARENT.some((name) => params[name] != null)
  );
}

/** What a resume is refused with that failed with `thrown`: an approval policy is judged before all other settings. */
export function resumeRefusal(
  thrown: unknown,
  { approvalPolicy, config }: Pick<ParamsOf<'thread/resume'>, 'approvalPolicy' | 'config'>,
  quirks: Quirks,
): unknown {
  if (!(thrown instanceof DomainError) || thrown.code !== 'configInvalid') return thrown;
  if (!quirks.resumedProviderIsMissed || approvalPolicy != null) return thrown;
  const problem = config && 'approval_policy' in config ? policyProblem(config.approval_policy) : null;
  if (problem === null) return thrown;
  return new RpcError(RpcCode.invalidParams, `invalid \`approval_policy\` config override: ${problem}`);
}

const POLICIES = ['untrusted', 'on-failure', 'on-request', 'granular', 'never'];

function policyProblem(policy: unknown): string | null {
  if (typeof policy === 'string') return POLICIES.includes(policy) ? null : unknownVariant(policy, POLICIES);
  if (!isRecord(policy)) return wrongJson(policy, 'string or map');
  const names = Object.keys(policy);
  if (names.length !== 1) return 'invalid value: map, expected map with a single key';
  if (names[0] !== 'granular') return unknownVariant(names[0] ?? '', POLICIES);
  if (!isRecord(policy.granular)) return wrongJson(policy.granular, 'struct GranularApprovalConfig');
  const { granular } = policy;
  const missing = GRANULAR_NEEDS.find((name) => !(name in granular));
  return missing === undefined ? null : `missing field \`${missing}\``;
}
