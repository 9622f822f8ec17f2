// Sets of permissions by name. Those that are built in stand for a sandbox policy each, whatever the configuration says
// of sandboxes. Pure.

import type { SandboxPolicy } from '../protocol/index.js';
import { own } from '../util/own.js';

/** What holds where nothing is said of sandboxes, in a folder that nobody trusts, and the profile it comes from. */
export const USUAL_PROFILE = ':read-only';
export const USUAL_POLICY: SandboxPolicy = { type: 'readOnly', networkAccess: false };

const BUILT_IN: Readonly<Record<string, SandboxPolicy>> = {
  [USUAL_PROFILE]: USUAL_POLICY,
  ':workspace': {
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

/** Why a profile that is not built in cannot be had. `configured`: those of the configuration's own. */
export function profileProblem(name: string, configured: readonly string[]): string {
  if (name.startsWith(':')) return `default_permissions refers to unknown built-in profile \`${name}\``;
  if (configured.length === 0) return 'default_permissions requires a `[permissions]` table';
  return configured.includes(name)
    ? `permission profile \`${name}\` is the configuration's own; this server has only the built-in ones`
    : `default_permissions refers to undefined profile \`${name}\``;
}
