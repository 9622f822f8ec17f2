// What a permission profile denies, kept from tools that look at files themselves: to them it is as if the system refused.

import { globRoot } from '../../util/path-glob.js';
import {
  type AccessRules,
  deniedGlobs,
  inForce,
  isDenied,
  type PlacedRule,
  placedRules,
  type RuleFacts,
  realGlob,
} from '../access-rules.js';
import { type PatchFiles, PatchStepFailed } from '../command-ports.js';
import type { ThreadSettings } from '../settings.js';

/** As the system says it. */
const REFUSED = 'Permission denied (os error 13)';

/** The files without what is denied, in versions in which that outlives consent. */
export function guardedFiles(
  files: PatchFiles,
  settings: Pick<ThreadSettings, 'accessRules' | 'cwd'>,
  tmpdir: string | undefined,
): PatchFiles {
  const rules = heldRules(settings);
  if (rules === null) return files;
  const isShut = (path: string): Promise<boolean> =>
    isKeptBack(rules, path, { files, facts: { cwd: settings.cwd, tmpdir } });
  return {
    resolve: (cwd, path) => files.resolve(cwd, path),
    real: (path) => files.real(path),
    read: async (path) => ((await isShut(path)) ? { problem: REFUSED } : files.read(path)),
    async apply(steps) {
      for (const step of steps) if (await isShut(step.path)) throw new PatchStepFailed(step, 'file');
      await files.apply(steps);
    },
  };
}

/** Why a file may not be looked at; null when it may. */
export async function readProblem(
  path: string,
  settings: Pick<ThreadSettings, 'accessRules' | 'cwd'>,
  of: { readonly files: PatchFiles; readonly tmpdir: string | undefined },
): Promise<string | null> {
  const rules = heldRules(settings);
  if (rules === null) return null;
  const facts = { cwd: settings.cwd, tmpdir: of.tmpdir };
  return (await isKeptBack(rules, path, { files: of.files, facts })) ? REFUSED : null;
}

/** The rules at the paths they mean, with every link followed; in order there. */
export async function realRules(
  rules: AccessRules,
  facts: RuleFacts,
  files: PatchFiles,
): Promise<PlacedRule[]> {
  const placed = placedRules(rules, facts);
  return inForce(
    await Promise.all(placed.map(async (rule) => ({ ...rule, path: await files.real(rule.path) }))),
  );
}

function heldRules({ accessRules }: Pick<ThreadSettings, 'accessRules'>): AccessRules | null {
  return accessRules?.denialsHold ? accessRules : null;
}

async function isKeptBack(
  rules: AccessRules,
  path: string,
  { files, facts }: { readonly files: PatchFiles; readonly facts: RuleFacts },
): Promise<boolean> {
  const placed = await realRules(rules, facts, files);
  const named = deniedGlobs(rules, facts.cwd);
  const real = await Promise.all(
    named.map(async (pattern) => realGlob(pattern, await files.real(globRoot(pattern)))),
  );
  const names = new Set([path, await files.real(path)]);
  return [...names].some((name) => isDenied({ placed, globs: [...named, ...real] }, name));
}
