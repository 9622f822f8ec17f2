import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCommandRunner } from '../../../src/adapters/exec/index.js';
import type { SandboxPolicy } from '../../../src/protocol/index.js';
import { systemClock } from '../../../src/util/clock.js';
import { sandboxHere } from '../../util/sandbox-here.js';
import { type Ended, ended, type Fixture, fixture, isAlive, scratchFolder, spec } from './support.js';

const workspaceWrite: SandboxPolicy = { type: 'workspaceWrite' };
const readOnly: SandboxPolicy = { type: 'readOnly' };

let run: Fixture;
let outside: string;
beforeEach(() => {
  outside = scratchFolder();
  run = fixture([join(outside, 'home')]);
});
afterEach(async () => {
  await run.close();
  rmSync(outside, { recursive: true, force: true });
});

async function inside(
  script: string,
  sandbox: SandboxPolicy = workspaceWrite,
  more: Parameters<typeof spec>[2] = {},
): Promise<Ended> {
  return ended(await run.runner.start(spec(run.cwd, script, { sandbox, ...more })));
}

/** Whether a shell script says that it got through. */
async function gotThrough(script: string, sandbox?: SandboxPolicy): Promise<boolean> {
  const { stdout } = await inside(`(${script}) 2>/dev/null && echo through`, sandbox);
  return stdout.endsWith('through\n');
}

