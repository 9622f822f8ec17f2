// Items of what the provider does by itself while it answers: searches of the web, and pictures it makes.

import type { ThreadItem } from '../../protocol/index.js';
import { isRecord, textAt } from '../../util/peek.js';
import type { ModelItem } from '../records.js';
import type { ItemTimes } from './item-times.js';

type WebSearchItem = Extract<ThreadItem, { type: 'webSearch' }>;
type WebSearchAction = NonNullable<WebSearchItem['action']>;

/** A `web_search_call`, as far as the provider has told of it. */
export function webSearch(item: ModelItem, id: string, times: ItemTimes): WebSearchItem {
  const action = webSearchAction(item.action);
  return { type: 'webSearch', id, query: queryOf(action), action, results: null, ...times };
}

/** In the words of the provider, which rollout files use as well. */
export function webSearchAction(action: unknown): WebSearchAction {
  if (!isRecord(action)) return { type: 'other' };
  const text = (name: string): string | null => textAt(action, name) ?? null;
  switch (action.type) {
    case 'search': {
      const { queries } = action;
      const texts = Array.isArray(queries) ? queries.filter((one) => typeof one === 'string') : null;
      return { type: 'search', query: text('query'), queries: texts };
    }
    case 'open_page':
      return { type: 'openPage', url: text('url') };
    case 'find_in_page':
      return { type: 'findInPage', url: text('url'), pattern: text('pattern') };
    default:
      return { type: 'other' };
  }
}

/** What was looked for, in a line. */
function queryOf(action: WebSearchAction): string {
  switch (action.type) {
    case 'search': {
      const [first = '', ...others] = action.queries ?? [];
      return action.query || (first !== '' && others.length > 0 ? `${first} ...` : first);
    }
    case 'openPage':
      return action.url ?? '';
    case 'findInPage': {
      const { url, pattern } = action;
      if (!pattern) return url ?? '';
      return url ? `'${pattern}' in ${url}` : `'${pattern}'`;
    }
    case 'other':
      return '';
  }
}

/** A finished `image_generation_call`; `savedPath` is undefined where nothing could be saved. */
export function generatedImage(
  item: ModelItem,
  id: string,
  { savedPath, ...times }: ItemTimes & { savedPath: string | undefined },
): ThreadItem {
  return {
    type: 'imageGeneration',
    id,
    status: textAt(item, 'status') ?? '',
    revisedPrompt: textAt(item, 'revised_prompt') ?? null,
    failure: null,
    generationId: null,
    result: textAt(item, 'result') ?? '',
    ...(savedPath === undefined ? {} : { savedPath }),
    ...times,
  };
}

/** One that is being made. */
export function openImage(id: string, times: ItemTimes): ThreadItem {
  return generatedImage({ type: 'image_generation_call', status: 'in_progress' }, id, {
    ...times,
    savedPath: undefined,
  });
}

/** Tells the model where a picture that it made is kept. */
export function savedImageNote(path: string): ModelItem {
  const text = `The picture was saved as ${path}. Leave that file where it is: where the user wants the picture elsewhere, make a copy.`;
  return { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] };
}
