// What a model gets of the pictures and recordings in its history: none where it reads text alone, none where it cannot
// hear, and no closer a look than it can take. Pure.

import { at } from '../../util/peek.js';
import type { ModelFacts } from '../model-facts.js';
import type { ModelItem } from '../records.js';
import { textPart } from './part-texts.js';

type Senses = Pick<ModelFacts, 'takesPictures' | 'pictureDetail' | 'hears'>;
type Part = Readonly<Record<string, unknown>>;

const UNSEEN = 'image content omitted because you do not support image input';
const UNHEARD = 'audio content omitted because you do not support audio input';
const UNKNOWN_DETAIL =
  "image content omitted because detail 'low' is not supported; use 'high', 'original', or 'auto'";

/** An item as it is recorded, meant for this model. */
export function recordedFor({ pictureDetail }: Senses, item: ModelItem): ModelItem {
  switch (pictureDetail) {
    case undefined:
      return item;
    case 'original':
      return withPictures(item, (picture) => ({ ...picture, detail: 'original' }));
    case 'high':
      return withPictures(item, (picture) => (picture.detail === 'low' ? textPart(UNKNOWN_DETAIL) : picture));
  }
}

/** An item of the history as this model, which may be another than it was meant for, is sent it. */
export function sentTo(senses: Senses, item: ModelItem): ModelItem {
  const heard = senses.hears ? item : withParts(item, 'input_audio', () => textPart(UNHEARD));
  return seenBy(senses, heard);
}

function seenBy({ takesPictures = true, pictureDetail }: Senses, item: ModelItem): ModelItem {
  if (!takesPictures) {
    return item.type === 'image_generation_call'
      ? { ...item, result: '' }
      : withPictures(item, () => textPart(UNSEEN));
  }
  if (pictureDetail !== 'high') return item;
  return withPictures(item, (picture) =>
    picture.detail === 'original' ? { ...picture, detail: 'high' } : picture,
  );
}

/** What an MCP server answered, without what this model cannot take. */
export function readableContent(
  { takesPictures = true, hears }: Senses,
  content: readonly unknown[],
): readonly unknown[] {
  const left: Readonly<Record<string, string | null>> = {
    image: takesPictures ? null : UNSEEN,
    audio: hears ? null : UNHEARD,
  };
  return content.map((part) => {
    const why = left[String(at(part, 'type'))] ?? null;
    return why === null ? part : { type: 'text', text: `<${why}>` };
  });
}

function withPictures(item: ModelItem, seen: (picture: Part) => Part): ModelItem {
  return withParts(item, 'input_image', seen);
}

function withParts(item: ModelItem, type: string, taken: (part: Part) => Part): ModelItem {
  const member = Array.isArray(item.content) ? 'content' : 'output';
  const parts: unknown = item[member];
  const isMeant = (part: unknown): part is Part => at(part, 'type') === type;
  if (!Array.isArray(parts) || !parts.some(isMeant)) return item;
  return { ...item, [member]: parts.map((part: unknown) => (isMeant(part) ? taken(part) : part)) };
}
