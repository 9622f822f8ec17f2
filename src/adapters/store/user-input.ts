// What users say, as 0.169.0 keeps it: parts with members in snake case, in rollouts and in its database of queued input.

import type { UserInput } from '../../protocol/index.js';
import { at, textAt } from '../../util/peek.js';
import { detailOf, fileTextElements, textElements } from './item-parts.js';
import type { Json } from './rollout-line.js';

export function fileInput(input: UserInput): Json {
  switch (input.type) {
    case 'text':
      return { type: 'text', text: input.text, text_elements: fileTextElements(input.text_elements) };
    case 'image':
      return 'url' in input
        ? { type: 'image', image_url: input.url, ...detailOf(input) }
        : { type: 'image', file_id: input.fileId, ...detailOf(input) };
    case 'localImage':
      return { type: 'local_image', path: input.path, ...detailOf(input) };
    case 'audio':
      return 'url' in input
        ? { type: 'audio', audio_url: input.url }
        : { type: 'audio', file_id: input.fileId };
    case 'localAudio':
      return { type: 'local_audio', path: input.path };
    case 'skill':
    case 'mention':
      return { type: input.type, name: input.name, path: input.path };
  }
}

/** What somebody said; nothing of a kind that is not known. */
export function inputOf(value: unknown): UserInput[] {
  const path = textAt(value, 'path') ?? '';
  switch (at(value, 'type')) {
    case 'text':
      return [
        {
          type: 'text',
          text: textAt(value, 'text') ?? '',
          text_elements: textElements(at(value, 'text_elements')),
        },
      ];
    case 'image': {
      const url = textAt(value, 'image_url');
      return url === undefined
        ? [{ type: 'image', fileId: textAt(value, 'file_id') ?? '', ...detailOf(value) }]
        : [{ type: 'image', url, ...detailOf(value) }];
    }
    case 'local_image':
      return [{ type: 'localImage', path, ...detailOf(value) }];
    case 'audio': {
      const url = textAt(value, 'audio_url');
      return url === undefined
        ? [{ type: 'audio', fileId: textAt(value, 'file_id') ?? '' }]
        : [{ type: 'audio', url }];
    }
    case 'local_audio':
      return [{ type: 'localAudio', path }];
    case 'skill':
      return [{ type: 'skill', name: textAt(value, 'name') ?? '', path }];
    case 'mention':
      return [{ type: 'mention', name: textAt(value, 'name') ?? '', path }];
    default:
      return [];
  }
}
