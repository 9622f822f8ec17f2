// modelProvider/*: whom a thread may ask, as the configuration names them.

import { defineRoom } from '../room.js';

export const modelProvider = defineRoom('modelProvider', ({ config }) => ({
  'modelProvider/list': () => ({
    data: config.providers(),
    defaultProviderId: config.defaultProvider(),
    canChangeDefault: true,
  }),
  'modelProvider/config/write': async ({ settings }) => ({ provider: await config.writeProvider(settings) }),
  'modelProvider/capabilities/read': () =>
    config.usualProvider('failed to resolve feature override precedence').capabilities,
}));
