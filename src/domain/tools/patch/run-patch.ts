// A patch on its way from text to files: verified, consented to, applied, shown as a file change and as the turn's diff.

import type { FileUpdateChange, ThreadItem } from '../../../protocol/index.js';
import { inForce } from '../../access-rules.js';
import type { PatchStep } from '../../command-ports.js';
import { applyPatch, type PatchOutcome } from '../../patch/apply-patch.js';
import { parsePatch } from '../../patch/parse-patch.js';
import { type Patch, PatchError, type PatchRules } from '../../patch/patch.js';
import { type VerifiedPatch, verifyPatch } from '../../patch/verify-patch.js';
import type { ToolContext } from '../../ports.js';
import { askAboutPatch, type Decision, refusalOf } from '../approval/ask.js';
import { maySuspendSandbox } from '../approval/policy-name.js';
import { guardedFiles, realRules } from '../files-guard.js';
import { ToolRefusal } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { TurnDiff } from './turn-diff.js';
import { isWithin, mayWrite, writableRoots } from './writable.js';

export interface PatchWish {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  readonly callId: string;
  readonly text: string;
  /** Absolute; where relative paths begin. */
  readonly cwd: string;
}

export interface PatchResult extends PatchOutcome {
  readonly seconds: number;
}

/** @throws ToolRefusal when the patch does not fit, or nobody lets it be applied */
export async function runPatch(wish: PatchWish): Promise<PatchResult> {
  const { deps, context, callId } = wish;
  const patch = await verified(wish);
  const paths = [...new Set(patch.steps.map(({ path }) => path))];
  const hasToAsk = await needsConsent(wish, paths);
  const item = new PatchItem(context, callId, patch.changes);
  item.start();
  if (hasToAsk) await consent(wish, item, paths);
  context.goAhead();
  const startedAt = deps.clock.monotonic();
  const before = await textsOf(deps, patch.steps);
  const files = guardedFiles(deps.files, context.settings, deps.env.TMPDIR);
  const outcome = await applyPatch(patch, { files, rules: deps.rules.patch });
  if (deps.rules.patchOutputIsStreamed) {
    const { turnId } = context;
    context.emit({ type: 'fileChangeOutputDelta', turnId, itemId: callId, delta: outcome.output });
  }
  item.complete(outcome.exitCode === 0 ? 'completed' : 'failed');
  if (outcome.exitCode === 0) await tellDiff(wish, patch.steps, before);
  return { ...outcome, seconds: (deps.clock.monotonic() - startedAt) / 1000 };
}

/** @throws ToolRefusal */
export function parsed(text: string, rules: PatchRules): Patch {
  try {
    return parsePatch(text, rules);
  } catch (thrown) {
    throw unverified(thrown);
  }
}

async function verified({ deps, context, text, cwd }: PatchWish): Promise<VerifiedPatch> {
  const { patch: rules } = deps.rules;
  const files = guardedFiles(deps.files, context.settings, deps.env.TMPDIR);
  const patch = parsed(text, rules);
  try {
    return await verifyPatch(patch, { cwd, files, rules });
  } catch (thrown) {
    throw unverified(thrown);
  }
}

function unverified(thrown: unknown): unknown {
  if (!(thrown instanceof PatchError)) return thrown;
  return new ToolRefusal(`apply_patch verification failed: ${thrown.message}`, { cause: thrown });
}

/** @throws ToolRefusal when it would be needed and nobody may be asked */
async function needsConsent({ deps, context }: PatchWish, paths: readonly string[]): Promise<boolean> {
  const { approvalPolicy, sandboxPolicy } = context.settings;
  const { grants } = deps.of(context.threadId);
  if (grants.hasFiles(paths)) return false;
  if (approvalPolicy === 'untrusted') return true;
  const realPaths = await Promise.all(paths.map((path) => deps.files.real(path)));
  if (await areWritable({ deps, context }, realPaths)) return false;
  if (maySuspendSandbox(approvalPolicy)) return true;
  const isReadOnly = sandboxPolicy.type === 'readOnly' && deps.rules.readOnlyRefusalIsNamed;
  const why = isReadOnly ? 'writing is blocked by read-only sandbox' : 'writing outside of the project';
  throw new ToolRefusal(`patch rejected: ${why}; rejected by user approval settings`);
}

