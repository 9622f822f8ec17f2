// Where marketplace/add is told to find a marketplace: a folder of this machine, or a repository. Pure.

import { gitUrl, isShorthand, isSsh } from './marketplace-manifest.js';
import { PluginFailure } from './plugin-failure.js';

export type MarketplaceSource =
  /** As it was named: `~/` and relative paths are still to be resolved. */
  | { readonly type: 'local'; readonly path: string }
  | {
      readonly type: 'git';
      readonly url: string;
      readonly refName: string | null;
      readonly sparsePaths: readonly string[];
    };

export interface NamedSource {
  readonly source: string;
  readonly refName: string | null;
  readonly sparsePaths: readonly string[];
}

/** @throws PluginFailure */
export function parseSource({ source, refName, sparsePaths }: NamedSource): MarketplaceSource {
  const text = source.trim();
  if (text === '') throw new PluginFailure('marketplace source must not be empty');
  const { base, ref } = withoutRef(text);
  const wanted = refName ?? ref;
  if (isLocal(base)) {
    if (wanted !== null) throw new PluginFailure('--ref is only supported for git marketplace sources');
    if (sparsePaths.length > 0)
      throw new PluginFailure('--sparse is only supported for git marketplace sources');
    return { type: 'local', path: base };
  }
  const isRemote = /^https?:\/\//.test(base) || isSsh(base) || isShorthand(base);
  const url = isRemote ? gitUrl(base.replace(/\/+$/, '')) : null;
  if (url !== null) return { type: 'git', url, refName: wanted, sparsePaths };
  throw new PluginFailure(
    'invalid marketplace source format; expected owner/repo, a git URL, or a local marketplace path',
  );
}

/** Names that only marketplaces of the vendor have. */
export const RESERVED_MARKETPLACES: ReadonlySet<string> = new Set([
  'openai-api-curated',
  'openai-bundled',
  'openai-bundled-alpha',
  'openai-curated',
  'openai-curated-remote',
  'openai-primary-runtime',
  'created-by-me-remote',
  'workspace-directory',
  'workspace-shared-with-me',
]);

function withoutRef(text: string): { base: string; ref: string | null } {
  const cut = (mark: string): { base: string; ref: string | null } => {
    const end = text.lastIndexOf(mark);
    return { base: text.slice(0, end), ref: text.slice(end + 1).trim() || null };
  };
  if (text.includes('#')) return cut('#');
  if (!text.includes('://') && !isSsh(text) && text.includes('@')) return cut('@');
  return { base: text, ref: null };
}

function isLocal(text: string): boolean {
  return text.startsWith('/') || text === '.' || text === '..' || /^(?:\.{1,2}|~)\//.test(text);
}
