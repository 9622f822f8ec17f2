// Pictures and sound of scripts as parts of an output. Pure.

import { pictureIn } from '../../util/picture-type.js';
import { UNPROCESSED } from '../turn/part-texts.js';
import { type CellPart, wordsPart } from './cell-parts.js';
import type { CodeEvent } from './code-ports.js';

/** @param usual how closely the model looks where nobody says */
export function mediaPart(
  event: Extract<CodeEvent, { type: 'image' | 'audio' }>,
  usual: string | undefined,
): CellPart {
  if (event.type === 'audio') return { type: 'input_audio', audio_url: event.url };
  const found = pictureIn(event.url);
  if (found === null) return wordsPart(UNPROCESSED);
  const detail = event.detail ?? usual;
  const picture = { type: 'input_image' as const, image_url: `data:${found.type};base64,${found.base64}` };
  return detail === undefined ? picture : { ...picture, detail };
}
