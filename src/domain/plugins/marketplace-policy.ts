// Where marketplaces may come from, as an administrator lets it be. Pure; the texts are those of 0.169.0.

import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';
import { resolvePosix } from '../../util/posix-path.js';
import { parseSource } from './marketplace-source.js';
import { PluginFailure } from './plugin-failure.js';

/** Only what one of its entries allows may be had. */
export interface MarketplacePolicy {
  /** What says so, absolute. */
  readonly file: string;
  /** By name, as the file has them. */
  readonly allowed: Readonly<Record<string, unknown>>;
}

export type MarketplaceOrigin =
  /** Absolute. */
  | { readonly type: 'local'; readonly path: string }
  | { readonly type: 'git'; readonly url: string; readonly ref: string | null };

/** Why a marketplace may not be had, be it that the policy makes no sense; null where it may. */
export function originRefusal(
  origin: MarketplaceOrigin,
  { file, allowed }: MarketplacePolicy,
): string | null {
  const rules: Rule[] = [];
  for (const [name, entry] of Object.entries(allowed)) {
    try {
      rules.push(ruleOf(entry));
    } catch (thrown) {
      return `invalid marketplace allowed source \`${name}\` in ${file}: ${messageOf(thrown)}`;
    }
  }
  if (rules.some((allows) => allows(origin))) return null;
  return `marketplace source \`${shown(origin)}\` is not allowed by requirements from ${file}`;
}

type Rule = (origin: MarketplaceOrigin) => boolean;

/** @throws Error that says what is wrong with the entry */
function ruleOf(entry: unknown): Rule {
  const needed = (key: string): string => {
    const text = textAt(entry, key)?.trim();
    if (!text) throw new PluginFailure(`missing ${key}`);
    return text;
  };
  switch (needed('source')) {
    case 'git':
      return ofRepository(needed('url'), textAt(entry, 'ref'));
    case 'host_pattern':
      return ofHosts(new RegExp(needed('host_pattern'), 'u'));
    default:
      return ofFolder(needed('path'));
  }
}

/** @throws PluginFailure */
function ofRepository(named: string, ref: string | undefined): Rule {
  const source = parseSource({ source: named, refName: null, sparsePaths: [] });
  if (source.type !== 'git') throw new PluginFailure('expected a Git URL');
  if (ref?.trim() === '') throw new PluginFailure('ref must not be empty');
  return (origin) =>
    origin.type === 'git' && origin.url === source.url && (ref === undefined || origin.ref === ref.trim());
}

function ofHosts(pattern: RegExp): Rule {
  return (origin) => {
    const host = origin.type === 'git' ? hostOf(origin.url) : null;
    return host !== null && pattern.test(host);
  };
}

/** @throws PluginFailure */
function ofFolder(path: string): Rule {
  if (!path.startsWith('/')) throw new PluginFailure('local path must be absolute');
  const folder = resolvePosix('/', path);
  return (origin) => origin.type === 'local' && origin.path === folder;
}

/** Null where the address names none. */
function hostOf(url: string): string | null {
  return /^(?:[a-z+]+:\/\/)?(?:[^/@]*@)?(\[[^\]]*\]|[^/:]+)/.exec(url)?.[1]?.toLowerCase() ?? null;
}

function shown(origin: MarketplaceOrigin): string {
  if (origin.type === 'local') return origin.path;
  return origin.ref === null ? origin.url : `${origin.url}#${origin.ref}`;
}
