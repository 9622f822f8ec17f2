// clock.curr_time: tells the model the time, by the clock its thread goes by.

import { ClockUnreadable, readClock, timeText } from '../clock/read-clock.js';
import { functionTool, type Tool, ToolRefusal } from './tool.js';
import type { ToolDeps } from './tool-deps.js';

export function currentTime(deps: ToolDeps): Tool {
  return {
    name: 'curr_time',
    kind: 'function',
    namespace: 'clock',
    offered: ({ settings }) =>
      settings.clock === undefined ? null : functionTool('curr_time', 'Tells the time in UTC.', {}, []),
    async run(_call, { settings, threadId, ask }) {
      const { clock } = settings;
      if (clock === undefined) throw new ToolRefusal('there is no clock');
      try {
        return { output: timeText(await readClock(clock, { threadId, clock: deps.clock, ask })) };
      } catch (thrown) {
        if (thrown instanceof ClockUnreadable) throw new ToolRefusal('failed to read current time');
        throw thrown;
      }
    },
  };
}
