// accountSession/*: the logins to choose among, and their workspaces.

import type { ResultOf } from '../../protocol/index.js';
import { concurrent } from '../concurrent.js';
import { reply } from '../reply.js';
import { defineRoom } from '../room.js';

export const accountSession = defineRoom('accountSession', ({ sessions }) => ({
  'accountSession/list': concurrent(
    ({ refreshWorkspaceMetadata }, { originator }) =>
      sessions.list(originator, refreshWorkspaceMetadata ?? false),
    'account',
  ),

  'accountSession/switch': concurrent(async (wanted, { originator }) => {
    const result = await sessions.switchTo(originator, wanted);
    if (!('begin' in result)) return result;
    const { loginId, authUrl, begin } = result;
    // As it is sent; the schema of the version writes the two names in another way.
    const login = { loginId, authUrl } as unknown as ResultOf<'accountSession/switch'>;
    return reply({ build: () => login, after: begin });
  }, 'account'),
}));
