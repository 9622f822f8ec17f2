// Asks the machine's git for repositories that marketplaces and plug-ins come from. Nobody is asked for a password.

import { execFile } from 'node:child_process';
import { PluginFailure } from '../../domain/plugins/plugin-failure.js';
import { numberAt, textAt } from '../../util/peek.js';

export interface Checkout {
  readonly url: string;
  /** A commit, a branch or a tag; null: the newest of the usual branch. */
  readonly ref: string | null;
  /** The only folders that are wanted; empty: all. */
  readonly sparsePaths: readonly string[];
}

const TIMEOUT_MS = 120_000;
const MAX_BYTES = 16 * 1024 * 1024;

type Env = Readonly<Record<string, string | undefined>>;

interface GitPlace {
  readonly cwd?: string;
  readonly env: Env;
}

/** Fills the folder `destination`, which must not hold anything yet. @throws PluginFailure */
export async function checkOut(
  { url, ref, sparsePaths }: Checkout,
  destination: string,
  env: Env,
): Promise<void> {
  const inside = { cwd: destination, env };
  if (sparsePaths.length === 0) await git(['clone', url, destination], { env });
  else {
    await git(['clone', '--filter=blob:none', '--no-checkout', url, destination], { env });
    await git(['sparse-checkout', 'set', '--no-cone', '--', ...sparsePaths], inside);
  }
  if (ref !== null) await git(['checkout', ref], inside);
  else if (sparsePaths.length > 0) await git(['checkout'], inside);
}

/** The commit that a repository has there. @throws PluginFailure */
export async function remoteRevision(url: string, ref: string | null, env: Env): Promise<string> {
  // A commit is itself.
  if (ref !== null && /^[0-9a-f]{40}$/i.test(ref)) return ref;
  try {
    const listed = await run(['ls-remote', url, ref ?? 'HEAD'], { env });
    const revision = /^([0-9a-f]{40,64})\s/.exec(listed)?.[1];
    if (revision !== undefined) return revision;
  } catch (cause) {
    const { status, stderr } = failureOf(cause);
    throw new PluginFailure(`git ls-remote marketplace source failed with status ${status}: ${stderr}`, {
      isInternal: true,
      cause,
    });
  }
  throw new PluginFailure(`git ls-remote marketplace source found no ${ref ?? 'HEAD'}`, { isInternal: true });
}

/** The commit a folder has checked out. @throws PluginFailure */
export async function headOf(folder: string, env: Env): Promise<string> {
  return (await git(['rev-parse', 'HEAD'], { cwd: folder, env })).trim();
}

async function git(args: readonly string[], where: GitPlace): Promise<string> {
  try {
    return await run(args, where);
  } catch (cause) {
    const { status, stdout, stderr } = failureOf(cause);
    throw new PluginFailure(
      `git ${args.join(' ')} failed with status ${status}\nstdout:\n${stdout}\nstderr:\n${stderr}`,
      { isInternal: true, cause },
    );
  }
}

function run(args: readonly string[], { cwd, env }: GitPlace): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...env, GIT_TERMINAL_PROMPT: '0' },
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_BYTES,
    };
    const child = execFile('git', [...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(Object.assign(error, { stdout, stderr }));
    });
    child.stdin?.end();
  });
}

function failureOf(cause: unknown): { status: string; stdout: string; stderr: string } {
  const code = numberAt(cause, 'code');
  return {
    status: code === undefined ? (textAt(cause, 'message') ?? 'unknown') : `exit status: ${code}`,
    stdout: textAt(cause, 'stdout')?.trim() ?? '',
    stderr: textAt(cause, 'stderr')?.trim() ?? '',
  };
}
