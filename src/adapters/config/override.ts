// `-c key=value`: one setting from the command line. The value is TOML where it parses as TOML, else plain text.

import { readTomlValue } from './toml-text.js';
import { type Tree, withValue } from './tree.js';

export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Thrown by parseOverride; the message is the real server's. */
export class OverrideError extends Error {}

/** @throws OverrideError when there is no `=` or no key before it */
export function parseOverride(text: string): Override {
  const equals = text.indexOf('=');
  if (equals === -1) throw new OverrideError(`Invalid override (missing '='): ${text}`);
  const key = text.slice(0, equals).trim();
  if (key === '') throw new OverrideError(`Empty key in override: ${text}`);
  const raw = text.slice(equals + 1).trim();
  return { path: key.split('.'), value: readTomlValue(raw) ?? unquoted(raw) };
}

/** Later overrides win, and all over what `below` says. */
export function treeOfOverrides(overrides: readonly Override[], below: Tree = {}): Tree {
  return overrides.reduce<Tree>((tree, { path, value }) => withValue(tree, path, value), below);
}

/** Dotted members, as thread/start takes them in `config`. */
export function treeOfDotted(config: Readonly<Record<string, unknown>>, below: Tree = {}): Tree {
  return treeOfOverrides(
    Object.entries(config).map(([key, value]) => ({ path: key.split('.'), value: asToml(value) })),
    below,
  );
}

/** TOML knows no null: the real servers read an empty text instead. */
function asToml(value: unknown): unknown {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(asToml);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asToml(member)]));
}

function unquoted(raw: string): string {
  return raw.replace(/^["']+|["']+$/g, '');
}
