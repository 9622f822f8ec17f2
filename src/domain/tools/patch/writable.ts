// Which files a patch may write without asking: those a sandboxed command could. Paths are real ones, without links.

import type { SandboxPolicy } from '../../../protocol/index.js';
import { resolvePosix } from '../../../util/posix-path.js';
import { GUARDED_NAMES, type PlacedRule, ruleFor } from '../../access-rules.js';

export interface WritableFacts {
  readonly policy: SandboxPolicy;
  /** Absolute. */
  readonly cwd: string;
  readonly tmpdir: string | undefined;
}

/** The folders a policy lets commands write to; null: everything. */
export function writableRoots({ policy, cwd, tmpdir }: WritableFacts): readonly string[] | null {
  switch (policy.type) {
    case 'dangerFullAccess':
    case 'externalSandbox':
      return null;
    case 'readOnly':
      return [];
    case 'workspaceWrite':
      return [
        cwd,
        ...(policy.writableRoots ?? []),
        ...(policy.excludeSlashTmp ? [] : ['/tmp']),
        ...(policy.excludeTmpdirEnvVar || !tmpdir?.startsWith('/') ? [] : [tmpdir]),
      ];
  }
}

/** Whether rules let a path be written; `placed` are at real paths, in order. */
export function mayWrite(placed: readonly PlacedRule[], path: string): boolean {
  const rule = ruleFor(placed, path);
  return rule?.access === 'write' && isWithin([rule.path], path);
}

/** Whether a path is one of `roots`, or lies in one of them and is not guarded there. */
export function isWithin(roots: readonly string[], path: string): boolean {
  return roots.some((root) => {
    const base = resolvePosix(root, '.');
    if (path === base) return true;
    const below = base === '/' ? path : path.startsWith(`${base}/`) ? path.slice(base.length) : null;
    return below !== null && !GUARDED_NAMES.includes(below.split('/')[1] ?? '');
  });
}
