// Passes the signals of this process on to the child, so that who sends them notices no difference.

import type { ChildProcess } from 'node:child_process';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGWINCH', 'SIGCONT'] as const;

/** Takes the signals over from whoever listened before; undo gives up listening. */
export function passSignalsOn(child: ChildProcess): () => void {
  const undo: (() => void)[] = [];
  for (const name of PASSED_ON) {
    const pass = (): void => void child.kill(name);
    try {
      // Other listeners of this process would end it before its child has ended.
      process.removeAllListeners(name);
      process.on(name, pass);
      undo.push(() => process.off(name, pass));
    } catch {
      // A platform without this signal cannot get it either.
    }
  }
  return () => {
    for (const off of undo) off();
  };
}

/** Ends this process the way the child ended: with its code, or by its signal. Does not return. */
export function endLike({
  exitCode,
  signal,
}: {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
}): void {
  if (signal === null) process.exit(exitCode ?? 1);
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // A signal that does not end a process has not ended the child for its own sake either.
  setTimeout(() => process.exit(1), 1000);
}