async function areWritable(
  { deps, context }: Pick<PatchWish, 'deps' | 'context'>,
  realPaths: readonly string[],
): Promise<boolean> {
  const { sandboxPolicy: policy, accessRules, cwd } = context.settings;
  const tmpdir = deps.env.TMPDIR;
  const granted = deps.of(context.threadId).grants.permissions(context.turnId).write;
  if (accessRules === null) {
    const ofPolicy = writableRoots({ policy, cwd, tmpdir });
    if (ofPolicy === null) return true;
    const roots = await Promise.all([...ofPolicy, ...granted].map((root) => deps.files.real(root)));
    return realPaths.every((path) => isWithin(roots, path));
  }
  const placed = await realRules(accessRules, { cwd, tmpdir }, deps.files);
  const given = await Promise.all(granted.map((root) => deps.files.real(root)));
  const all = inForce([...placed, ...given.map((path) => ({ path, access: 'write' }) as const)]);
  return realPaths.every((path) => mayWrite(all, path));
}

async function consent(
  { deps, context, callId, text }: PatchWish,
  item: PatchItem,
  paths: readonly string[],
): Promise<void> {
  // The turn ends: the item has to be complete before that is told.
  const onAbort = (): void => item.complete('declined');
  context.signal.addEventListener('abort', onAbort, { once: true });
  let decision: Decision;
  try {
    const permit = await context.permit(null);
    if (permit.type === 'allow') return;
    if (permit.type === 'deny') {
      item.complete('declined');
      throw new ToolRefusal(permit.message);
    }
    decision = await askAboutPatch(context, {
      itemId: callId,
      files: paths,
      patch: text,
      at: deps.clock.now(),
    });
  } finally {
    context.signal.removeEventListener('abort', onAbort);
  }
  switch (decision.type) {
    case 'acceptForSession':
      deps.of(context.threadId).grants.grantFiles(paths);
      return;
    case 'accept':
      return;
    default: {
      item.complete('declined');
      if (decision.type === 'cancel') context.interruptTurn();
      const { message } = refusalOf(decision, deps.rules);
      throw new ToolRefusal(message === 'rejected by user' ? `patch ${message}` : message);
    }
  }
}

/** The files of a patch before it is applied; null: there is none. */
async function textsOf(
  { files }: ToolDeps,
  steps: readonly PatchStep[],
): Promise<Map<string, string | null>> {
  const texts = new Map<string, string | null>();
  for (const { path } of steps) {
    if (texts.has(path)) continue;
    const read = await files.read(path);
    texts.set(path, 'text' in read ? read.text : null);
  }
  return texts;
}

async function tellDiff(
  { deps, context }: PatchWish,
  steps: readonly PatchStep[],
  before: ReadonlyMap<string, string | null>,
): Promise<void> {
  const { threadId, turnId } = context;
  const { diffs } = deps.of(threadId);
  const diff = diffs.get(turnId) ?? new TurnDiff();
  diffs.set(turnId, diff);
  for (const step of steps) {
    diff.track(step.path, before.get(step.path) ?? null, step.type === 'write' ? step.text : null);
  }
  context.emit({ type: 'turnDiff', turnId, diff: await diff.text(deps) });
}

type PatchStatus = Extract<ThreadItem, { type: 'fileChange' }>['status'];

/** The file change of one patch; it completes once. */
class PatchItem {
  readonly #context: ToolContext;
  readonly #id: string;
  readonly #changes: readonly FileUpdateChange[];
  #isComplete = false;

  constructor(context: ToolContext, id: string, changes: readonly FileUpdateChange[]) {
    this.#context = context;
    this.#id = id;
    this.#changes = changes;
  }

  start(): void {
    this.#context.startItem(this.#item('inProgress'));
  }

  complete(status: PatchStatus): void {
    if (this.#isComplete) return;
    this.#isComplete = true;
    this.#context.completeItem(this.#item(status));
  }

  #item(status: PatchStatus): ThreadItem {
    return { type: 'fileChange', id: this.#id, changes: [...this.#changes], status };
  }
}
