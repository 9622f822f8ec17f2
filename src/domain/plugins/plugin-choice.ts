// Which of the plug-ins that are in effect a thread does without. Its settings say so; whoever brings something of
// plug-ins into a thread asks here. Pure.

import { sameJson } from '../../util/same-json.js';

export interface PluginChoice {
  /** Keys of plug-ins, as the client named them; absent: the thread has them all. */
  readonly disabledPluginIds?: readonly string[] | undefined;
}

/** Of whoever asks on behalf of no thread. */
export const ALL_PLUGINS: PluginChoice = {};

/** `key`: null is that of what no plug-in has brought. */
export function isChosen(key: string | null, { disabledPluginIds = [] }: PluginChoice): boolean {
  return key === null || !disabledPluginIds.includes(key);
}

/** The choice alone, to be compared and kept. */
export function choiceIn({ disabledPluginIds }: PluginChoice): PluginChoice {
  return disabledPluginIds === undefined ? ALL_PLUGINS : { disabledPluginIds };
}

export function isSameChoice(a: PluginChoice, b: PluginChoice): boolean {
  return sameJson(choiceIn(a), choiceIn(b));
}