describe.skipIf(!sandboxHere)('the sandbox', () => {
  it('can be had here', async () => {
    expect(await run.runner.sandboxProblem()).toBeNull();
  });

  it('lets a command read, run programs and write to nowhere when it is read-only', async () => {
    expect(await gotThrough('cat /etc/passwd | grep -c root', readOnly)).toBe(true);
    expect(await gotThrough('touch here', readOnly)).toBe(false);
    expect(await gotThrough('touch /tmp/astc-escape', readOnly)).toBe(false);
    expect(await gotThrough('echo x > /dev/null', readOnly)).toBe(true);
  });

  it('lets a command write to the workspace, /tmp and named roots, and nowhere else', async () => {
    const policy: SandboxPolicy = { type: 'workspaceWrite', writableRoots: [outside] };
    expect(await gotThrough('touch here')).toBe(true);
    expect(await gotThrough('f=$(mktemp /tmp/astc-XXXXXX) && rm $f')).toBe(true);
    expect(
      await gotThrough('f=$(mktemp /tmp/astc-XXXXXX) && rm $f', { ...policy, excludeSlashTmp: true }),
    ).toBe(false);
    expect(await gotThrough(`touch ${outside}/x`)).toBe(false);
    expect(await gotThrough(`touch ${outside}/x`, policy)).toBe(true);
  });

  it('is as wide as people let it be, and no wider', async () => {
    const more = { permissions: { network: false, read: [], write: [join(outside, 'granted')] } };
    mkdirSync(join(outside, 'granted', '.git'), { recursive: true });
    const through = async (script: string, policy: SandboxPolicy = readOnly): Promise<boolean> =>
      (await inside(`(${script}) 2>/dev/null && echo through`, policy, more)).stdout.endsWith('through\n');
    expect(await through(`touch ${outside}/granted/x`)).toBe(true);
    expect(await through(`touch ${outside}/x`)).toBe(false);
    expect(await through('touch here')).toBe(false);
    expect(await through('touch here', workspaceWrite)).toBe(true);
    expect(await through(`touch ${outside}/granted/.git/x`)).toBe(false);
    expect(await through(`touch ${outside}/granted/x`, workspaceWrite)).toBe(true);
  });

  it('lets a guarded folder and a single file be written once people named them', async () => {
    mkdirSync(join(run.cwd, '.git'));
    writeFileSync(join(outside, 'file'), 'old');
    const write = [join(run.cwd, '.git'), join(outside, 'file')];
    const more = { permissions: { network: false, read: [], write } };
    const script = `echo new > ${outside}/file && touch .git/x && ! touch ${outside}/other 2>/dev/null`;
    expect((await inside(script, workspaceWrite, more)).exitCode).toBe(0);
  });

  it('opens the network where people let it', async () => {
    const permissions = { network: true, read: [], write: [] };
    const told = 'echo "$CODEX_SANDBOX_NETWORK_DISABLED."';
    expect((await inside(told, readOnly)).stdout).toBe('1.\n');
    expect((await inside(told, readOnly, { permissions })).stdout).toBe('.\n');
    const links = 'ls /proc/self/ns/net >/dev/null; readlink /proc/self/ns/net';
    const own = (await inside(links, readOnly, { permissions })).stdout;
    expect(own).not.toBe('');
    expect((await inside(links, readOnly)).stdout).not.toBe(own);
  });

  it('does not follow links out', async () => {
    symlinkSync(outside, join(run.cwd, 'link'));
    expect(await gotThrough('touch link/x')).toBe(false);
    expect(await gotThrough(`ln -s ${outside} mine && touch mine/x`)).toBe(false);
    expect(await gotThrough(`touch ../${outside.split('/').at(-1)}/x`)).toBe(false);
    expect(readdirSync(outside)).toEqual([]);
  });

  it.each(['.git', '.codex', '.agents'])('keeps %s of a workspace as it is', async (name) => {
    mkdirSync(join(run.cwd, name));
    writeFileSync(join(run.cwd, name, 'config'), 'old');
    expect(await gotThrough(`echo new > ${name}/config`)).toBe(false);
    expect(await gotThrough(`mv ${name} other`)).toBe(false);
    expect(await gotThrough(`rm -r ${name}`)).toBe(false);
    expect(await gotThrough(`cat ${name}/config`)).toBe(true);
  });

  it('opens of .git what was granted by name, and no more', async () => {
    mkdirSync(join(run.cwd, '.git'));
    for (const name of ['config', 'HEAD']) writeFileSync(join(run.cwd, '.git', name), 'old');
    mkdirSync(join(outside, 'home'));
    const write = [join(run.cwd, '.git', 'config'), join(outside, 'home')];
    const permissions = { network: false, read: [], write };
    const through = async (script: string): Promise<boolean> => {
      const { stdout } = await inside(`(${script}) 2>/dev/null && echo through`, workspaceWrite, {
        permissions,
      });
      return stdout.endsWith('through\n');
    };
    expect(await through('echo new > .git/config')).toBe(true);
    expect(await through('echo new > .git/HEAD')).toBe(false);
    expect(await through(`touch ${outside}/home/auth.json`)).toBe(false);
  });

  it('lets none of them appear, and leaves no trace of that', async () => {
    expect(await gotThrough('mkdir .git')).toBe(false);
    expect(await gotThrough('touch .git/config')).toBe(false);
    expect(await gotThrough('mv .codex other')).toBe(false);
    expect(readdirSync(run.cwd)).toEqual([]);
  });

  it('lets them appear where the version does', async () => {
    const runner = createCommandRunner({ clock: systemClock, guarded: [], absentMayAppear: true });
    const running = await runner.start(spec(run.cwd, 'mkdir .git', { sandbox: workspaceWrite }));
    expect(await ended(running)).toMatchObject({ exitCode: 0 });
    await runner.close();
  });

  it('shows only what may be read, when the policy says what', async () => {
    const access = { type: 'restricted', readableRoots: [run.cwd] };
    const policy = { type: 'readOnly', access } as SandboxPolicy; // a member of 0.118.0
    writeFileSync(join(outside, 'secret'), 'x');
    writeFileSync(join(run.cwd, 'open'), 'x');
    expect(await gotThrough('cat open', policy)).toBe(true);
    expect(await gotThrough(`cat ${outside}/secret`, policy)).toBe(false);
    expect(await gotThrough(`ls ${process.cwd()}/package.json`, policy)).toBe(false);
  });

  it('keeps the folder that a .git file names', async () => {
    mkdirSync(join(run.cwd, 'real-git'));
    writeFileSync(join(run.cwd, '.git'), 'gitdir: real-git\n');
    expect(await gotThrough('touch real-git/hooks')).toBe(false);
  });

  it('keeps guarded paths within a writable root', async () => {
    mkdirSync(join(outside, 'home'));
    const policy: SandboxPolicy = { type: 'workspaceWrite', writableRoots: [outside] };
    expect(await gotThrough(`touch ${outside}/home/auth.json`, policy)).toBe(false);
    expect(await gotThrough(`touch ${outside}/other`, policy)).toBe(true);
  });

  it('hides other processes and does not let them be signalled', async () => {
    const other = await run.runner.start(spec(run.cwd, 'sleep 100'));
    expect(await gotThrough(`kill -0 ${other.pid}`)).toBe(false);
    expect(await gotThrough(`test -d /proc/${process.pid}/cwd`)).toBe(false);
    expect(await gotThrough(`ls /proc/1/root${outside}`)).toBe(true);
    expect(await gotThrough(`touch /proc/1/root${outside}/x`)).toBe(false);
    expect(await isAlive(other.pid)).toBe(true);
  });

  it('gives no rights to mount, and no devices', async () => {
    expect(await gotThrough('mount -t tmpfs none .')).toBe(false);
    expect(await gotThrough('umount /proc')).toBe(false);
    expect(await gotThrough('ls /dev/vda || ls /dev/sda')).toBe(false);
  });

  it('ends what a command leaves running in the background', async () => {
    const marker = `sleep 98.${process.pid}`;
    await inside(`setsid ${marker} >/dev/null 2>&1 & echo started`);
    const { stdout } = await ended(await run.runner.start(spec(run.cwd, `pgrep -f "${marker}$" | wc -l`)));
    // The shell that asks has the words in its own command line.
    expect(Number(stdout)).toBeLessThanOrEqual(1);
  });

  it('tells the exit code of the command, signals included', async () => {
    expect((await inside('exit 7')).exitCode).toBe(7);
    expect((await inside('kill -9 $$')).exitCode).toBe(137);
  });

  it('works in a terminal, filter and all', async () => {
    const { stdout, exitCode } = await inside(
      'tty && touch here && ! touch ../x 2>/dev/null',
      workspaceWrite,
      {
        tty: { rows: 24, cols: 80 },
      },
    );
    expect(stdout).toContain('/dev/');
    expect(exitCode).toBe(0);
  });

  it('leaves no file of its own in the temp directory, not even while it is there', async () => {
    vi.stubEnv('TMPDIR', outside);
    try {
      await inside('true', readOnly);
      await inside('true', readOnly, { tty: { rows: 24, cols: 80 } });
      expect(readdirSync(outside)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

const connect = (how: string) =>
  `node -e "require('net').connect(${how}).on('connect',()=>process.exit(0)).on('error',()=>process.exit(1))"`;

describe.skipIf(!sandboxHere)('the network of a sandbox', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function listening(where: string | number): Promise<number> {
    const server = createServer((socket) => socket.destroy());
    servers.push(server);
    await new Promise<void>((resolve) => {
      if (typeof where === 'string') server.listen(where, resolve);
      else server.listen(where, '127.0.0.1', resolve);
    });
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  it('is not there unless the policy gives it', async () => {
    const port = await listening(0);
    const script = connect(`${port},'127.0.0.1'`);
    expect(await gotThrough(script)).toBe(false);
    expect(await gotThrough(script, readOnly)).toBe(false);
    expect(await gotThrough(script, { type: 'workspaceWrite', networkAccess: true })).toBe(true);
  });

  it('leads to no unix socket on the disk either', async () => {
    const socket = join(run.cwd, 's');
    await listening(socket);
    expect(await gotThrough(connect(`'${socket}'`))).toBe(false);
    expect(await gotThrough(connect(`'${socket}'`), { type: 'workspaceWrite', networkAccess: true })).toBe(
      true,
    );
  });

  it('still lets processes talk through pipes', async () => {
    expect(await gotThrough('echo x | cat | grep -q x')).toBe(true);
    expect(await gotThrough(`node -e "require('child_process').execFileSync('true')"`)).toBe(true);
  });
});

describe('without a sandbox', () => {
  it('what was to be sandboxed is not run', async () => {
    const runner = createCommandRunner({
      clock: systemClock,
      guarded: [],
      sandbox: {
        problem: async () => 'none here',
        wrap: () => {
          throw new Error('must not be asked');
        },
        close: () => {},
      },
    });
    const command = spec(run.cwd, 'touch ran', { sandbox: readOnly });
    await expect(runner.start(command)).rejects.toMatchObject({
      failure: { code: 'sandboxUnavailable', message: 'none here' },
    });
    expect(readdirSync(run.cwd)).toEqual([]);
    expect(
      await ended(await runner.start({ ...command, sandbox: { type: 'dangerFullAccess' } })),
    ).toMatchObject({
      exitCode: 0,
    });
    await runner.close();
  });
});
