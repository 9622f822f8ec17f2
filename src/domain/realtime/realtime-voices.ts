// The voices that realtime conversations speak with, by generation of the protocol to the model.

import type { ResultOf } from '../../protocol/index.js';

export const REALTIME_VOICES = {
  v1: ['juniper', 'maple', 'spruce', 'ember', 'vale', 'breeze', 'arbor', 'sol', 'cove'],
  v2: ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar'],
  // biome-ignore format: one list
  v3: [
    'juniper', 'maple', 'spruce', 'ember', 'vale', 'breeze', 'arbor', 'sol', 'cove', 'aube', 'bubbie', 'haetsal',
    'hanul', 'himari', 'leher', 'miko', 'neer', 'porto', 'rindo', 'rio', 'rivage', 'selva', 'sonna', 'tinta', 'viola',
  ],
  defaultV1: 'cove',
  defaultV2: 'marin',
} as const satisfies Readonly<{
  [K in keyof ResultOf<'thread/realtime/listVoices'>['voices']]: unknown;
}>;
