// All measures, in the order they are run and reported.

import type { Measure } from '../measure.js';
import { connections } from './connections.js';
import { pipeline, requestBurst, roundTrip } from './requests.js';
import { idleMemory, startup } from './startup.js';
import { firstStart, threadList } from './stored-threads.js';
import { deltas, fanOut } from './streams.js';

export const measures: readonly Measure[] = [
  startup,
  idleMemory,
  roundTrip('stdio'),
  roundTrip('ws'),
  pipeline('stdio'),
  pipeline('ws'),
  requestBurst,
  deltas('stdio'),
  deltas('ws'),
  fanOut(1),
  fanOut(10),
  fanOut(50),
  connections,
  firstStart,
  threadList,
];
