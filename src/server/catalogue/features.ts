// The switches of a version.

import type { FeatureRow } from './feature-row.js';

export interface FeatureCatalogue {
  readonly rows: readonly FeatureRow[];
  /** Names that a client may switch for the life of the server. */
  readonly settable: ReadonlySet<string>;
}

/** The table of a version, loaded when it is asked for. */
export async function featuresOf(version: string): Promise<FeatureCatalogue> {
  if (version === '0.118.0') {
    const { FEATURES_0_118_0, SETTABLE_0_118_0 } = await import('./features-0-118-0.js');
    return { rows: FEATURES_0_118_0, settable: new Set(SETTABLE_0_118_0) };
  }
  const { FEATURES_0_169_0, SETTABLE_0_169_0 } = await import('./features-0-169-0.js');
  return { rows: FEATURES_0_169_0, settable: new Set(SETTABLE_0_169_0) };
}
