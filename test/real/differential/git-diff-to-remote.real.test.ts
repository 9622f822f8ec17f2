// What a repository holds that its remote does not, asked of ours and of the real servers about the same folders.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { handshake } from '../support/compare.js';
import { type Frame, freshFolder, startTarget, type Version } from '../support/target.js';

const IDENTITY = [
  'user.name=n',
  'user.email=n@example.com',
  'init.defaultBranch=main',
  'commit.gpgsign=false',
];

/** A repository of one file with a remote, both made below `home`. */
function repository(home: string, name: string, branch = 'main') {
  const folder = join(home, name);
  mkdirSync(folder);
  const git = (...args: string[]): void => {
    const options = IDENTITY.flatMap((option) => ['-c', option]);
    execFileSync('git', [...options, ...args], { cwd: folder, stdio: 'ignore' });
  };
  const write = (file: string, text: string | Buffer): void => writeFileSync(join(folder, file), text);
  const commit = (text: string): void => {
    write('a.txt', `${text}\n`);
    git('add', 'a.txt');
    git('commit', '-m', text);
  };
  git('init', '-b', branch);
  const addRemote = (remote: string): void => {
    git('init', '--bare', join(home, `${name}-${remote}.git`));
    git('remote', 'add', remote, join(home, `${name}-${remote}.git`));
  };
  return { folder, git, write, commit, addRemote };
}

type Ask = (cwd: unknown) => Promise<void>;

const PLAYS: Readonly<Record<string, (home: string, ask: Ask) => Promise<void>>> = {
  async 'folders that cannot be compared'(home, ask) {
    const { folder, git, commit, addRemote } = repository(home, 'bare-bones');
    for (const cwd of [5, join(home, 'none'), 'none', home, folder]) await ask(cwd);
    commit('one');
    await ask(folder);
    addRemote('origin');
    await ask(folder);
    await ask(join(folder, 'a.txt'));
    await ask(join(home, 'bare-bones-origin.git'));
    git('push', 'origin', 'main');
    git('remote', 'remove', 'origin');
    await ask(folder);
  },
  async 'changes of every kind'(home, ask) {
    const { folder, git, write, commit, addRemote } = repository(home, 'changes');
    commit('one');
    addRemote('origin');
    git('push', 'origin', 'main');
    await ask(folder);
    write('a.txt', 'two\n');
    write('.gitignore', 'ignored\n');
    write('ignored', 'x');
    write('binary', Buffer.from([0, 255, 1, 2]));
    write('empty', '');
    mkdirSync(join(folder, 'sub'));
    write('sub/new.txt', 'new\n');
    await ask(folder);
    await ask(join(folder, 'sub'));
    git('add', 'a.txt', 'empty');
    await ask(folder);
    git('rm', '-f', 'a.txt');
    await ask(folder);
    git('config', 'diff.external', 'false');
    git('config', 'diff.noprefix', 'true');
    await ask(folder);
  },
  async 'which commit of the remote is the nearest'(home, ask) {
    const { folder, git, commit, addRemote } = repository(home, 'nearest');
    commit('one');
    addRemote('origin');
    git('push', 'origin', 'main');
    commit('two');
    await ask(folder);
    git('checkout', '-b', 'feature');
    commit('three');
    await ask(folder);
    git('push', 'origin', 'feature');
    commit('four');
    await ask(folder);
    git('push', 'origin', 'HEAD:other');
    await ask(folder);
    git('checkout', '-b', 'unpushed');
    await ask(folder);
    git('push', 'origin', 'HEAD:main');
    await ask(folder);
    commit('five');
    await ask(folder);
    git('checkout', '--detach');
    await ask(folder);
    git('branch', '-D', 'main');
    await ask(folder);
    git('checkout', 'feature');
    addRemote('backup');
    git('push', 'backup', 'feature~1:refs/heads/feature');
    git('push', 'backup', 'feature:refs/heads/main');
    await ask(folder);
    git('remote', 'rename', 'origin', 'zed');
    await ask(folder);
    git('checkout', '--orphan', 'orphan');
    git('commit', '-m', 'new beginning');
    await ask(folder);
  },
  async 'a default branch of another name'(home, ask) {
    const { folder, git, commit, addRemote } = repository(home, 'trunk', 'trunk');
    commit('one');
    addRemote('origin');
    git('push', 'origin', 'trunk');
    git('checkout', '-b', 'feature');
    commit('two');
    await ask(folder);
    git('remote', 'set-head', 'origin', 'trunk');
    await ask(folder);
    git('worktree', 'add', '-b', 'elsewhere', join(home, 'elsewhere'));
    await ask(join(home, 'elsewhere'));
  },
};

it.each<Version>(['0.169.0', '0.118.0'])('ours and the real %s find the same difference', async (version) => {
  const home = freshFolder('git-diff');
  const targets = await Promise.all(
    (['ours', 'real'] as const).map((side) => startTarget({ side, version, config: '' })),
  );
  try {
    for (const target of targets) await handshake(target);
    const apart: unknown[] = [];
    let found = 0;
    for (const [name, play] of Object.entries(PLAYS)) {
      let step = 0;
      await play(home, async (cwd) => {
        step++;
        const [ours, real] = await Promise.all(
          targets.map((target) => target.request('gitDiffToRemote', { cwd })),
        );
        const [mine, theirs] = [said(ours), said(real)];
        if (JSON.stringify(mine) !== JSON.stringify(theirs)) apart.push({ name, step, mine, theirs });
        if (ours?.result !== undefined) found++;
      });
    }
    expect(apart).toEqual([]);
    expect(found).toBeGreaterThan(15);
  } finally {
    await Promise.all(targets.map((target) => target.close()));
    rmSync(home, { recursive: true, force: true });
  }
});

function said(answer: Frame | undefined): unknown {
  return answer?.result ?? answer?.error;
}
