// web_search: the provider's own, which runs there. What it found comes as an item of its answer.

import type { ToolThread } from '../ports.js';
import type { ToolDeps } from './tool-deps.js';

/** Null where it is not offered. */
export function webSearchOffer(
  { settings: { webSearch, sandboxPolicy, model } }: ToolThread,
  { rules, catalog }: Pick<ToolDeps, 'rules' | 'catalog'>,
): unknown {
  if (webSearch === null) return null;
  const mode = sandboxPolicy.type === 'dangerFullAccess' ? webSearch.modeAtFullAccess : webSearch.mode;
  const { known, findsPictures = rules.webSearchFindsPictures && known } = catalog.facts(model);
  return {
    type: 'web_search',
    external_web_access: mode !== 'cached',
    ...(mode === 'indexed' ? { indexed_web_access: true } : {}),
    ...webSearch.options,
    ...(findsPictures ? { search_content_types: ['text', 'image'] } : {}),
  };
}
