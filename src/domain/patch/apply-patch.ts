// A verified patch → files. All of it or nothing: what fails half way is undone by the port.

import { type PatchFiles, PatchStepFailed } from '../command-ports.js';
import type { PatchRules } from './patch.js';
import type { VerifiedPatch } from './verify-patch.js';

/** What the model is told of an applied patch: the text, and 0 or 1 as from a command. */
export interface PatchOutcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Never throws for what the file system refuses: that is an outcome. */
export async function applyPatch(
  patch: VerifiedPatch,
  where: { readonly files: PatchFiles; readonly rules: PatchRules },
): Promise<PatchOutcome> {
  try {
    await where.files.apply(patch.steps);
    return { exitCode: 0, output: patch.summary };
  } catch (thrown) {
    if (!(thrown instanceof PatchStepFailed)) throw thrown;
    return { exitCode: 1, output: `${failureText(thrown, where.rules)}\n` };
  }
}

function failureText({ step, phase }: PatchStepFailed, rules: PatchRules): string {
  const name = rules.failuresNameAbsolutePaths ? step.path : step.name;
  if (step.type === 'remove') return `Failed to delete file ${name}`;
  return phase === 'parents' && !rules.failuresNameAbsolutePaths
    ? `Failed to create parent directories for ${name}`
    : `Failed to write file ${name}`;
}
