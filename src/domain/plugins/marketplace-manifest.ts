// A marketplace.json: which plug-ins there are, and where each of them comes from. Pure.

import type { PluginAuthPolicy, PluginInstallPolicy, PluginSource } from '../../protocol/index.js';
import { at, isRecord, listAt, textAt } from '../../util/peek.js';
import { leadsOutside, resolvePosix } from '../../util/posix-path.js';
import { PluginFailure } from './plugin-failure.js';
import type { PluginRules } from './plugin-rules.js';

const CURSOR_LAYOUT = '.cursor-plugin/marketplace.json';

/** Where it lies in the root of a marketplace; the first that is there counts. */
export function marketplaceLayouts({ areVersioned }: PluginRules): readonly string[] {
  const own = '.agents/plugins/marketplace.json';
  return areVersioned ? [own, '.claude-plugin/marketplace.json', CURSOR_LAYOUT] : [own];
}

export interface MarketplaceEntry {
  readonly name: string;
  /** Paths of `local` ones are absolute. */
  readonly source: PluginSource;
  readonly installPolicy: PluginInstallPolicy;
  readonly authPolicy: PluginAuthPolicy;
  /** Whether it is meant for this program at all. */
  readonly isMeantForUs: boolean;
  readonly category: string | null;
}

export interface Marketplace {
  readonly name: string;
  /** Absolute, of the file. */
  readonly path: string;
  readonly displayName: string | null;
  readonly entries: readonly MarketplaceEntry[];
}

const INSTALL_POLICIES: ReadonlySet<unknown> = new Set([
  'NOT_AVAILABLE',
  'AVAILABLE',
  'INSTALLED_BY_DEFAULT',
]);
const AUTH_POLICIES: ReadonlySet<unknown> = new Set(['ON_INSTALL', 'ON_USE']);
const PRODUCT = 'codex';

/** `path` is absolute, of the file with this text. @throws PluginFailure */
export function readMarketplace(text: string, path: string, rules: PluginRules): Marketplace {
  const fail = (message: string): PluginFailure =>
    new PluginFailure(`invalid marketplace file \`${path}\`: ${message}`);
  const manifest = parsed(text, fail);
  const name = manifest.name;
  if (typeof name !== 'string') throw fail(missing(name, 'name', 'a string'));
  if (!Array.isArray(manifest.plugins)) throw fail(missing(manifest.plugins, 'plugins', 'a sequence'));
  const reader = { root: rootOf(path, rules), rules, arePathsBare: path.endsWith(`/${CURSOR_LAYOUT}`), fail };
  return {
    name,
    path,
    displayName: textAt(manifest, 'interface', 'displayName') ?? null,
    entries: manifest.plugins.flatMap((entry: unknown) => entryOf(entry, reader) ?? []),
  };
}

interface Reader {
  /** Null where the file lies nowhere a marketplace may lie. */
  readonly root: string | null;
  readonly rules: PluginRules;
  /** Cursor's own need no `./` in front. */
  readonly arePathsBare: boolean;
  readonly fail: (message: string) => PluginFailure;
}

function entryOf(entry: unknown, reader: Reader): MarketplaceEntry | null {
  const { fail } = reader;
  const name = textAt(entry, 'name');
  if (name === undefined) throw fail(missing(at(entry, 'name'), 'name', 'a string'));
  const source = sourceOf(at(entry, 'source'), reader);
  if (source === null) return null;
  const installation = at(entry, 'policy', 'installation') ?? 'AVAILABLE';
  const authentication = at(entry, 'policy', 'authentication') ?? 'ON_INSTALL';
  if (!INSTALL_POLICIES.has(installation)) throw fail(unknownVariant(installation, INSTALL_POLICIES));
  if (!AUTH_POLICIES.has(authentication)) throw fail(unknownVariant(authentication, AUTH_POLICIES));
  const products = at(entry, 'policy', 'products');
  return {
    name,
    source,
    installPolicy: installation as PluginInstallPolicy, // it is in the set of them
    authPolicy: authentication as PluginAuthPolicy, // it is in the set of them
    isMeantForUs:
      !Array.isArray(products) ||
      listAt(products).some((product) => String(product).toLowerCase() === PRODUCT),
    category: textAt(entry, 'category') ?? null,
  };
}

