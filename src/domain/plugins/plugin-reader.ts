// The port to the plug-ins that are in effect, as threads tell the model of them.

import type { UserInput } from '../../protocol/index.js';

export interface PluginReader {
  /** What a model is told at the start; null: nothing. Newer versions tell those alone that their catalogue knows. */
  text(isKnownModel: boolean): string | null;
  /** What it is told of those that the input of a thread names. */
  named(input: readonly UserInput[], threadId: string): readonly string[];
}

/** Of an agent that knows none. */
export const NO_PLUGINS: PluginReader = { text: () => null, named: () => [] };
