// Which plug-ins bring which apps. Pure.

/** A plug-in in effect. */
export interface PluginOfApps {
  readonly displayName: string;
  readonly appIds: readonly string[];
}

/** Names of those that bring the app, ascending. */
export function pluginsOfApp(id: string, plugins: readonly PluginOfApps[]): string[] {
  const names = plugins.filter(({ appIds }) => appIds.includes(id)).map(({ displayName }) => displayName);
  return [...new Set(names)].sort();
}
