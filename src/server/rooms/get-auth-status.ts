// getAuthStatus: the older question about who is signed in, which newer schemas no longer show.

import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';

export const getAuthStatus = defineRoom('getAuthStatus', ({ logins }) => ({
  getAuthStatus: concurrent(
    (params) =>
      logins.authStatus({
        refresh: params.refreshToken ?? false,
        includeToken: params.includeToken ?? false,
      }),
    'account',
  ),
}));
