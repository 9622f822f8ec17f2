// model/*: the models there are.

import { DomainError } from '../../domain/errors.js';
import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

export const model = defineRoom('model', ({ models, config }) => ({
  'model/list': async ({ cursor, limit, includeHidden, modelProvider }, { originator }) => {
    if (modelProvider != null && (await config.provider(modelProvider)).found === null) {
      const message = `Model provider \`${modelProvider}\` not found`;
      throw new DomainError({ code: 'configInvalid', message, unknownProvider: modelProvider });
    }
    await models.refresh(originator);
    const shown = models.list().filter((entry) => includeHidden || !entry.hidden);
    return pageOf(shown, { cursor, limit }, 'models');
  },
}));
