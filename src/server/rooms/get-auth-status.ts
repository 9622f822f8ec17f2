// getAuthStatus: the older question about who is signed in, which newer schemas no longer show.

import { defineRoom } from '../room.js';

export const getAuthStatus = defineRoom('getAuthStatus', ({ logins }) => ({
  getAuthStatus: (params) =>
    logins.authStatus({ refresh: params.refreshToken ?? false, includeToken: params.includeToken ?? false }),
}));
