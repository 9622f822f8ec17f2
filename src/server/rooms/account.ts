// account/*: who is signed in. Nobody, until login exists here.

import { defineRoom } from '../room.js';

export const account = defineRoom('account', ({ config }) => ({
  'account/read': async () => ({
    account: null,
    userId: null,
    requiresOpenaiAuth: await config.requiresOpenaiAuth(),
    workspaceRouting: null,
  }),
}));
