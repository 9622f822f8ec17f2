// config/*: the configuration as the layers make it.

import { defineRoom } from '../room.js';

export const config = defineRoom('config', ({ config: reader }) => ({
  'config/read': (params) =>
    reader.read({ includeLayers: params.includeLayers ?? false, cwd: params.cwd ?? null }),
}));
