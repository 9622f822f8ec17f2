// model/*: the static catalogue of the active version.

import { DomainError } from '../../domain/errors.js';
import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

export const model = defineRoom('model', ({ models, config }) => ({
  'model/list': async ({ cursor, limit, includeHidden, modelProvider }) => {
    if (modelProvider != null && (await config.provider(modelProvider)).found === null) {
      const message = `Model provider \`${modelProvider}\` not found`;
      throw new DomainError({ code: 'configInvalid', message, unknownProvider: modelProvider });
    }
    const shown = models.filter((entry) => includeHidden || !entry.hidden);
    return pageOf(shown, { cursor, limit }, 'models');
  },
}));
