// mock/*: a method by which clients try out that experimental ones are let through.

import { defineRoom } from '../room.js';

export const mock = defineRoom('mock', () => ({
  'mock/experimentalMethod': ({ value }) => ({ echoed: value ?? null }),
}));
