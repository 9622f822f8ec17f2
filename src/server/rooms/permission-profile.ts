// permissionProfile/*: sets of permissions by name, the built-in ones first.

import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

export const permissionProfile = defineRoom('permissionProfile', ({ config }) => ({
  'permissionProfile/list': ({ cursor, limit, cwd }) => {
    return pageOf(config.permissionProfiles(cwd ?? null), { cursor, limit }, 'permission profiles');
  },
}));
