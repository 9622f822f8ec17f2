// Sets of permissions by name. Those that are built in stand for a sandbox policy each, whatever the configuration says
// of sandboxes. Pure.

import type { SandboxPolicy } from '../protocol/index.js';
import { own } from '../util/own.js';

/** What holds where nothing is said of sandboxes, in a folder that nobody trusts, and the profile it comes from. */
export const USUAL_PROFILE = ':read-only';
export const USUAL_POLICY: SandboxPolicy = { type: 'readOnly', networkAccess: false };

/** What holds in a folder that somebody has spoken of. */
export const WORKSPACE_PROFILE = ':workspace';

const BUILT_IN: Readonly<Record<string, SandboxPolicy>> = {
  [USUAL_PROFILE]: USUAL_POLICY,
  [WORKSPACE_PROFILE]: {
    type: 'workspaceWrite',
    writableRoots: [],
    networkAccess: false,
    excludeTmpdirEnvVar: false,
    excludeSlashTmp: false,
  },
  ':danger-full-access': { type: 'dangerFullAccess' },
};

export const builtInProfiles: readonly string[] = Object.keys(BUILT_IN);

/** What the profile lets commands touch; null: it is not built in. */
export function builtInPolicy(name: string): SandboxPolicy | null {
  return own(BUILT_IN, name) ?? null;
}
