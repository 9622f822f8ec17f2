// One switch as a catalogue states it, and as experimentalFeature/list shows it.

import type { ExperimentalFeature, ExperimentalFeatureStage } from '../../protocol/index.js';

/** Name, stage, whether it is on by itself, and what menus show where they show it. */
export type FeatureRow = readonly [
  name: string,
  stage: ExperimentalFeatureStage,
  isOn: boolean,
  shown?: { readonly displayName: string; readonly about: string; readonly announcement: string },
];

/** `enabled` says what is set, by name; what is not set is as it is by itself. */
export function featureShown(
  [name, stage, defaultEnabled, shown]: FeatureRow,
  enabled: Readonly<Record<string, boolean>>,
): ExperimentalFeature {
  return {
    name,
    stage,
    displayName: shown?.displayName ?? null,
    description: shown?.about ?? null,
    announcement: shown?.announcement ?? null,
    enabled: Object.hasOwn(enabled, name) ? (enabled[name] ?? defaultEnabled) : defaultEnabled,
    defaultEnabled,
  };
}
