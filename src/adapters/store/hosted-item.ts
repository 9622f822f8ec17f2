// Searches and pictures of the provider, in the words of rollout files, which are those of its own answers.

import { webSearchAction } from '../../domain/turn/hosted-items.js';
import type { ThreadItem } from '../../protocol/index.js';
import { textAt } from '../../util/peek.js';
import { snakeWord } from './letter-case.js';
import type { Json } from './rollout-line.js';

type WebSearchItem = Extract<ThreadItem, { type: 'webSearch' }>;
type ImageItem = Extract<ThreadItem, { type: 'imageGeneration' }>;

export function fileWebSearch({ query, action }: WebSearchItem): Json {
  const { type = 'other', ...members } = action ?? {};
  const said = Object.entries(members).filter(([, value]) => value !== null);
  return { query, action: { type: snakeWord(type), ...Object.fromEntries(said) } };
}

export function webSearchOf(id: string, value: Json): WebSearchItem {
  return {
    type: 'webSearch',
    id,
    query: textAt(value, 'query') ?? '',
    action: webSearchAction(value.action),
    results: Array.isArray(value.results) ? value.results : null,
  };
}

export function fileGeneratedImage(item: ImageItem): Json {
  return {
    status: item.status,
    ...(item.revisedPrompt === null ? {} : { revised_prompt: item.revisedPrompt }),
    result: 'result' in item ? item.result : '',
    ...(item.savedPath == null ? {} : { saved_path: item.savedPath }),
  };
}

export function generatedImageOf(id: string, value: Json): ImageItem {
  const savedPath = textAt(value, 'saved_path');
  return {
    type: 'imageGeneration',
    id,
    status: textAt(value, 'status') ?? '',
    revisedPrompt: textAt(value, 'revised_prompt') ?? null,
    failure: null,
    generationId: null,
    result: textAt(value, 'result') ?? '',
    ...(savedPath === undefined ? {} : { savedPath }),
  };
}
