// The baselines that come with this build, by name.

import { type Baseline, EMPTY_BASELINE } from '../baseline.js';
import { baseline as codexOld } from './codex-0.118.0.js';
import { baseline as codexNew } from './codex-0.169.0.js';
import { oursAs } from './ours.js';

export const baselines: readonly Baseline[] = [
  ...['embedded-0.118.0', 'embedded-0.169.0', 'astc-codex-0.118.0', 'astc-codex-0.169.0'].map(oursAs),
  codexOld,
  codexNew,
];

/** The baseline of that name; an empty one when this build has none. */
export function baselineNamed(name: string): Baseline {
  return baselines.find((one) => one.name === name) ?? EMPTY_BASELINE;
}
