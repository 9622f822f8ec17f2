// A started process is the leader of a session of its own. What it starts stays in that session, or at least a
// descendant, unless it takes pains to be neither. This file finds and signals all of it. Linux knows it from /proc;
// elsewhere the process group, which is the session without the jobs of an interactive shell, has to do.

import { readdirSync, readFileSync } from 'node:fs';
import { type Clock, sleep } from '../../util/clock.js';

const GRACE_MS = 500;
const POLL_MS = 5;
/** After KILL only the kernel can be in the way (a process in a device driver); nobody waits for ever. */
const GIVE_UP_MS = 5_000;

export interface SessionEnd {
  readonly clock: Clock;
  /** `gently`: TERM first, and KILL for what is still there after a grace. */
  readonly how: 'gently' | 'atOnce';
  /** A process that must not be asked with TERM, because the rest would die with it ungracefully. */
  readonly spare?: number;
}

/** Ends all of a session. Resolves when nothing of it runs any more. */
export async function endSession(leader: number, { clock, how, spare }: SessionEnd): Promise<void> {
  if (how === 'gently') {
    signalSession(leader, 'SIGTERM', spare);
    if (await isOver(leader, GRACE_MS, clock)) return;
  }
  for (let waited = 0; waited < GIVE_UP_MS; waited += POLL_MS) {
    // What was started between looking and signalling is found in the next round.
    signalSession(leader, 'SIGKILL');
    if (await isOver(leader, POLL_MS, clock)) return;
  }
}

/** Whether anything of the session still runs. Zombies do not. */
function isSessionAlive(leader: number): boolean {
  if (process.platform !== 'linux') return isGroupThere(leader);
  return membersOf(leader).length > 0;
}

/** Whether there is anything in the leader's own process group: a quick look that also counts zombies. */
export function isGroupThere(leader: number): boolean {
  try {
    process.kill(-leader, 0);
    return true;
  } catch (thrown) {
    // EPERM: there, but of another user.
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

async function isOver(leader: number, withinMs: number, clock: Clock): Promise<boolean> {
  for (let waited = 0; isSessionAlive(leader); waited += POLL_MS) {
    if (waited >= withinMs) return false;
    await sleep(clock, POLL_MS);
  }
  return true;
}

function signalSession(leader: number, signal: NodeJS.Signals, spare?: number): void {
  if (process.platform !== 'linux') {
    send(-leader, signal);
    return;
  }
  for (const pid of membersOf(leader)) if (pid !== spare) send(pid, signal);
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // Gone already.
  }
}

/** The session, and what its members have started and not yet left, whatever session that is in. */
function membersOf(leader: number): number[] {
  const known = new Map<number, Standing>();
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0);
    if (first < 0x30 || first > 0x39) continue;
    const standing = standingOf(name);
    if (standing !== undefined) known.set(Number(name), standing);
  }
  const belongs = (pid: number): boolean => {
    for (let at = pid; ; ) {
      const standing = known.get(at);
      if (standing === undefined) return false;
      if (at === leader || standing.session === leader) return true;
      at = standing.parent;
    }
  };
  return [...known.keys()].filter(belongs);
}

interface Standing {
  readonly parent: number;
  readonly session: number;
}

/** Of a process that is alive; undefined for zombies and for what is gone. */
function standingOf(pid: string): Standing | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // "pid (name) state ppid pgrp session …", where the name may hold anything.
  const [state, parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  return { parent: Number(parent), session: Number(session) };
}
