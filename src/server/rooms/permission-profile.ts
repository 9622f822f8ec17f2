// permissionProfile/*: sets of permissions by name, the built-in ones first.

import { builtInProfiles } from '../../domain/permission-profiles.js';
import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

export const permissionProfile = defineRoom('permissionProfile', ({ config }) => ({
  'permissionProfile/list': ({ cursor, limit, cwd }) => {
    const all = [
      ...builtInProfiles.map((id) => ({ id, description: null, allowed: true })),
      ...config.permissionProfiles(cwd ?? null),
    ];
    return pageOf(all, { cursor, limit }, 'permission profiles');
  },
}));
