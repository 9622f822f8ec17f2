// The configuration as config/read shows it: what is set, what is not, where each value comes from.

import type { ConfigLayerMetadata, ResultOf } from '../../protocol/index.js';
import { type ConfigLayer, effective, originOf } from './config-layers.js';
import type { ConfigVersion } from './config-schema.js';
import { filledIn } from './filled-view.js';
import { absolutePaths } from './path-keys.js';
import { permissionsShown } from './permission-schema.js';
import { type Exact, withExact, withoutOrigins } from './requirement-exact.js';
import type { Pins } from './requirement-features.js';
import { isTree, leafPaths, merged, type Tree, valueAt } from './tree.js';
import { type ViewFacts, viewFactsOf } from './view-facts.js';

export function configView(
  layers: readonly ConfigLayer[],
  options: {
    version: ConfigVersion;
    includeLayers: boolean;
    /** Where the server runs: relative paths nobody has written lead from there. */
    cwd: string;
    demands: { readonly exact: readonly Exact[]; readonly pins: Pins };
  },
): ResultOf<'config/read'> {
  const { exact, pins } = options.demands;
  const facts = viewFactsOf(options.version);
  const own = effective(layers);
  const set = withExact(own, exact);
  const known = Object.fromEntries(Object.entries(set).filter(([key]) => Object.hasOwn(facts.keys, key)));
  const { permissions } = known;
  const filled = absolutePaths(filledIn(known, facts.tables), options.cwd, options.version);
  const shown = merged(
    withUsualPins(facts.keys, pins),
    isTree(permissions) ? { ...filled, permissions: permissionsShown(permissions, options.version) } : filled,
  );
  const lifted = Object.fromEntries(
    Object.entries(facts.lifted).map(([key, path]) => [key, valueAt(set, path) ?? null]),
  );
  return {
    // The protocol types only a few of the keys; all others are free-form.
    config: { ...shown, ...lifted } as ResultOf<'config/read'>['config'],
    origins: withoutOrigins(originsOf(own, layers, facts.moved), exact),
    ...(options.includeLayers ? { layers: layers.map(shownLayer) } : {}),
    // Absent, not null, where nobody asked for them, which the type cannot say.
  } as ResultOf<'config/read'>;
}

/** Switches that nobody has set are shown as they are, pins counted. */
function withUsualPins(keys: Tree, pins: Pins): Tree {
  const usual = isTree(keys.features) ? keys.features : {};
  const shown = Object.entries(usual).map(([name, isOn]) => [name, pins[name] ?? isOn]);
  return { ...keys, features: Object.fromEntries(shown) };
}

function originsOf(
  set: Tree,
  layers: readonly ConfigLayer[],
  moved: ViewFacts['moved'],
): Record<string, ConfigLayerMetadata> {
  const origins: Record<string, ConfigLayerMetadata> = {};
  const walk = (value: unknown, path: readonly string[]): void => {
    if (isTree(value)) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
      return;
    }
    const layer = originOf(layers, path);
    if (!layer) return;
    for (const leaf of leafPaths(value, path.join('.'))) {
      origins[moved[leaf] ?? leaf] = { name: layer.name, version: layer.version };
    }
  };
  walk(set, []);
  return origins;
}

function shownLayer({ name, version, config, disabledReason }: ConfigLayer) {
  // The reason is absent, not null, where there is none.
  return { name, version, config, ...(disabledReason === null ? {} : { disabledReason }) } as {
    name: ConfigLayer['name'];
    version: string;
    config: unknown;
    disabledReason: string | null;
  };
}
