import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createGitReader } from '../../../src/adapters/git/index.js';

const reader = createGitReader();

function folder(): { path: string; git(...args: string[]): string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'astc-git-'));
  return {
    path,
    git: (...args) =>
      execFileSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main', ...args],
        {
          cwd: path,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
          env: { PATH: process.env.PATH, HOME: path },
        },
      ).trim(),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
}

function committed(at: ReturnType<typeof folder>): string {
  at.git('init', '-q');
  writeFileSync(join(at.path, 'a'), 'a\n');
  at.git('add', '.');
  at.git('commit', '-qm', 'first');
  return at.git('rev-parse', 'HEAD');
}

describe('the git state of a folder', () => {
  it('is nothing outside a repository', async () => {
    using at = folder();
    expect(await reader.read(at.path)).toBeNull();
    expect(await reader.read(join(at.path, 'missing'))).toBeNull();
  });

  it('has no commit in a new repository', async () => {
    using at = folder();
    at.git('init', '-q');
    expect(await reader.read(at.path)).toEqual({ sha: null, branch: null, originUrl: null });
  });

  it('is commit, branch and origin, from any folder inside', async () => {
    using at = folder();
    const sha = committed(at);
    at.git('remote', 'add', 'other', 'https://example.com/other.git');
    at.git('remote', 'add', 'origin', 'https://example.com/team/repo.git');
    mkdirSync(join(at.path, 'deep/inside'), { recursive: true });
    expect(await reader.read(join(at.path, 'deep/inside'))).toEqual({
      sha,
      branch: 'main',
      originUrl: 'https://example.com/team/repo.git',
    });
  });

  it('survives packing, slashes in names and a detached head', async () => {
    using at = folder();
    const sha = committed(at);
    at.git('checkout', '-qb', 'feature/x');
    at.git('pack-refs', '--all');
    expect(await reader.read(at.path)).toEqual({ sha, branch: 'feature/x', originUrl: null });
    at.git('checkout', '-q', '--detach');
    expect(await reader.read(at.path)).toEqual({ sha, branch: null, originUrl: null });
  });

  it('is that of the worktree', async () => {
    using at = folder();
    const sha = committed(at);
    at.git('remote', 'add', 'origin', 'git@example.com:team/repo.git');
    at.git('worktree', 'add', '-q', '-b', 'side', join(at.path, 'tree'));
    expect(await reader.read(join(at.path, 'tree'))).toEqual({
      sha,
      branch: 'side',
      originUrl: 'git@example.com:team/repo.git',
    });
  });
});
