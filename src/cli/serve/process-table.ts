// Who listens where, and whether a process still lives: read from /proc on Linux, asked of lsof on macOS.

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface PortOwner {
  readonly pid: number;
  /** The command line, for a sentence. */
  readonly command: string;
}

/** The processes that listen on a TCP port, as far as this user may know. */
export async function portOwners(host: string, port: number): Promise<PortOwner[]> {
  const pids = process.platform === 'linux' ? fromProc(host, port) : await fromLsof(port);
  return pids.map((pid) => ({ pid, command: commandOf(pid) }));
}

function fromProc(host: string, port: number): number[] {
  const inodes = new Set([
    ...listening('/proc/net/tcp', host, port),
    ...listening('/proc/net/tcp6', host, port),
  ]);
  if (inodes.size === 0) return [];
  return entries('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) =>
      entries(`/proc/${pid}/fd`).some((fd) => inodes.has(socketInode(`/proc/${pid}/fd/${fd}`))),
    )
    .map(Number);
}

/** Inodes of the listening sockets on a port whose address is, or includes, `host`. */
function listening(table: string, host: string, port: number): string[] {
  const found: string[] = [];
  for (const line of read(table).split('\n').slice(1)) {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', hexPort = ''] = local.split(':');
    if (state !== '0A' || Number.parseInt(hexPort, 16) !== port) continue;
    if (isAnyAddress(host) || covers(address, host)) found.push(inode);
  }
  return found;
}

/** The kernel writes addresses as 32-bit words of the machine's own byte order. */
function covers(hex: string, host: string): boolean {
  if (/^0+$/.test(hex)) return true;
  const isLastWord = /^0{16}(?:FFFF0000|0000FFFF)/i.test(hex);
  const word = hex.length === 8 || isLastWord ? hex.slice(-8) : undefined;
  if (word === undefined) return host.includes(':');
  const bytes = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();
  return bytes.join('.') === host;
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function socketInode(link: string): string {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1] ?? '';
  } catch {
    return '';
  }
}

function fromLsof(port: number): Promise<number[]> {
  return new Promise((resolve) => {
    execFile('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { timeout: 5000 }, (_error, stdout) => {
      resolve(String(stdout).split('\n').filter(Boolean).map(Number));
    });
  });
}

function commandOf(pid: number): string {
  const line = read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim();
  return line === '' ? `pid ${pid}` : line;
}

/** Whether a process lives; one that has ended and only waits for its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
  return statFields(pid)[0] !== 'Z';
}

/** Something that tells a process from a later one with the same pid; undefined where nothing does. */
export function birthOf(pid: number): string | undefined {
  return statFields(pid)[19];
}

/** The fields of /proc/PID/stat from the state on; the name before them may hold anything. */
function statFields(pid: number): string[] {
  const stat = read(`/proc/${pid}/stat`);
  return stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .filter(Boolean);
}

function entries(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
