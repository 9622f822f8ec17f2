// The port to the plug-ins that are in effect, as threads tell the model of them.

import type { UserInput } from '../../protocol/index.js';
import type { PluginChoice } from './plugin-choice.js';

export interface PluginReader {
  /** What a model is told at the start; null: nothing. Newer versions tell those alone that their catalogue knows. */
  text(isKnownModel: boolean, choice: PluginChoice): string | null;
  /** What it is told of those that the input of a thread names. */
  named(
    input: readonly UserInput[],
    thread: { readonly threadId: string; readonly choice: PluginChoice },
  ): readonly string[];
}

/** Of an agent that knows none. */
export const NO_PLUGINS: PluginReader = { text: () => null, named: () => [] };
