// Permissions as the model writes and reads them, and as clients are asked about them.

import type { AdditionalPermissionProfile } from '../../../protocol/index.js';
import { at, isRecord, listAt } from '../../../util/peek.js';
import type { Permissions } from '../../permissions.js';
import { ToolRefusal } from '../tool.js';
import type { ToolRules } from '../tool-rules.js';

/** What a model asks for: null means that it says nothing of it. */
export interface PermissionWish {
  /** False asks for nothing, but says so. */
  readonly network: boolean | null;
  readonly read: readonly string[] | null;
  readonly write: readonly string[] | null;
}

export function isEmptyWish({ network, read, write }: PermissionWish): boolean {
  return network === null && !read?.length && !write?.length;
}

export function permissionsOf({ network, read, write }: PermissionWish): Permissions {
  return { network: network ?? false, read: read ?? [], write: write ?? [] };
}

/**
 * @param resolve makes a path absolute
 * @throws ToolRefusal for anything that is no list of permissions
 */
export function readWish(value: unknown, resolve: (path: string) => string): PermissionWish {
  const { network, file_system: files } = members(value, ['network', 'file_system']);
  const { enabled } = members(network ?? {}, ['enabled']);
  const { read, write } = members(files ?? {}, ['read', 'write']);
  if (enabled != null && typeof enabled !== 'boolean') throw malformed('`enabled` must be true or false');
  const paths = (list: unknown): string[] | null => {
    if (list == null) return null;
    if (Array.isArray(list) && list.every((path) => typeof path === 'string')) return list.map(resolve);
    throw malformed('`read` and `write` must be lists of paths');
  };
  return { network: enabled ?? null, read: paths(read), write: paths(write) };
}

/** As it stands in a request to a client. */
export function wishShown({ network, read, write }: PermissionWish): AdditionalPermissionProfile {
  const entries = [
    ...(read ?? []).map((path) => ({ path: { type: 'path', path }, access: 'read' }) as const),
    ...(write ?? []).map((path) => ({ path: { type: 'path', path }, access: 'write' }) as const),
  ];
  return {
    network: network === null ? null : { enabled: network },
    fileSystem: read === null && write === null ? null : { read: copy(read), write: copy(write), entries },
  };
}

/** What the model is told of what it may do now. */
export function grantText(
  granted: Permissions,
  more: { readonly scope: 'turn' | 'session'; readonly isReviewed: boolean },
  rules: Pick<ToolRules, 'absentPermissionsAreNull'>,
): string {
  const { network, read, write } = granted;
  const files = (name: string, paths: readonly string[]): Record<string, readonly string[] | null> => {
    if (paths.length > 0) return { [name]: paths };
    return rules.absentPermissionsAreNull ? { [name]: null } : {};
  };
  return JSON.stringify({
    permissions: {
      network: network ? { enabled: true } : null,
      file_system:
        read.length + write.length === 0 ? null : { ...files('read', read), ...files('write', write) },
    },
    scope: more.scope,
    ...(more.isReviewed ? { strict_auto_review: true } : {}),
  });
}

/** What a client's answer grants; nothing where it cannot be understood. */
export function readGrant(permissions: unknown, entriesCount: boolean): Permissions {
  const entries = entriesCount ? listAt(permissions, 'fileSystem', 'entries') : [];
  const paths = (access: 'read' | 'write'): string[] => {
    const listed = entries.filter((entry) => at(entry, 'access') === access);
    const all = [
      ...listAt(permissions, 'fileSystem', access),
      ...listed.map((entry) => at(entry, 'path', 'path')),
    ];
    return [...new Set(all.filter((path) => typeof path === 'string'))];
  };
  return {
    network: at(permissions, 'network', 'enabled') === true,
    read: paths('read'),
    write: paths('write'),
  };
}

type Members = Readonly<Record<string, unknown>>;

function copy(list: readonly string[] | null): string[] | null {
  return list === null ? null : [...list];
}

function members(value: unknown, names: readonly string[]): Members {
  if (!isRecord(value)) throw malformed('permissions must be objects');
  const other = Object.keys(value).find((name) => !names.includes(name));
  if (other === undefined) return value;
  throw malformed(`unknown field \`${other}\`, expected ${names.map((name) => `\`${name}\``).join(' or ')}`);
}

function malformed(what: string): ToolRefusal {
  return new ToolRefusal(`failed to parse function arguments: ${what}`);
}
