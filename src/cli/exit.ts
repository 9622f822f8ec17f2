// The last step of a process: its output has been read, or nobody waits for that any longer.

/** How long a reader that has stopped reading may hold up a process that was told to end. */
const PATIENCE_MS = 500;

/**
 * Ends the process when what it wrote to stdout has been taken, whatever else is still open. With `isImpatient` a
 * reader that takes nothing is not waited for.
 */
export function exitWhenRead(code: number, isImpatient: boolean): void {
  const exit = (): void => process.exit(code);
  process.stdout.write('', exit);
  if (isImpatient) setTimeout(exit, PATIENCE_MS);
}
