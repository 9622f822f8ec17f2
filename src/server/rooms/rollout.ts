// rollout/*: the files of threads. Those written here are never compressed, and those that are compressed are read.

import { defineRoom } from '../room.js';

export const rollout = defineRoom('rollout', () => ({
  'rollout/compress': () => ({}),
}));
