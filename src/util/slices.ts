// Long work in short stretches, so that others get their turn in between.

/** Longest stretch of work before other events get their turn, in milliseconds. */
const SLICE_MS = 8;

/** A function to await after each piece of work: it gives way once a slice of time is used up. */
export function slices(): () => Promise<void> | undefined {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        end = performance.now() + SLICE_MS;
        resolve();
      });
    });
  };
}
