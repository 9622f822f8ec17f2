// Arguments of bubblewrap for a view. Pure. Everything is read-only but what the view lets be written; processes,
// their signals and, without network, every socket to the outside end at the sandbox's edge.

import type { Layer, SandboxView } from './sandbox-view.js';

/** The descriptor that the program against sockets is read from. */
const SECCOMP_FD = 3;

/**
 * @param cwd where the command starts
 * @param hasFilter whether the filter of seccomp.ts lies at {@link SECCOMP_FD}
 * @returns everything between `bwrap` and the command
 */
export function bubblewrapArguments(view: SandboxView, cwd: string, hasFilter: boolean): string[] {
  // In a session that begins outside, a shell could not find its own process group, and would give up.
  const args = ['--die-with-parent', '--new-session', ...base(view), '--dev', '/dev'];
  if (view.writable !== 'full') for (const root of view.writable) args.push('--bind', root, root);
  for (const name of view.readOnly) args.push('--ro-bind', name, name);
  for (const name of view.reopened) args.push('--bind', name, name);
  for (const layer of view.layers) args.push(...mountOf(layer));
  for (const name of view.mustNotAppear) args.push('--perms', '0555', '--tmpfs', name, '--remount-ro', name);
  // Only now: nothing can be mounted in what is closed.
  const closed = view.layers.filter(({ access, isFolder }) => access === 'deny' && isFolder);
  for (const { path } of closed.reverse()) args.push('--remount-ro', path);
  args.push('--unshare-user', '--unshare-pid', '--unshare-ipc');
  if (!view.hasNetwork && view.room === undefined) args.push('--unshare-net');
  // Root could set the machine's switches there even without any rights.
  args.push('--proc', '/proc', '--ro-bind-try', '/proc/sys', '/proc/sys');
  if (view.layers.length > 0 && view.readable !== 'everything') args.push('--remount-ro', '/');
  args.push('--cap-drop', 'ALL', '--chdir', isVisible(cwd, view) ? cwd : '/');
  if (hasFilter) args.push('--seccomp', String(SECCOMP_FD));
  return [...args, '--'];
}

function mountOf({ path, access, isFolder, hasOpenParts }: Layer): string[] {
  if (access === 'write') return ['--bind', path, path];
  if (access === 'read') return ['--ro-bind', path, path];
  // A device that nobody can open stands for a file.
  if (!isFolder) return ['--ro-bind', '/dev/null', path];
  return ['--perms', hasOpenParts ? '0111' : '0000', '--tmpfs', path];
}

/** Whether a command can start in a folder. */
function isVisible(folder: string, { readable, writable, layers }: SandboxView): boolean {
  const holds = (path: string): boolean => folder === path || folder.startsWith(`${path}/`);
  const last = layers.findLast(({ path }) => holds(path));
  if (last !== undefined) return last.access !== 'deny';
  if (readable === 'everything' || writable === 'full') return true;
  return [...(readable.system ? SYSTEM : []), ...readable.folders, ...writable].some(holds);
}

/** Where Linux keeps programs and what they need to start. */
const SYSTEM = ['/bin', '/etc', '/lib', '/lib64', '/nix/store', '/run/current-system/sw', '/sbin', '/usr'];

function base({ readable, writable }: SandboxView): string[] {
  if (writable === 'full') return ['--bind', '/', '/'];
  if (readable === 'everything') return ['--ro-bind', '/', '/'];
  const folders = [...(readable.system ? SYSTEM : []), ...readable.folders];
  return ['--tmpfs', '/', ...folders.flatMap((folder) => ['--ro-bind-try', folder, folder])];
}
