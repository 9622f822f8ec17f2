// collaborationMode/*: the two modes a turn may work in.

import { defineRoom } from '../room.js';

export const collaborationMode = defineRoom('collaborationMode', () => ({
  'collaborationMode/list': () => ({
    data: [
      { name: 'Plan', mode: 'plan' as const, model: null, reasoning_effort: 'medium' as const },
      { name: 'Default', mode: 'default' as const, model: null, reasoning_effort: null },
    ],
  }),
}));
