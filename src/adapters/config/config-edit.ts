// Edits of a configuration as trees: where a key path leads, and what the tree is after an edit. Pure. The texts of
// refusals are the real server's.

import type { ConfigVersion } from './config-schema.js';
import { canonical, isTree, merged, type Tree, valueAt } from './tree.js';

export interface ConfigEdit {
  /** Dotted; null as value takes the key away. */
  readonly keyPath: string;
  readonly value: unknown;
  /** `upsert` merges tables, `replace` does not. */
  readonly mergeStrategy: 'replace' | 'upsert';
}

/** Which member of the refusal's data says what is wrong. */
export type ConfigWriteErrorCode =
  | 'configLayerReadonly'
  | 'configVersionConflict'
  | 'configValidationError'
  | 'configPathNotFound'
  | 'configRequirementReadonly';

/** An edit that is not made; `message` is the whole text. */
export class ConfigWriteRefused extends Error {
  readonly code: ConfigWriteErrorCode;

  constructor(code: ConfigWriteErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ConfigWriteRefused';
    this.code = code;
  }
}

const invalid = (message: string): ConfigWriteRefused =>
  new ConfigWriteRefused('configValidationError', message);

/** @throws ConfigWriteRefused */
export function keySegments(keyPath: string, version: ConfigVersion): string[] {
  if (keyPath.trim() === '') throw invalid('keyPath must not be empty');
  // 0.118.0 knows no quotes and takes what lies between the dots.
  if (version === '0.118.0') return keyPath.split('.');
  const segments = [...keyPath.matchAll(SEGMENT)].map(([, quoted, bare]) =>
    quoted === undefined ? (bare ?? '') : quoted.replaceAll(/\\(.)/g, '$1'),
  );
  if (segments.some((segment) => segment === '')) throw invalid('keyPath segments must not be empty');
  const [first] = segments;
  if (segments.length === 1 && first === 'profile') throw invalid(NO_PROFILE);
  return segments;
}

/** A quoted segment or a bare one, with the dot before it. */
const SEGMENT = /(?:^|\.)(?:"((?:[^"\\]|\\.)*)"(?=\.|$)|([^.]*))/g;

const NO_PROFILE =
  '`profile` is a legacy config selector and can no longer be written; use `--profile <name>` with `<name>.config.toml` instead';

/** @throws ConfigWriteRefused */
export function withEdit(
  tree: Tree,
  path: readonly string[],
  edit: ConfigEdit,
  version: ConfigVersion,
): Tree {
  if (edit.value === null) return withoutKey(tree, path, version);
  if (hasNull(edit.value)) throw invalid('invalid value: invalid type: null, expected any valid TOML value');
  return put(tree, path, edit);
}

function put(tree: Tree, [key, ...rest]: readonly string[], edit: ConfigEdit): Tree {
  if (key === undefined) return tree;
  const under = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (rest.length === 0) {
    const isMerge = edit.mergeStrategy === 'upsert' && isTree(under) && isTree(edit.value);
    return { ...tree, [key]: isMerge ? merged(under, edit.value) : edit.value };
  }
  if (under === undefined) return { ...tree, [key]: put({}, rest, edit) };
  if (isTree(under)) return { ...tree, [key]: put(under, rest, edit) };
  // A whole setting in the way of a table is for the validation to refuse; within tables it is refused here.
  throw invalid('cannot set value on non-table parent');
}

function withoutKey(tree: Tree, [key, ...rest]: readonly string[], version: ConfigVersion): Tree {
  if (key === undefined) return tree;
  if (rest.length === 0) {
    const { [key]: _gone, ...left } = tree;
    return left;
  }
  const under = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (!isTree(under)) {
    if (version === '0.118.0') throw new ConfigWriteRefused('configPathNotFound', 'Path not found');
    return tree;
  }
  return { ...tree, [key]: withoutKey(under, rest, version) };
}

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  if (Array.isArray(value)) return value.some(hasNull);
  return isTree(value) && Object.values(value).some(hasNull);
}

/** Whether what was written counts: a stronger layer may say otherwise about the same key. */
export function isOverridden(user: Tree, effective: Tree, path: readonly string[]): boolean {
  return canonical(valueAt(user, path)) !== canonical(valueAt(effective, path));
}
