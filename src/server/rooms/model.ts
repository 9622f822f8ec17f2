// model/*: the static catalogue of the active version.

import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

export const model = defineRoom('model', ({ models }) => ({
  'model/list': ({ cursor, limit, includeHidden }) =>
    pageOf(
      models.filter((entry) => includeHidden || !entry.hidden),
      { cursor, limit },
      'models',
    ),
}));
