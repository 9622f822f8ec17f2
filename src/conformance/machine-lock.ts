// Browser logins come back to one port of the machine: whoever has one going holds this lock, in any process.

import { connect, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const LOGIN_PORT = 1455;
/** Held by whoever has a browser login going; any port that nothing else listens on. */
const LOCK_PORT = 14_550;
const TRIES = 900;
const PAUSE_MS = 100;

/** Runs `use` while nobody else does, and waits until the login port is free again. */
export async function withMachineLock<T>(use: () => Promise<T>): Promise<T> {
  const lock = await take();
  try {
    return await use();
  } finally {
    await untilLoginPortIsFree();
    await new Promise((resolve) => lock.close(resolve));
  }
}

async function take(): Promise<Server> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const lock = createServer();
    const isTaken = await new Promise<boolean>((resolve) => {
      lock.once('error', () => resolve(false)).listen(LOCK_PORT, '127.0.0.1', () => resolve(true));
    });
    if (isTaken) return lock;
    await sleep(PAUSE_MS);
  }
  throw new Error(`Somebody else has a browser login going, or port ${LOCK_PORT} is taken.`);
}

/** Waits, a few seconds at most, until nobody listens on the port of browser logins. */
export async function untilLoginPortIsFree(): Promise<void> {
  for (let tries = 0; tries < 50 && (await isListening(LOGIN_PORT)); tries += 1) await sleep(PAUSE_MS);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
