// The commands that provoke approvals, against our own server: they assert what their names promise.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sandboxHere } from '../util/sandbox-here.js';
import { World } from './binary.js';

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world.destroy());

describe.skipIf(!sandboxHere).each(['0.169.0', '0.118.0'])('our server as codex %s', (profile) => {
  const run = (...args: string[]) => world.run([...args, '--embedded', '--profile', profile]);

  it.each([
    ['trigger-cmd-approval', /1 asked\nasked to run .*: accept/],
    ['trigger-patch-approval', /1 asked\nasked to change files: accept/],
    ['no-trigger-cmd-approval', /turn completed in /],
  ])('%s holds', async (command, said) => {
    expect(await run(command)).toMatchObject({ code: 0, stderr: expect.stringMatching(said) });
  });

  it('asks once about a compound command, unless all of it only reads', async () => {
    const ran = await run('trigger-zsh-fork-multi-cmd-approval', '--min-approvals', '1');
    // 0.118.0 trusts /usr/bin/true, so that the command's promise is broken.
    expect(ran.code).toBe(profile === '0.118.0' ? 1 : 0);
  });

  it('declines what nobody approves, and says so', async () => {
    const ran = await run('trigger-cmd-approval', '--approve', 'decline');
    expect(ran.stderr).toContain(': decline');
  });
});

describe('a person who is waited for', () => {
  it('keeps the time-out of a command from passing', async () => {
    const ran = await world.run(['live-elicitation-timeout-pause', '--embedded', '--hold-seconds', '11']);
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('turn completed in ') });
  }, 60_000);
});