/** Null for one that newer versions pass over. */
function sourceOf(source: unknown, reader: Reader): PluginSource | null {
  const { rules, fail } = reader;
  if (!rules.areVersioned) {
    if (!isRecord(source)) throw fail('the source of a plugin must be an object');
    if (source.source !== 'local') throw fail(unknownVariant(source.source, new Set(['local'])));
    return { type: 'local', path: localPath(source.path, reader) };
  }
  try {
    if (typeof source === 'string') return { type: 'local', path: localPath(source, reader) };
    switch (textAt(source, 'source')) {
      case 'local':
        return { type: 'local', path: localPath(at(source, 'path'), reader) };
      case 'url':
        return gitSource(source, false);
      case 'git-subdir':
        return gitSource(source, true);
      case 'npm':
        return npmSource(source);
      default:
        return null;
    }
  } catch (thrown) {
    if (thrown instanceof PluginFailure) return null;
    throw thrown;
  }
}

/** @throws PluginFailure */
function localPath(path: unknown, { root, rules, arePathsBare, fail }: Reader): string {
  if (typeof path !== 'string') throw fail(missing(path, 'path', 'a string'));
  const isRoot = rules.areVersioned && path === '.';
  const isBare = arePathsBare && path !== '';
  if (!isRoot && !isBare && !path.startsWith('./'))
    throw fail('local plugin source path must start with `./`');
  const inside = isRoot ? '' : path.replace(/^\.\//, '');
  if (inside === '' && !rules.areVersioned) throw fail('local plugin source path must not be empty');
  if (leadsOutside(inside)) throw fail('local plugin source path must stay within the marketplace root');
  if (root === null) throw fail('marketplace file is not in a supported location');
  return resolvePosix(root, inside);
}

function gitSource(source: unknown, isFolder: boolean): PluginSource | null {
  const url = gitUrl(textAt(source, 'url')?.trim() ?? '');
  const path = textAt(source, 'path')?.trim().replace(/^\.\//, '');
  if (url === null || (isFolder && path === undefined)) return null;
  if (path !== undefined && (path === '' || leadsOutside(path))) return null;
  const selector = (key: string): string | null => textAt(source, key)?.trim() || null;
  return { type: 'git', url, path: path ?? null, refName: selector('ref'), sha: selector('sha') };
}

function npmSource(source: unknown): PluginSource | null {
  const name = textAt(source, 'package')?.trim() ?? '';
  if (name === '') return null;
  const textOf = (key: string): string | null => textAt(source, key) ?? null;
  return { type: 'npm', package: name, version: textOf('version'), registry: textOf('registry') };
}

/** What git is to be told; null: that is none of its addresses. */
export function gitUrl(url: string): string | null {
  if (/^https?:\/\//.test(url))
    return url.startsWith('https://github.com/') && !url.endsWith('.git') ? `${url}.git` : url;
  if (/^(?:file:\/\/|\.{0,2}\/)/.test(url) || isSsh(url)) return url;
  return isShorthand(url) ? `https://github.com/${url}.git` : null;
}

export function isSsh(text: string): boolean {
  return text.startsWith('ssh://') || /^git@[^:]*:/.test(text);
}

/** `owner/repo` */
export function isShorthand(text: string): boolean {
  return /^[\w.-]+\/[\w.-]+$/.test(text);
}

/** The folder whose plug-ins the file at `path` names; null where it lies in no such folder. */
function rootOf(path: string, rules: PluginRules): string | null {
  const layout = marketplaceLayouts(rules).find((one) => path.endsWith(`/${one}`));
  return layout === undefined ? null : path.slice(0, -layout.length - 1) || '/';
}

function parsed(text: string, fail: (message: string) => PluginFailure): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail(text.trim() === '' ? 'the file is empty' : 'the file is not valid JSON');
  }
  if (!isRecord(value)) throw fail('the file holds no JSON object');
  return value;
}

function missing(value: unknown, field: string, expected: string): string {
  return value === undefined
    ? `missing field \`${field}\``
    : `invalid type of \`${field}\`, expected ${expected}`;
}

function unknownVariant(value: unknown, known: ReadonlySet<unknown>): string {
  return `unknown variant \`${String(value)}\`, expected ${[...known].map((one) => `\`${String(one)}\``).join(' or ')}`;
}
