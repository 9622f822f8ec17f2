// clock.sleep: lets time go by, unless somebody has more to say.

import type { Clock } from '../../util/clock.js';
import { Arguments } from './arguments.js';
import { pause } from './pause.js';
import { amount, functionTool, type Tool, ToolRefusal } from './tool.js';

/** Twelve hours. */
const LONGEST_MS = 43_200_000;

export function sleep({ clock }: { readonly clock: Clock }): Tool {
  return {
    name: 'sleep',
    kind: 'function',
    namespace: 'clock',
    offered: () =>
      functionTool(
        'sleep',
        'Waits. More input for the turn ends it early. Tells how long it took.',
        { duration_ms: amount(`How long, in milliseconds: from 1 to ${LONGEST_MS}.`) },
        ['duration_ms'],
      ),
    async run(call, context) {
      const args = new Arguments(call.input);
      args.assertOnly(['duration_ms']);
      const durationMs = args.count('duration_ms', 'u64');
      if (durationMs < 1 || durationMs > LONGEST_MS) {
        throw new ToolRefusal(`duration_ms must be between 1 and ${LONGEST_MS}`);
      }
      const startedAt = clock.monotonic();
      const item = { type: 'sleep', id: call.callId, durationMs } as const;
      context.startItem(item);
      // Nothing is told of a turn that was stopped once it is over.
      const onAbort = (): void => context.completeItem(item);
      context.signal.addEventListener('abort', onAbort, { once: true });
      const end = await pause(context, durationMs, context.steered());
      context.signal.removeEventListener('abort', onAbort);
      if (end !== 'stopped') context.completeItem(item);
      const seconds = ((clock.monotonic() - startedAt) / 1000).toFixed(4);
      const what = end === 'time' ? 'Sleep completed.' : 'Sleep interrupted by new input.';
      return { output: `Wall time: ${seconds} seconds\n${what}` };
    },
  };
}
