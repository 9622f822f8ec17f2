// userVerification/*: people prove who they are by what their computer has for it, which no build on Linux asks.

import { DomainError } from '../../domain/errors.js';
import { defineRoom } from '../room.js';

const UNAVAILABLE = 'User verification is not available in this build or account.';

export const userVerification = defineRoom('userVerification', () => ({
  'userVerification/status': () => ({
    credentialId: null,
    unavailableReason: 'providerUnavailable' as const,
    unavailableMessage: UNAVAILABLE,
  }),

  'userVerification/enroll': unavailable,

  'userVerification/delete': unavailable,

  'userVerification/verify': ({ challenge, title, description }) => {
    if ([challenge, title, description].includes('')) throw new DomainError({ code: 'verificationInvalid' });
    return unavailable();
  },

  // Nothing can be going on.
  'userVerification/cancel': () => ({}),
}));

function unavailable(): never {
  throw new DomainError({ code: 'verificationUnavailable', message: UNAVAILABLE });
}
