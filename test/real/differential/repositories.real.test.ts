// What threads tell of the repository they work in, ours beside the real servers: commit, branch and origin are read
// when a thread begins, and kept.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, listAt } from '../../../src/util/peek.js';
import { runTurn, startThread } from '../support/compare.js';
import { sharedServers } from '../support/shared-servers.js';
import type { Side, Version } from '../support/target.js';

const WHO = ['-c', 'user.name=n', '-c', 'user.email=e@example.com', '-c', 'init.defaultBranch=main'];
/** Commits of the same content and time have the same name. */
const WHEN = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };

type Git = (...args: string[]) => void;

function gitIn(folder: string): Git {
  mkdirSync(folder, { recursive: true });
  return (...args) => {
    execFileSync('git', [...WHO, ...args], {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, ...WHEN },
    });
  };
}

/** How a repository is made, and where in it the thread works. */
const REPOSITORIES: Readonly<Record<string, { make(git: Git): void; below?: string }>> = {
  'without a commit': { make: (git) => git('init') },
  'without a commit, with an origin': {
    make(git) {
      git('init');
      addOrigin(git);
    },
  },
  'with a commit, a branch and an origin': { make: withOrigin },
  'from a folder below': { make: withOrigin, below: 'sub' },
  'that is on no branch': {
    make(git) {
      withOrigin(git);
      git('checkout', '--detach');
    },
  },
  'whose remote has another name': {
    make(git) {
      withCommit(git);
      git('remote', 'add', 'upstream', 'https://example.com/other.git');
    },
  },
};

function withCommit(git: Git): void {
  git('init');
  git('commit', '--allow-empty', '-m', 'first');
}

function withOrigin(git: Git): void {
  withCommit(git);
  git('checkout', '-b', 'topic');
  addOrigin(git);
}

function addOrigin(git: Git): void {
  git('remote', 'add', 'origin', 'https://example.com/repo.git');
}

describe.each<Version>(['0.169.0', '0.118.0'])('threads beside the real %s', (version) => {
  const onStage = sharedServers();
  const told = (side: Side): Promise<unknown> =>
    onStage({ side, version, script: { replies: [{ text: 'Fine.', times: 'always' }] } }, async (stage) => {
      const { target, home } = stage;
      const came: unknown[] = [];
      for (const [name, { make, below = '' }] of Object.entries(REPOSITORIES)) {
        const folder = join(home, name);
        make(gitIn(folder));
        const cwd = join(folder, below);
        mkdirSync(cwd, { recursive: true });
        const threadId = await startThread(target, { cwd });
        await runTurn(target, threadId, 'hello');
        const read = await target.request('thread/read', { threadId });
        const list = await target.request('thread/list', { cwd });
        const summary = await target.request('getConversationSummary', { conversationId: threadId });
        came.push([
          name,
          at(read, 'result', 'thread', 'gitInfo'),
          listAt(list, 'result', 'data').map((thread) => at(thread, 'gitInfo')),
          at(summary, 'result', 'summary', 'gitInfo'),
        ]);
      }
      return came;
    });

  it('tell commit, branch and origin of the repository they work in', async () => {
    const [ours, real] = [await told('ours'), await told('real')];
    expect(ours).toEqual(real);
    expect(JSON.stringify(ours)).toContain('https://example.com/repo.git');
  });
});
