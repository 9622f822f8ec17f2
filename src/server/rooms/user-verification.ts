// userVerification/*: people prove who they are by what their computer has for it, which no build on Linux asks.

import { DomainError } from '../../domain/errors.js';
import { defineRoom } from '../room.js';

const MOST_TITLE = 256;
const MOST_DESCRIPTION = 4096;
const MOST_CHALLENGE = 8192;
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
    const isShown = isWithin(title, MOST_TITLE) && isWithin(description, MOST_DESCRIPTION);
    if (!isShown || !isChallenge(challenge)) throw new DomainError({ code: 'verificationInvalid' });
    return unavailable();
  },

  // Nothing can be going on.
  'userVerification/cancel': () => ({}),
}));

/** In bytes. */
function isWithin(text: string, most: number): boolean {
  return text !== '' && Buffer.byteLength(text) <= most;
}

/** Bytes in the alphabet of addresses, written the one way there is. */
function isChallenge(text: string): boolean {
  return isWithin(text, MOST_CHALLENGE) && Buffer.from(text, 'base64url').toString('base64url') === text;
}

function unavailable(): never {
  throw new DomainError({ code: 'verificationUnavailable', message: UNAVAILABLE });
}
