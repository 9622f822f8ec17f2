// Kinds of values that keys of a configuration may have, and what is said of values of other kinds.

import { GRANULAR_NEEDS } from '../../domain/approval-policy.js';
import { unknownVariant, wrongType } from '../../util/value-words.js';
import { isTree } from './tree.js';

export type Kind =
  | 'string'
  | 'boolean'
  | 'list'
  | 'strings'
  | 'stringOrStrings'
  | 'flagOrStrings'
  | 'effort'
  | 'paths'
  | 'path'
  | 'number'
  | 'nonzero'
  | keyof typeof INTEGERS
  | readonly string[]
  | { readonly table: string }
  /** An enumeration in a table that is read in two steps: they say something else of what is no text. */
  | { readonly oneOf: readonly string[] }
  | typeof approval;

/** An enumeration with one member that is a table. */
export const approval = 'approval policy';

const APPROVALS = ['untrusted', 'on-failure', 'on-request', 'granular', 'never'];

/** Least and greatest. */
const INTEGERS = {
  i32: [-(2 ** 31), 2 ** 31 - 1],
  i64: [-Infinity, Infinity],
  u16: [0, 2 ** 16 - 1],
  u64: [0, Infinity],
  usize: [0, Infinity],
} as const;

/** What fits in one of several ways, and in none. */
const NO_VARIANT = 'data did not match any variant of untagged enum Repr';

const NO_NOTIFICATIONS = 'data did not match any variant of untagged enum Notifications';

export const table = (name: string): Kind => ({ table: name });

/** What is wrong with a value, in the real servers' words; null: nothing. */
export function misfit(value: unknown, kind: Kind): string | null {
  if (typeof kind === 'object') {
    if ('table' in kind) return isTree(value) ? null : wrongType(value, kind.table);
    if ('oneOf' in kind) return misfitOfReadEnum(value, kind.oneOf);
    return misfitOfEnum(value, kind);
  }
  if (kind in INTEGERS) return misfitOfInteger(value, kind as keyof typeof INTEGERS); // `in` has just said so
  switch (kind) {
    case 'string':
      return typeof value === 'string' ? null : wrongType(value, 'a string');
    case 'effort':
      return value === '' ? 'reasoning_effort must not be empty' : misfit(value, 'string');
    case 'boolean':
      return typeof value === 'boolean' ? null : wrongType(value, 'a boolean');
    case 'path':
      return typeof value === 'string' ? null : wrongType(value, 'path string');
    case 'number':
      return typeof value === 'number' ? null : wrongType(value, 'f64');
    case 'nonzero':
      return value === 0
        ? 'invalid value: integer `0`, expected a nonzero u64'
        : (misfit(value, 'u64')?.replace(/u64$/, 'a nonzero u64') ?? null);
    case 'list':
      return Array.isArray(value) ? null : wrongType(value, 'a sequence');
    case 'strings':
      return Array.isArray(value) ? firstMisfit(value, 'string') : wrongType(value, 'a sequence');
    case 'stringOrStrings':
      return misfit(value, Array.isArray(value) ? 'strings' : 'string') === null ? null : NO_VARIANT;
    case 'flagOrStrings':
      return typeof value === 'boolean' || misfit(value, 'strings') === null ? null : NO_NOTIFICATIONS;
    case 'paths':
      return Array.isArray(value) ? firstMisfit(value, 'path') : wrongType(value, 'a sequence');
    default:
      return isTree(value) && 'granular' in value
        ? misfitOfGranular(value.granular)
        : misfitOfEnum(value, APPROVALS);
  }
}

/** What granular approvals are said of. */
const APPROVED_APART = [...GRANULAR_NEEDS, 'skill_approval', 'request_permissions'];

function misfitOfGranular(flags: unknown): string | null {
  if (!isTree(flags)) return wrongType(flags, 'struct GranularApprovalConfig');
  const wrong = APPROVED_APART.find((name) => flags[name] !== undefined && typeof flags[name] !== 'boolean');
  if (wrong !== undefined) return wrongType(flags[wrong], 'a boolean');
  const missing = GRANULAR_NEEDS.find((name) => flags[name] === undefined);
  return missing === undefined ? null : `missing field \`${missing}\``;
}

function firstMisfit(entries: readonly unknown[], kind: Kind): string | null {
  return entries.map((entry) => misfit(entry, kind)).find((message) => message !== null) ?? null;
}

function misfitOfInteger(value: unknown, kind: keyof typeof INTEGERS): string | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrongType(value, kind);
  const [least, greatest] = INTEGERS[kind];
  return value >= least && value <= greatest ? null : `invalid value: integer \`${value}\`, expected ${kind}`;
}

/** A member may be written as a table of one entry, too. */
function misfitOfEnum(value: unknown, members: readonly string[]): string | null {
  if (isTree(value)) {
    const names = Object.keys(value);
    const [name = ''] = names;
    if (names.length !== 1)
      return `wanted exactly 1 element, ${names.length === 0 ? 'found 0 elements' : 'more than 1 element'}`;
    if (!members.includes(name)) return unknownVariant(name, members);
    return isTree(value[name]) ? null : `expected table, found ${kindInToml(value[name])}`;
  }
  if (typeof value !== 'string') return 'invalid type: unit variant, expected string only';
  return members.includes(value) ? null : unknownVariant(value, members);
}

function misfitOfReadEnum(value: unknown, members: readonly string[]): string | null {
  if (isTree(value)) {
    const [name = '', ...others] = Object.keys(value);
    if (name === '' || others.length > 0) return 'invalid value: map, expected map with a single key';
    return members.includes(name) ? wrongType(value[name], 'unit') : unknownVariant(name, members);
  }
  if (typeof value !== 'string') return wrongType(value, 'string or map');
  return members.includes(value) ? null : unknownVariant(value, members);
}

function kindInToml(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  return Array.isArray(value) ? 'array' : typeof value;
}
