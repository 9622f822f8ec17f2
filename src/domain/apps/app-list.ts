// Apps of an account as clients list them: what its directory says of each, and which can be reached. Pure.

import type { ResultOf } from '../../protocol/index.js';
import { type PluginOfApps, pluginsOfApp } from './plugin-apps.js';

export type AppInfo = ResultOf<'app/list'>['data'][number];

/** An app as a directory describes it. */
export type DirectoryApp = Omit<AppInfo, 'installUrl' | 'isAccessible' | 'isEnabled' | 'pluginDisplayNames'>;

/** An app that has tools for this account, as they describe it. */
export interface ReachableApp {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
}

export interface KnownApps {
  /** Undefined until it has been read. */
  readonly directory: readonly DirectoryApp[] | undefined;
  readonly reachable: readonly ReachableApp[] | undefined;
}

/** Those that can be reached come first, then by name. Once there is a directory, only what stands in it is an app. */
export function mergedApps(
  { directory, reachable }: KnownApps,
  { isEnabled, plugins }: { isEnabled(id: string): boolean; readonly plugins: readonly PluginOfApps[] },
): AppInfo[] {
  const byTools = new Map((reachable ?? []).map((app) => [app.id, app]));
  const entries =
    directory === undefined ? [...byTools.values()].map(ofTools) : withThoseOf(plugins, directory);
  const apps = entries.map((entry) => ({
    ...entry,
    description: entry.description ?? byTools.get(entry.id)?.description ?? null,
    installUrl: installUrl(entry),
    isAccessible: byTools.has(entry.id),
    isEnabled: isEnabled(entry.id),
    pluginDisplayNames: byTools.has(entry.id) ? pluginsOfApp(entry.id, plugins) : [],
  }));
  return apps.sort(
    (one, other) =>
      Number(other.isAccessible) - Number(one.isAccessible) ||
      compare(one.name, other.name) ||
      compare(one.id, other.id),
  );
}

/** With apps that plug-ins bring and no directory knows. */
function withThoseOf(
  plugins: readonly PluginOfApps[],
  directory: readonly DirectoryApp[],
): readonly DirectoryApp[] {
  const known = new Set(directory.map(({ id }) => id));
  const others = new Set(plugins.flatMap(({ appIds }) => appIds).filter((id) => !known.has(id)));
  return [...directory, ...[...others].map((id) => ofTools({ id, name: id, description: null }))];
}

/** Whether a list is worth telling before everything is known. */
export function isTellable(apps: readonly AppInfo[], { directory, reachable }: KnownApps): boolean {
  return (
    apps.some(({ isAccessible }) => isAccessible) || (directory !== undefined && reachable !== undefined)
  );
}

/** Entries of one id are one app: the first name stays, the last description counts, the rest fills gaps. */
export function withoutDoubles(entries: readonly DirectoryApp[]): DirectoryApp[] {
  const found = new Map<string, DirectoryApp>();
  for (const entry of entries) {
    const before = found.get(entry.id);
    found.set(entry.id, before === undefined ? entry : joined(before, entry));
  }
  return [...found.values()];
}

function joined(before: DirectoryApp, after: DirectoryApp): DirectoryApp {
  const gaps = Object.entries(after).filter(
    ([name]) => before[name as keyof DirectoryApp] === null || name === 'description',
  );
  return { ...before, ...Object.fromEntries(gaps.filter(([, value]) => value !== null)) };
}

/** Where a person adds the app to the account. */
export function installUrl({ id, name }: { readonly id: string; readonly name: string }): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '-')
    .replace(/^-+|-+$/g, '');
  return `https://chatgpt.com/apps/${slug === '' ? 'app' : slug}/${id}`;
}

function ofTools({ id, name, description }: ReachableApp): DirectoryApp {
  return {
    id,
    name,
    description,
    logoUrl: null,
    logoUrlDark: null,
    iconAssets: null,
    iconDarkAssets: null,
    distributionChannel: null,
    branding: null,
    appMetadata: null,
    labels: null,
  };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
