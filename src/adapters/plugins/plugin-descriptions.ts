// Plug-ins as clients see them: one line of a list, and one with everything it brings along.

import type { Marketplace, MarketplaceEntry } from '../../domain/plugins/marketplace-manifest.js';
import { PluginFailure } from '../../domain/plugins/plugin-failure.js';
import { keyOf, keyOrNull, type PluginId } from '../../domain/plugins/plugin-id.js';
import { inCategory, type PluginManifest } from '../../domain/plugins/plugin-manifest.js';
import type { PluginRules } from '../../domain/plugins/plugin-rules.js';
import type { PluginSource, PluginSummary, ResultOf } from '../../protocol/index.js';
import type { Tree } from '../config/tree.js';
import { isFolder } from '../files/look.js';
import { hookKeysIn } from '../hooks/plugin-hooks.js';
import { skillsIn } from '../skills/index.js';
import { pluginSwitches } from './installed-plugins.js';
import { appIdsOf, hookSourcesOf, mcpServersOf, skillFolders } from './plugin-parts.js';
import type { PluginStore } from './plugin-store.js';
import { manifestOf } from './read-files.js';

export type PluginDetail = ResultOf<'plugin/read'>['plugin'];

interface Shelf {
  readonly rules: PluginRules;
  readonly store: PluginStore;
}

export function summaryOf(
  {
    entry,
    marketplace,
    switches,
  }: {
    readonly entry: MarketplaceEntry;
    readonly marketplace: string;
    readonly switches: ReadonlyMap<string, boolean>;
  },
  { rules, store }: Shelf,
): PluginSummary {
  const { name, source, installPolicy, authPolicy, category } = entry;
  const key = keyOf({ plugin: name, marketplace });
  const id = keyOrNull(key, rules);
  const installedRoot = id === null ? null : store.root(id);
  const root = source.type === 'local' ? source.path : installedRoot;
  const manifest = root === null ? null : manifestOf(root, rules);
  return {
    id: key,
    remotePluginId: null,
    version: null,
    localVersion: manifest?.version ?? null,
    name,
    shareContext: null,
    source,
    installed: switches.has(key) && installedRoot !== null,
    installedAt: null,
    enabled: switches.get(key) ?? false,
    installPolicy,
    installPolicySource: null,
    mustShowInstallationInterstitial: null,
    authPolicy,
    availability: 'AVAILABLE',
    disabledReason: null,
    eligiblePlanTypes: null,
    interface: inCategory(manifest?.interface ?? null, category),
    keywords: [...(manifest?.keywords ?? [])],
  };
}

/** @throws PluginFailure for a folder that holds no plug-in */
export async function detailOf(
  {
    entry,
    marketplace,
    id,
    config,
  }: {
    readonly entry: MarketplaceEntry;
    readonly marketplace: Marketplace;
    readonly id: PluginId;
    /** The user's own. */
    readonly config: Tree;
  },
  shelf: Shelf,
): Promise<PluginDetail> {
  const { rules, store } = shelf;
  const summary = summaryOf({ entry, marketplace: id.marketplace, switches: pluginSwitches(config) }, shelf);
  const root = entry.source.type === 'local' ? entry.source.path : store.root(id);
  const bare: PluginDetail = {
    marketplaceName: marketplace.name,
    marketplacePath: marketplace.path,
    summary,
    shareUrl: null,
    description: null,
    skills: [],
    onboardingSkill: null,
    hooks: [],
    apps: [],
    appTemplates: [],
    mcpServers: [],
    scheduledTasks: null,
  };
  if (root === null || (entry.source.type !== 'local' && !summary.installed))
    return { ...bare, description: elsewhere(entry.source) };
  if (!isFolder(root)) throw new PluginFailure('path does not exist or is not a directory');
  const manifest = manifestOf(root, rules);
  if (manifest === null)
    throw new PluginFailure(
      rules.areVersioned ? 'missing or invalid plugin.json' : 'missing or invalid .codex-plugin/plugin.json',
    );
  return {
    ...bare,
    description: manifest.description,
    ...(await partsOf({ root, manifest, id, config }, rules)),
  };
}

async function partsOf(
  {
    root,
    manifest,
    id,
    config,
  }: {
    readonly root: string;
    readonly manifest: PluginManifest;
    readonly id: PluginId;
    readonly config: Tree;
  },
  rules: PluginRules,
): Promise<Pick<PluginDetail, 'skills' | 'hooks' | 'apps' | 'mcpServers'>> {
  const plugin = { key: keyOf(id), name: manifest.name };
  const roots = skillFolders(root, manifest, rules).map((path) => ({ path, scope: 'user' as const, plugin }));
  const { skills } = await skillsIn(roots, { config, isLenient: rules.areVersioned });
  return {
    skills: skills.map(
      ({ shown: { name, description, shortDescription, interface: look, path, enabled } }) => ({
        name,
        description,
        shortDescription: shortDescription ?? null,
        interface: look ?? null,
        path,
        enabled,
      }),
    ),
    hooks: hookSourcesOf(root, manifest, rules).flatMap((source) => hookKeysIn(plugin.key, source)),
    apps: appIdsOf(root, manifest, rules).map(appOf),
    mcpServers: Object.keys(mcpServersOf(root, manifest)).sort(),
  };
}

function appOf(id: string): PluginDetail['apps'][number] {
  const slug = id.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  // The last member is one of older versions alone.
  const app = {
    id,
    name: id,
    description: null,
    category: null,
    installUrl: `https://chatgpt.com/apps/${slug}/${id}`,
    needsAuth: true,
  };
  return app;
}

function elsewhere(source: PluginSource): string {
  switch (source.type) {
    case 'git': {
      const parts = [
        source.url,
        ...(source.path == null ? [] : [`folder \`${source.path}\``]),
        ...(source.refName == null ? [] : [`ref \`${source.refName}\``]),
        ...(source.sha == null ? [] : [`commit \`${source.sha}\``]),
      ];
      return `It comes from a repository of its own and can be looked at once it is installed: ${parts.join(', ')}.`;
    }
    case 'npm':
      return `It comes from a package registry: ${source.package}${source.version == null ? '' : ` ${source.version}`}.`;
    default:
      return 'It can be looked at once it is installed.';
  }
}
