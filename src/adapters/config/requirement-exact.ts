// Settings of which requirements.toml says the one value they have: it beats what everybody sets, nobody may write
// another, and who has set one is told. 0.118.0 knows none. Pure.

import type { ConfigVersion } from './config-schema.js';
import { demandedProviders } from './requirement-providers.js';
import { isTree, type Tree, valueAt, withValue } from './tree.js';

/** The settings' paths, in the file and in a configuration. */
const PATHS: readonly (readonly string[])[] = [
  ['model_provider'],
  ['cli_auth_credentials_store'],
  ['chatgpt_base_url'],
  ['sqlite_home'],
  ['log_dir'],
  ['check_for_update_on_startup'],
  ['allow_login_shell'],
  ['feedback', 'enabled'],
  ['model_catalog_json'],
];

/** One setting, and the value it has. */
export interface Exact {
  readonly path: readonly string[];
  readonly value: unknown;
}

export function exactIn(required: Tree, version: ConfigVersion): Exact[] {
  if (version === '0.118.0') return [];
  const settings = PATHS.flatMap((path) => {
    const value = valueAt(required, path);
    return value === undefined ? [] : [{ path, value }];
  });
  const providers = demandedProviders(required);
  return [...settings, ...providers.map(([id, value]) => ({ path: ['model_providers', id], value }))];
}

/** Providers are told of as one setting. */
function nameOf(path: readonly string[]): string {
  return path[0] === 'model_providers' ? path[0] : path.join('.');
}

/** The configuration with the demanded values in it. */
export function withExact(config: Tree, exact: readonly Exact[]): Tree {
  return exact.reduce((so, { path, value }) => withValue(so, path, value), config);
}

/** What is told of values that count for nothing. */
export function exactNotes(config: Tree, exact: readonly Exact[], file: string): string[] {
  return exact.flatMap(({ path, value }) => {
    const set = valueAt(config, path);
    if (set === undefined || set === value || isTree(value)) return [];
    return `Configured value for \`${path.join('.')}\` is overridden by the required value ${shownValue(path, value)} from ${file}.`;
  });
}

/** The setting that an edit of `path` would change though it may not; null where there is none. */
export function exactAt(path: readonly string[], exact: readonly Exact[]): string | null {
  const fixed = exact.find((one) => {
    const shorter = Math.min(one.path.length, path.length);
    return one.path.slice(0, shorter).every((key, at) => key === path[at]);
  });
  return fixed === undefined ? null : nameOf(fixed.path);
}

/** The configuration as it is shown: values that count for nothing come from nowhere. */
export function withoutOrigins<T>(
  origins: Readonly<Record<string, T>>,
  exact: readonly Exact[],
): Record<string, T> {
  const fixed = exact.map(({ path }) => path.join('.'));
  const isFixed = (path: string): boolean => fixed.some((one) => path === one || path.startsWith(`${one}.`));
  return Object.fromEntries(Object.entries(origins).filter(([path]) => !isFixed(path)));
}

const FILES: ReadonlySet<string> = new Set(['sqlite_home', 'log_dir', 'model_catalog_json']);

/** Words of a setting are shown with a capital letter, other texts in quotes, and paths as such. */
function shownValue(path: readonly string[], value: unknown): string {
  const text = String(value);
  if (path[0] === 'cli_auth_credentials_store') return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  if (FILES.has(path.join('.'))) return `AbsolutePathBuf(${JSON.stringify(text)})`;
  return typeof value === 'string' ? JSON.stringify(value) : text;
}
