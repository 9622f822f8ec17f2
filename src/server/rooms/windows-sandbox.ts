// windowsSandbox/*: a set-up that is started and fails at once wherever there is no Windows.

import { reply } from '../reply.js';
import { defineRoom } from '../room.js';

const KINDS = { elevated: 'elevated', unelevated: 'legacy' } as const;

export const windowsSandbox = defineRoom('windowsSandbox', () => ({
  'windowsSandbox/readiness': () => ({ status: 'notConfigured' as const }),

  'windowsSandbox/setupStart': ({ mode }, { notify }) =>
    reply({
      build: () => ({ started: true }),
      after: () =>
        notify({
          method: 'windowsSandbox/setupCompleted',
          params: {
            mode,
            success: false,
            error: `${KINDS[mode]} Windows sandbox setup is only supported on Windows`,
          },
        }),
    }),
}));
