// account/*: who is signed in. Nobody, until login exists here.

import { defineRoom } from '../room.js';

export const account = defineRoom('account', ({ config }) => ({
  'account/read': () => ({
    account: null,
    userId: null,
    requiresOpenaiAuth: config.requiresOpenaiAuth(),
    workspaceRouting: null,
  }),
}));
