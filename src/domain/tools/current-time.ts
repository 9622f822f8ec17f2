// clock.curr_time: tells the model the time, by the clock its thread goes by.

import { ClockUnreadable, readClock, timeText } from '../clock/read-clock.js';
import { hasExtra } from './extra-tools.js';
import { functionTool, type Tool, ToolRefusal } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

/** Where nobody says which clock counts. */
const MACHINE = { source: 'system' } as const;

export function currentTime(deps: ToolDeps): Tool {
  return {
    name: 'curr_time',
    kind: 'function',
    namespace: 'clock',
    offered: (thread) =>
      thread.settings.clock === undefined && !hasExtra('clock', thread, deps)
        ? null
        : functionTool('curr_time', 'Tells the time in UTC.', {}, []),
    async run(_call, { settings, threadId, ask }) {
      const { clock = MACHINE } = settings;
      try {
        const output = timeText(await readClock(clock, { threadId, clock: deps.clock, ask }));
        return { output, value: { current_time: output.slice('It is '.length, -1) } };
      } catch (thrown) {
        if (thrown instanceof ClockUnreadable) throw new ToolRefusal('failed to read current time');
        throw thrown;
      }
    },
  };
}
