// How the provider's own search of the web is offered: `web_search`, the older switches, `tools.web_search`, and what
// requirements.toml allows.

import type { WebSearch } from '../../domain/settings.js';
import type { Requirements } from './requirements.js';
import { fallback, violation } from './requirements.js';
import { isTree, type Tree, valueAt } from './tree.js';

type Mode = 'disabled' | WebSearch['mode'];

const NAMES: Readonly<Record<Mode, string>> = {
  disabled: 'Disabled',
  cached: 'Cached',
  indexed: 'Indexed',
  live: 'Live',
};

/** `told` says what a configuration does not get. */
export function webSearchIn(
  config: Tree,
  { webSearchModes }: Requirements,
): { readonly webSearch: WebSearch | null; readonly told: string[] } {
  const asked = askedMode(config);
  const isAllowed = (mode: Mode): boolean => webSearchModes?.words.includes(mode) ?? true;
  const broken = violation('web_search_mode', asked, webSearchModes, NAMES);
  const mode = broken === null ? asked : ((['cached', 'live'] as const).find(isAllowed) ?? 'disabled');
  const told = broken === null ? [] : [fallback('web_search_mode', NAMES[mode], broken)];
  if (mode === 'disabled') return { webSearch: null, told };
  return {
    webSearch: { mode, modeAtFullAccess: atFullAccess(mode, isAllowed), options: optionsIn(config) },
    told,
  };
}

function atFullAccess(mode: WebSearch['mode'], isAllowed: (mode: Mode) => boolean): WebSearch['mode'] {
  if (mode === 'indexed') return mode;
  return isAllowed('live') ? 'live' : 'cached';
}

function askedMode({ web_search: mode, features }: Tree): Mode {
  // The schema has seen the word.
  if (typeof mode === 'string') return mode as Mode;
  const { web_search_cached: isCached, web_search_request: isLive } = isTree(features) ? features : {};
  return isLive === true && isCached !== true ? 'live' : 'cached';
}

/** In the words of the offer. */
function optionsIn(config: Tree): WebSearch['options'] {
  const table = valueAt(config, ['tools', 'web_search']);
  if (!isTree(table)) return {};
  const { allowed_domains: domains, location, context_size: size } = table;
  return {
    ...(Array.isArray(domains) ? { filters: { allowed_domains: domains } } : {}),
    ...(isTree(location) ? { user_location: { type: 'approximate', ...location } } : {}),
    ...(typeof size === 'string' ? { search_context_size: size } : {}),
  };
}
