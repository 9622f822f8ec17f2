// configRequirements/*: what an administrator demands.

import { defineRoom } from '../room.js';

export const configRequirements = defineRoom('configRequirements', ({ config }) => ({
  'configRequirements/read': () => ({
    supportsIndependentSpeedModes: true,
    requirements: config.requirements(),
  }),
}));
