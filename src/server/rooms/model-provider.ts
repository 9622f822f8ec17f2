// modelProvider/*: whom a thread may ask, as the configuration names them.

import { defineRoom } from '../room.js';

export const modelProvider = defineRoom('modelProvider', ({ config }) => ({
  'modelProvider/list': () => ({ ...config.listedProviders(), canChangeDefault: true }),
  'modelProvider/config/write': async ({ settings }) => ({ provider: await config.writeProvider(settings) }),
  'modelProvider/capabilities/read': () =>
    config.usualProvider('failed to resolve feature override precedence').capabilities,
}));
