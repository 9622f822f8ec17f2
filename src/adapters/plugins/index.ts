// The door to plug-ins on disk.

export { type InstalledPlugin, installedPlugins } from './installed-plugins.js';
export { MarketplaceLibrary } from './marketplace-library.js';
export { PluginLibrary } from './plugin-library.js';
export type { PluginSettings } from './plugin-settings.js';
export { PluginStore } from './plugin-store.js';
