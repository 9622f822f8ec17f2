// Tables of requirements.toml that 0.169.0 alone knows, as data: what each may say. Parts that it reads all at once tell
// whatever is wrong in them as a problem of the whole table.

import type { Shape } from './requirement-shape.js';
import type { Tree } from './tree.js';

const texts: Shape = { list: 'string' };

export function struct(
  expected: string,
  members: Readonly<Record<string, Shape>>,
  more: { required?: readonly string[]; others?: Shape; together?: (table: Tree) => string | null } = {},
): Shape {
  return { expected: `struct ${expected}`, members, ...more };
}

const anything = (expected: string, each: Shape = 'known'): Shape => ({
  each,
  expected: `struct ${expected}`,
});

const profile = struct('PermissionProfileToml', {
  description: 'string',
  extends: 'string',
  workspace_roots: anything('WorkspaceRootsToml', 'boolean'),
  filesystem: anything('FilesystemPermissionsToml'),
  network: anything('NetworkToml'),
});

/** What makes a profile is nothing that could be denied. */
function oddDenials(table: Tree): string | null {
  const { members } = profile as { members: Readonly<Record<string, Shape>> };
  return Object.keys(members).some((key) => table[key] !== undefined)
    ? '`permissions.filesystem` is reserved for requirements-level filesystem constraints and cannot define a profile'
    : null;
}

const denials = struct('RawFilesystemRequirementsToml', { deny_read: texts }, { together: oddDenials });

/** By key. */
export const TABLES: Readonly<Record<string, Shape>> = {
  permissions: struct('PermissionsRequirementsToml', { filesystem: denials }, { others: profile }),
};
