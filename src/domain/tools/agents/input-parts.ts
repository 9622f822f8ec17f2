// The schema of input in parts, for the tools that send some to an agent.

import { text } from '../tool.js';

export const INPUT_PARTS = {
  type: 'array',
  description: 'The message in parts, where words alone do not do.',
  items: {
    type: 'object',
    properties: {
      type: text('text, image, local_image, skill or mention.'),
      text: text('Words of a text.'),
      image_url: text('Where an image is.'),
      path: text('Path of a local_image, a skill or what is mentioned.'),
      name: text('Name of a skill or of what is mentioned.'),
    },
    additionalProperties: false,
  },
} as const;
