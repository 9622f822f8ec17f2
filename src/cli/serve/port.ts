// The port that `serve` is to listen on: read from --listen, freed with --kill, checked before anything starts.

import { createServer, type Server } from 'node:net';
import { parseListenUrl } from '../../transport/listen-url.js';
import type { CommandContext } from '../command.js';
import { CommandError, UsageError } from '../errors.js';
import { clip } from '../output/text.js';
import { portOwners } from './process-table.js';
import { forgetRecord, recordedPids } from './server-record.js';
import { stopProcesses } from './stop-processes.js';

export interface ListenPort {
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** @throws UsageError `bad_option` for anything but ws://IP:PORT */
export async function resolveListen(listen: string): Promise<ListenPort> {
  const address = readAddress(listen);
  if (address?.kind !== 'websocket') {
    throw new UsageError(
      'bad_option',
      `serve listens on ws://IP:PORT, and --listen ${listen} is not of that form.`,
    );
  }
  const { host } = address;
  const port = address.port === 0 ? await freePort(host) : address.port;
  return { host, port, url: `ws://${host.includes(':') ? `[${host}]` : host}:${port}` };
}

function readAddress(listen: string): ReturnType<typeof parseListenUrl> | undefined {
  try {
    return parseListenUrl(listen);
  } catch {
    return undefined;
  }
}

/** Stops what listens there, and what an earlier serve started for it. @throws CommandError `stop_failed` */
export async function clearPort(
  { host, port }: ListenPort,
  dir: string,
  context: CommandContext,
): Promise<void> {
  const owners = await portOwners(host, port);
  const pids = new Set([...recordedPids(dir), ...owners.map(({ pid }) => pid)]);
  for (const { pid, command } of owners) context.output.note(`stopping pid ${pid}: ${clip(command, 100)}`);
  await stopProcesses([...pids], context.io.clock);
  forgetRecord(dir);
}

const WHY: Readonly<Record<string, string>> = {
  EADDRNOTAVAIL: 'this machine has no such address',
  EACCES: 'ports that low are not for this user',
};

/** @throws CommandError `port_in_use`, `start_failed` */
export async function requireFree({ host, port, url }: ListenPort): Promise<void> {
  try {
    await close(await bind(host, port));
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code !== 'EADDRINUSE') {
      const why = WHY[String(code)] ?? String(code ?? thrown);
      throw new CommandError('start_failed', `Cannot listen on ${url}: ${why}.`);
    }
    const [owner] = await portOwners(host, port);
    const who = owner === undefined ? 'somebody else' : `pid ${owner.pid} (${clip(owner.command, 60)})`;
    throw new CommandError(
      'port_in_use',
      `Port ${port} is in use by ${who}; add --kill to stop it first, or choose another port with --listen.`,
    );
  }
}

async function freePort(host: string): Promise<number> {
  const server = await bind(host, 0);
  const address = server.address();
  await close(server);
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function bind(host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
