// A plugin.json: what a plug-in is called, how it looks, and where its parts lie in its folder. Pure.

import type { PluginInterface } from '../../protocol/index.js';
import { codePoints } from '../../util/code-points.js';
import { at, isRecord, listAt, textAt } from '../../util/peek.js';
import { leadsOutside, resolvePosix } from '../../util/posix-path.js';
import type { PluginRules } from './plugin-rules.js';

/** Where it lies in the folder of a plug-in; the first that is there counts. */
export function manifestLayouts({ areVersioned }: PluginRules): readonly string[] {
  const own = '.codex-plugin/plugin.json';
  return areVersioned ? [own, '.claude-plugin/plugin.json', '.cursor-plugin/plugin.json'] : [own];
}

/** Either in files or in the manifest itself. */
type HookDeclaration =
  | { readonly type: 'files'; readonly paths: readonly string[] }
  | { readonly type: 'inline'; readonly documents: readonly unknown[] };

type McpDeclaration =
  | { readonly type: 'file'; readonly path: string }
  | { readonly type: 'inline'; readonly servers: Readonly<Record<string, unknown>> };

/** All paths are absolute. Where a part is not declared it lies in its usual place. */
export interface PluginManifest {
  readonly name: string;
  readonly version: string | null;
  readonly description: string | null;
  readonly keywords: readonly string[];
  readonly interface: PluginInterface | null;
  /** Folders; empty: not declared. */
  readonly skills: readonly string[];
  readonly mcpServers: McpDeclaration | null;
  /** A file. */
  readonly apps: string | null;
  readonly hooks: HookDeclaration | null;
}

const MOST_PROMPTS = 3;
/** Code points of a prompt. */
const LONGEST_PROMPT = { versioned: 512, plain: 128 };

/** Null for a text that is no manifest. `root`: the plug-in's folder, absolute. */
export function readManifest(text: string, root: string, rules: PluginRules): PluginManifest | null {
  const manifest = parsedOrNull(text);
  if (manifest === null || !isSound(manifest, rules)) return null;
  const { areVersioned } = rules;
  const pathOf = (value: unknown): string | null => pathInside(root, value);
  const given = textAt(manifest, 'name') ?? '';
  return {
    name: given.trim() === '' ? (root.split('/').at(-1) ?? '') : given,
    version: areVersioned ? textAt(manifest, 'version')?.trim() || null : null,
    description: textAt(manifest, 'description') ?? null,
    keywords: areVersioned ? listAt(manifest, 'keywords').map(String) : [],
    interface: interfaceOf(manifest.interface, { pathOf, rules }),
    skills: pathsIn(manifest.skills).flatMap((path) => pathOf(path) ?? []),
    mcpServers: mcpOf(manifest.mcpServers, pathOf),
    apps: pathOf(manifest.apps),
    hooks: areVersioned ? hooksOf(manifest.hooks, pathOf) : null,
  };
}

