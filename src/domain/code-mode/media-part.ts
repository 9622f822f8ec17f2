// Pictures and sound of scripts as parts of an output. Pure.

import { pictureType } from '../../util/picture-type.js';
import { type CellPart, wordsPart } from './cell-parts.js';
import type { CodeEvent } from './code-ports.js';

const UNPROCESSED = 'image content omitted because it could not be processed';

/** @param usual how closely the model looks where nobody says */
export function mediaPart(
  event: Extract<CodeEvent, { type: 'image' | 'audio' }>,
  usual: string | undefined,
): CellPart {
  if (event.type === 'audio') return { type: 'input_audio', audio_url: event.url };
  const [, data = ''] = /^data:[^,]*;base64,([\s\S]*)$/i.exec(event.url) ?? [];
  const mime = pictureType(Buffer.from(data.slice(0, 64), 'base64'));
  if (mime === undefined) return wordsPart(UNPROCESSED);
  const detail = event.detail ?? usual;
  const picture = { type: 'input_image' as const, image_url: `data:${mime};base64,${data}` };
  return detail === undefined ? picture : { ...picture, detail };
}
