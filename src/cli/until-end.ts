// Waits for the end of a command that has none of its own: the user, the server, the clock, or `work`.

import { type Client, ClientError } from '../client/index.js';
import type { CommandContext } from './command.js';
import type { Verdict } from './output/output.js';
import { aborted } from './stop-signals.js';
import { STOPPED } from './verdict.js';

/** @throws ClientError `closed` when the server goes away, `timeout` after `--timeout` */
export async function untilEnd(
  context: CommandContext,
  client: Client,
  work?: Promise<Verdict>,
): Promise<Verdict> {
  const { clock } = context.io;
  const { timeoutMs } = context.options;
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    if (timeoutMs === undefined) return;
    const message = `Nothing ended this within ${timeoutMs / 1000} s.`;
    cancel = clock.setTimeout(() => reject(new ClientError('timeout', message)), timeoutMs);
  });
  const lost = client.closed.then((why) => {
    throw new ClientError('closed', why);
  });
  lost.catch(() => {});
  try {
    const ends: Promise<Verdict>[] = [aborted(context.stopped).then(() => STOPPED), lost, late];
    if (work !== undefined) ends.push(work);
    return await Promise.race(ends);
  } finally {
    cancel?.();
  }
}
