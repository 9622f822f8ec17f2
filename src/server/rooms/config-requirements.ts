// configRequirements/*: what an administrator demands. Nobody does here.

import { defineRoom } from '../room.js';

export const configRequirements = defineRoom('configRequirements', () => ({
  'configRequirements/read': () => ({ supportsIndependentSpeedModes: true, requirements: null }),
}));
