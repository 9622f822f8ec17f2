// What a folder's repository holds that its remote does not know: the difference to the nearest commit that is there,
// files that git does not track included. Asks the machine's git; a remote is never contacted.

import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';

export interface DiffToRemote {
  /** The commit of the remote that the difference starts from. */
  readonly sha: string;
  readonly diff: string;
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 256 * 1024 * 1024;
const DIFF = ['diff', '--no-textconv', '--no-ext-diff', '--binary'];

/** `cwd` is absolute. Null where there is no repository, or none of its commits is known to a remote. */
export async function diffToRemote(cwd: string): Promise<DiffToRemote | null> {
  const isFolder = await stat(cwd).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return null;
  try {
    const sha = await nearestRemoteCommit(cwd);
    if (sha === null) return null;
    const [tracked, untracked] = await Promise.all([git(cwd, [...DIFF, sha]), untrackedDiff(cwd)]);
    return { sha, diff: tracked + untracked };
  } catch {
    return null;
  }
}

/** Of the tips that a remote has of this branch, of the default branch and of branches with HEAD, the nearest. */
async function nearestRemoteCommit(cwd: string): Promise<string | null> {
  const remotes = originFirst(lines(await git(cwd, ['remote'])));
  let nearest: { sha: string; distance: number } | null = null;
  for (const branch of await branchesOf(cwd, remotes)) {
    const sha = await firstOf(remotes, (remote) => commitOf(cwd, `refs/remotes/${remote}/${branch}`));
    if (sha === null) continue;
    const from = (await commitOf(cwd, `refs/heads/${branch}`)) ?? sha;
    const distance = Number(await git(cwd, ['rev-list', '--count', `${from}..HEAD`]));
    if (nearest === null || distance < nearest.distance) nearest = { sha, distance };
  }
  return nearest?.sha ?? null;
}

async function branchesOf(cwd: string, remotes: readonly string[]): Promise<ReadonlySet<string>> {
  const own = (await optional(cwd, ['symbolic-ref', '--quiet', '--short', 'HEAD'])) ?? '';
  const names = [own, (await defaultBranch(cwd, remotes)) ?? ''];
  for (const remote of remotes) {
    const refs = `refs/remotes/${remote}`;
    const format = '--format=%(refname)';
    for (const ref of lines(await git(cwd, ['for-each-ref', format, '--contains=HEAD', refs])))
      names.push(ref.slice(refs.length + 1));
  }
  return new Set(names.filter((name) => name !== '' && name !== 'HEAD'));
}

async function defaultBranch(cwd: string, remotes: readonly string[]): Promise<string | null> {
  const told = await firstOf(remotes, async (remote) => {
    const head = await optional(cwd, ['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`]);
    return head?.slice(`refs/remotes/${remote}/`.length) ?? null;
  });
  if (told !== null) return told;
  const places = ['refs/heads', ...remotes.map((remote) => `refs/remotes/${remote}`)];
  return firstOf(['main', 'master'], async (name) => {
    const commit = await firstOf(places, (place) => commitOf(cwd, `${place}/${name}`));
    return commit && name;
  });
}

function commitOf(cwd: string, ref: string): Promise<string | null> {
  return optional(cwd, ['rev-parse', '--verify', '--quiet', ref]);
}

async function untrackedDiff(cwd: string): Promise<string> {
  const names = await git(cwd, ['ls-files', '-z', '--others', '--exclude-standard']);
  const diffs: string[] = [];
  for (const name of names.split('\0').filter(Boolean))
    diffs.push(await git(cwd, [...DIFF, '--no-index', '--', '/dev/null', name]));
  return diffs.join('');
}

async function optional(cwd: string, args: readonly string[]): Promise<string | null> {
  return git(cwd, args).then(
    (text) => text.trim() || null,
    () => null,
  );
}

/** git's output; a difference that was found is not a failure. */
function git(cwd: string, args: readonly string[]): Promise<string> {
  const isDiff = args[0] === 'diff';
  return new Promise((resolve, reject) => {
    const options = { cwd, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES };
    execFile('git', [...args], options, (error, stdout) => {
      if (error === null || (isDiff && error.code === 1)) resolve(stdout);
      else reject(error);
    });
  });
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

function originFirst(remotes: readonly string[]): string[] {
  return [...remotes].sort((a, b) => Number(b === 'origin') - Number(a === 'origin'));
}

async function firstOf<T, R>(all: readonly T[], find: (one: T) => Promise<R | null>): Promise<R | null> {
  for (const one of all) {
    const found = await find(one);
    if (found !== null) return found;
  }
  return null;
}
