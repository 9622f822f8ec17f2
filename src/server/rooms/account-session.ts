// accountSession/*: the logins to choose among, and their workspaces.

import { concurrent } from '../concurrent.js';
import { defineRoom } from '../room.js';

export const accountSession = defineRoom('accountSession', ({ sessions }) => ({
  'accountSession/list': concurrent(
    ({ refreshWorkspaceMetadata }, { originator }) =>
      sessions.list(originator, refreshWorkspaceMetadata ?? false),
    'account',
  ),

  'accountSession/switch': concurrent(
    (wanted, { originator }) => sessions.switchTo(originator, wanted),
    'account',
  ),
}));
