// test_sync_tool: lets calls wait for each other, for tests of what runs at the same time.

import { type Deferred, deferred } from '../../util/deferred.js';
import type { ToolContext } from '../ports.js';
import { Arguments } from './arguments.js';
import { pause } from './pause.js';
import { amount, functionTool, type Tool, ToolRefusal, text } from './tool.js';

const USUAL_TIMEOUT_MS = 1_000;

interface Barrier {
  readonly participants: number;
  readonly opened: Deferred<void>;
  /** Those that gave up included. */
  arrived: number;
}

interface Wish {
  readonly id: string;
  readonly participants: number;
  readonly timeoutMs: number;
}

export function testSync(): Tool {
  // Calls of all threads meet.
  const barriers = new Map<string, Barrier>();
  return {
    name: 'test_sync_tool',
    kind: 'function',
    offered: () =>
      functionTool(
        'test_sync_tool',
        'For tests: waits, and meets other calls.',
        {
          barrier: {
            type: 'object',
            properties: {
              id: text('What calls have in common that wait for each other.'),
              participants: amount('How many calls open it.'),
              timeout_ms: amount(`How long to wait there, in milliseconds; ${USUAL_TIMEOUT_MS} by default.`),
            },
            required: ['id', 'participants'],
            additionalProperties: false,
          },
          sleep_after_ms: amount('How long to wait afterwards, in milliseconds.'),
          sleep_before_ms: amount('How long to wait at first, in milliseconds.'),
        },
        [],
      ),
    async run(call, context) {
      const args = new Arguments(call.input);
      const before = args.optionalCount('sleep_before_ms', 'u64') ?? 0;
      const after = args.optionalCount('sleep_after_ms', 'u64') ?? 0;
      const barrier = args.optionalMembers('barrier');
      const wish = barrier === undefined ? null : wishIn(barrier);
      if (before > 0) await pause(context, before);
      if (wish !== null) await meet(wish, barriers, context);
      if (after > 0) await pause(context, after);
      return { output: 'ok' };
    },
  };
}

function wishIn(args: Arguments): Wish {
  return {
    id: args.text('id'),
    participants: args.count('participants', 'usize'),
    timeoutMs: args.optionalCount('timeout_ms', 'u64') ?? USUAL_TIMEOUT_MS,
  };
}

/** @throws ToolRefusal when too few come in time */
async function meet(
  { id, participants, timeoutMs }: Wish,
  barriers: Map<string, Barrier>,
  context: ToolContext,
): Promise<void> {
  if (participants === 0) throw new ToolRefusal('barrier participants must be greater than zero');
  if (timeoutMs === 0) throw new ToolRefusal('barrier timeout must be greater than zero');
  const barrier = barriers.get(id) ?? { participants, opened: deferred<void>(), arrived: 0 };
  if (barrier.participants !== participants) {
    throw new ToolRefusal(`barrier ${id} already registered with ${barrier.participants} participants`);
  }
  barriers.set(id, barrier);
  barrier.arrived += 1;
  if (barrier.arrived === participants) {
    barriers.delete(id);
    barrier.opened.resolve();
  }
  if ((await pause(context, timeoutMs, barrier.opened.promise)) === 'time') {
    throw new ToolRefusal('test_sync_tool barrier wait timed out');
  }
}
