// All measures, in the order they are run and reported.

import type { Measure } from '../measure.js';
import { coldStart } from './cold-start.js';
import { connections } from './connections.js';
import { pipeline, requestBurst, roundTrip } from './requests.js';
import { scale } from './scale.js';
import { idleMemory, startup } from './startup.js';
import { firstStart, threadList } from './stored-threads.js';
import { deltas, fanOut } from './streams.js';
import { tapLatency, tapThroughput } from './tap.js';
import { concurrentThreads, sequentialCalls } from './tools.js';

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
  sequentialCalls(1000),
  concurrentThreads(20, 10),
  connections,
  firstStart,
  threadList,
  scale(1000),
  scale(10_000),
  scale(100_000),
  tapLatency('stdio'),
  tapLatency('ws'),
  tapThroughput('stdio'),
  tapThroughput('ws'),
  coldStart,
];
