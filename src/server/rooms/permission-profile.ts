// permissionProfile/*: sets of permissions by name, the built-in ones first.

import { pageOf } from '../page-of.js';
import { defineRoom } from '../room.js';

const BUILT_IN = [':read-only', ':workspace', ':danger-full-access'];

export const permissionProfile = defineRoom('permissionProfile', ({ config }) => ({
  'permissionProfile/list': ({ cursor, limit }) => {
    const all = [
      ...BUILT_IN.map((id) => ({ id, description: null, allowed: true })),
      ...config.permissionProfiles().map((own) => ({ ...own, allowed: true })),
    ];
    return pageOf(all, { cursor, limit }, 'permission profiles');
  },
}));
