// Writes a recording once more, through a recorder that takes out what it is told to.

import type { Recording } from './reader.js';
import type { Recorder } from './recorder.js';

/** Returns how many frames were changed. The recorder is ended. */
export function redactRecording(
  { entries, frames, header, isComplete }: Recording,
  recorder: Recorder,
): number {
  let [nextFrame, changed] = [0, 0];
  for (const entry of entries) {
    switch (entry.kind) {
      case 'frame': {
        const frame = frames[nextFrame];
        nextFrame += 1;
        const { dir, conn, t, cutFrom, faults } = entry;
        if (frame === undefined) break;
        if (cutFrom !== undefined) recorder.cutFrame(dir, { head: frame.text, bytes: cutFrom }, { conn, t });
        else if (recorder.frame(dir, frame.text, { conn, t, faults })) changed += 1;
        break;
      }
      case 'open':
        recorder.open(entry.conn, entry.t);
        break;
      case 'stderr':
        recorder.stderr(entry.text, entry);
        break;
      case 'close': {
        const { kind: _, ...how } = entry;
        recorder.close(entry.conn, how);
        break;
      }
      case 'end': {
        const { kind: _, ...how } = entry;
        recorder.end(how);
      }
    }
  }
  if (header === undefined || !isComplete) recorder.stop();
  return changed;
}