function parsedOrNull(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

/** Whether members are of the types they must be of; what may be anything is looked at where it is used. */
function isSound(manifest: Record<string, unknown>, { areVersioned }: PluginRules): boolean {
  const texts = areVersioned
    ? ['name', 'version', 'description', 'apps']
    : ['name', 'description', 'apps', 'skills', 'mcpServers'];
  const shown = manifest.interface ?? {};
  return (
    texts.every((key) => isTextOrAbsent(manifest[key])) &&
    (!areVersioned || isTextsOrAbsent(manifest.keywords)) &&
    isRecord(shown) &&
    INTERFACE_TEXTS.every((key) => isTextOrAbsent(shown[key])) &&
    ['capabilities', 'screenshots'].every((key) => isTextsOrAbsent(shown[key]))
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

function isTextsOrAbsent(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

/** What lies at `./…` in the plug-in's folder; null for any other path. */
function pathInside(root: string, value: unknown): string | null {
  if (typeof value !== 'string' || !value.startsWith('./')) return null;
  const inside = value.slice(2);
  if (inside === '' || leadsOutside(inside)) return null;
  return resolvePosix(root, inside);
}

function pathsIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function mcpOf(value: unknown, pathOf: (value: unknown) => string | null): McpDeclaration | null {
  if (isRecord(value)) return { type: 'inline', servers: value };
  const path = pathOf(value);
  return path === null ? null : { type: 'file', path };
}

function hooksOf(value: unknown, pathOf: (value: unknown) => string | null): HookDeclaration | null {
  if (isRecord(value)) return { type: 'inline', documents: [value] };
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord))
    return { type: 'inline', documents: value };
  const paths = pathsIn(value).flatMap((path) => pathOf(path) ?? []);
  return paths.length === 0 ? null : { type: 'files', paths };
}

const INTERFACE_TEXTS = [
  'displayName',
  'shortDescription',
  'longDescription',
  'developerName',
  'category',
  'websiteUrl',
  'websiteURL',
  'privacyPolicyUrl',
  'privacyPolicyURL',
  'termsOfServiceUrl',
  'termsOfServiceURL',
  'brandColor',
  'composerIcon',
  'logo',
  'logoDark',
] as const;

const BLANK: PluginInterface = {
  displayName: null,
  shortDescription: null,
  longDescription: null,
  developerName: null,
  category: null,
  capabilities: [],
  websiteUrl: null,
  privacyPolicyUrl: null,
  termsOfServiceUrl: null,
  defaultPrompt: null,
  brandColor: null,
  composerIcon: null,
  composerIconUrl: null,
  logo: null,
  logoDark: null,
  logoUrl: null,
  logoUrlDark: null,
  screenshots: [],
  screenshotUrls: [],
};

/** Null where it says nothing. */
function interfaceOf(
  shown: unknown,
  { pathOf, rules }: { readonly pathOf: (value: unknown) => string | null; readonly rules: PluginRules },
): PluginInterface | null {
  if (!isRecord(shown)) return null;
  const textOf = (key: string, other = key): string | null =>
    textAt(shown, key) ?? textAt(shown, other) ?? null;
  const made: PluginInterface = {
    ...BLANK,
    displayName: textOf('displayName'),
    shortDescription: textOf('shortDescription'),
    longDescription: textOf('longDescription'),
    developerName: textOf('developerName'),
    category: textOf('category'),
    capabilities: listAt(shown, 'capabilities').map(String),
    websiteUrl: textOf('websiteUrl', 'websiteURL'),
    privacyPolicyUrl: textOf('privacyPolicyUrl', 'privacyPolicyURL'),
    termsOfServiceUrl: textOf('termsOfServiceUrl', 'termsOfServiceURL'),
    defaultPrompt: promptsOf(shown.defaultPrompt, rules),
    brandColor: textOf('brandColor'),
    composerIcon: pathOf(shown.composerIcon),
    logo: pathOf(shown.logo),
    logoDark: rules.areVersioned ? pathOf(shown.logoDark) : null,
    screenshots: listAt(shown, 'screenshots').flatMap((path) => pathOf(path) ?? []),
  };
  return JSON.stringify(made) === JSON.stringify(BLANK) ? null : made;
}

/** The look of a plug-in that a marketplace puts in a category of its own. */
export function inCategory(shown: PluginInterface | null, category: string | null): PluginInterface | null {
  return category === null ? shown : { ...(shown ?? BLANK), category };
}

function promptsOf(value: unknown, { areVersioned }: PluginRules): string[] | null {
  const longest = areVersioned ? LONGEST_PROMPT.versioned : LONGEST_PROMPT.plain;
  const prompts = pathsIn(value)
    .filter((prompt) => typeof prompt === 'string')
    .map((prompt) => prompt.split(/\s+/).filter(Boolean).join(' '))
    .filter((prompt) => prompt !== '' && codePoints(prompt) <= longest)
    .slice(0, MOST_PROMPTS);
  return prompts.length === 0 ? null : prompts;
}

/** Ids of the apps that an .app.json names; none where it is none. */
export function appIdsIn(text: string): readonly string[] {
  const apps = at(parsedOrNull(text), 'apps');
  if (!isRecord(apps)) return [];
  const ids = Object.values(apps).flatMap((app) => textAt(app, 'id') ?? []);
  // One without an id makes the file no such file.
  if (ids.length < Object.keys(apps).length) return [];
  const named = ids.filter((id) => id.trim() !== '');
  return [...new Set(named)];
}

/** The servers that an .mcp.json names, with what each is described by; none where it is none. */
export function serversIn(text: string): Readonly<Record<string, unknown>> {
  const document = parsedOrNull(text) ?? {};
  return isRecord(document.mcpServers) ? document.mcpServers : document;
}
