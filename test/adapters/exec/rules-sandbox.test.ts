import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { viewOfRules } from '../../../src/adapters/exec/sandbox/rules-view.js';
import { seatbeltArguments } from '../../../src/adapters/exec/sandbox/seatbelt.js';
import { type AccessRules, allBut } from '../../../src/domain/access-rules.js';
import { NO_HOST_RULES } from '../../../src/domain/network/network-limits.js';
import { NO_PERMISSIONS, type Permissions } from '../../../src/domain/permissions.js';
import { accessRules as rules } from '../../util/access-rules.js';
import { sandboxHere } from '../../util/sandbox-here.js';
import { ended, type Fixture, fixture, scratchFolder, spec } from './support.js';

let run: Fixture;
let outside: string;
let home: string;

beforeEach(() => {
  outside = scratchFolder();
  home = join(outside, 'home');
  run = fixture([home]);
  const inside = [
    'a',
    'docs/a',
    'docs/open/a',
    'secret/a',
    'secret/open/a',
    '.git/config',
    'x.env',
    'sub/y.env',
  ];
  const files = [...inside.map((name) => join(run.cwd, name)), join(outside, 'a'), join(home, 'a')];
  for (const file of files) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'x');
  }
  symlinkSync(join(run.cwd, 'secret'), join(run.cwd, 'link'));
});

afterEach(async () => {
  await run.close();
  rmSync(outside, { recursive: true, force: true });
});

/** Which of these can be read, and which written, each by its name below the working folder. */
async function reach(
  accessRules: AccessRules,
  names: readonly string[],
  permissions: Permissions = NO_PERMISSIONS,
) {
  const lines = names.map(
    (name) =>
      `cat '${name}' >/dev/null 2>&1 && echo 'r ${name}'; (: >>'${name}') 2>/dev/null && echo 'w ${name}'`,
  );
  const sandbox = { type: 'readOnly' } as const;
  const running = await run.runner.start(
    spec(run.cwd, lines.join('\n'), { sandbox, accessRules, permissions }),
  );
  const { stdout } = await ended(running);
  const of = (mark: string): string[] =>
    stdout.split('\n').flatMap((line) => (line.startsWith(mark) ? [line.slice(2)] : []));
  return { read: of('r '), written: of('w ') };
}

describe.skipIf(!sandboxHere)('a command under access rules', () => {
  it('reads and writes what the most exact rule lets it', async () => {
    const all = rules({ ':root': 'read', '': 'write', docs: 'read', 'docs/open': 'write', secret: 'deny' });
    const names = ['a', 'docs/a', 'docs/open/a', 'secret/a', 'link/a', '.git/config', 'new', `${outside}/a`];
    expect(await reach(all, names)).toEqual({
      read: ['a', 'docs/a', 'docs/open/a', '.git/config', `${outside}/a`],
      written: ['a', 'docs/open/a', 'new'],
    });
  });

  it('gets into what is denied only where it may write', async () => {
    const all = rules({ ':root': 'read', secret: 'deny', 'secret/open': 'write' });
    expect(await reach(all, ['secret/a', 'secret/open/a', 'secret/new'])).toEqual({
      read: ['secret/open/a'],
      written: ['secret/open/a'],
    });
    const shut = rules({ ':root': 'read', secret: 'deny', 'secret/open': 'read' });
    expect(await reach(shut, ['secret/open/a'])).toEqual({ read: [], written: [] });
  });

  it('sees nothing but what is named where the whole disk is not', async () => {
    const all = rules({ ':minimal': 'read', docs: 'read' });
    expect(
      await reach(
        all,
        ['docs/a', 'a', '/etc/passwd', `${outside}/a`].map((name) =>
          name.startsWith('/') ? name : join(run.cwd, name),
        ),
      ),
    ).toEqual({
      read: [join(run.cwd, 'docs/a'), '/etc/passwd'],
      written: [],
    });
  });

  it('opens no file that a pattern denies, down to the depth that counts', async () => {
    const names = ['a', 'x.env', 'sub/y.env'];
    const everywhere = rules({ ':root': 'read', '': 'write', '**/*.env': 'deny' });
    expect(await reach(everywhere, names)).toEqual({ read: ['a'], written: ['a'] });
    expect((await reach({ ...everywhere, globDepth: 1 }, names)).read).toEqual(['a', 'sub/y.env']);
  });

  it('opens no such file either where the way to the workspace leads over a link', async () => {
    const linked = join(outside, 'linked');
    symlinkSync(run.cwd, linked);
    const all = rules({ ':root': 'read', [linked]: 'write', [`${linked}/**/*.env`]: 'deny' });
    const names = ['a', 'x.env', 'sub/y.env', `${linked}/x.env`];
    expect((await reach(all, names)).read).toEqual(['a']);
  });

  it('is not let into what a guarded name leads to when the rules do not', async () => {
    symlinkSync(join(run.cwd, 'secret/open'), join(run.cwd, '.agents'));
    symlinkSync(outside, join(run.cwd, '.aws'));
    const shut = rules({ ':root': 'read', '': 'write', secret: 'deny' });
    expect((await reach(shut, ['a', 'secret/open/a', '.agents/a'])).read).toEqual(['a']);
    const narrow = rules({ ':minimal': 'read', '': 'write' });
    expect((await reach(narrow, ['a', `${outside}/a`, '.aws/a'])).read).toEqual(['a']);
  });

  it('is not let into what a guarded file names when the rules do not', async () => {
    rmSync(join(run.cwd, '.git'), { recursive: true });
    writeFileSync(join(run.cwd, '.git'), `gitdir: ${outside}\n`);
    const narrow = rules({ ':minimal': 'read', '': 'write' });
    expect((await reach(narrow, ['a', `${outside}/a`])).read).toEqual(['a']);
  });

  it('never writes the home of the server, whoever granted it, and runs all the same', async () => {
    const file = join(home, 'a');
    for (const write of [[file], [home], [home, file]]) {
      const granted = { network: false, read: [], write };
      expect(await reach(rules({ ':root': 'read' }), [file], granted)).toEqual({ read: [file], written: [] });
    }
    const named = rules({ ':root': 'read', [home]: 'write' });
    expect(await reach(named, [file])).toEqual({ read: [file], written: [] });
  });

  it('makes nothing where something is to be kept from it', async () => {
    const all = rules({ ':root': 'read', '': 'write', later: 'deny', soon: 'read' });
    expect((await reach(all, ['later', 'soon', 'fine'])).written).toEqual(['fine']);
  });

  it('writes guarded folders only where they are named, and never the home of the server', async () => {
    const all = rules({ ':root': 'write', [outside]: 'write' });
    expect((await reach(all, [`${home}/a`, `${outside}/a`])).written).toEqual([`${outside}/a`]);
    const named = rules({ ':root': 'read', '': 'write', '.git': 'write' });
    expect((await reach(named, ['.git/config', '.codex/config.toml'])).written).toEqual(['.git/config']);
  });

  it('cannot make the folders in which something denied would lie', async () => {
    const all = rules({ ':root': 'read', '': 'write', 'gone/deep/secret': 'deny' });
    const running = await run.runner.start(
      spec(run.cwd, 'mkdir -p gone/deep/secret; mkdir new', {
        sandbox: { type: 'readOnly' },
        accessRules: all,
      }),
    );
    await ended(running);
    expect(['gone', 'new'].map((name) => existsSync(join(run.cwd, name)))).toEqual([false, true]);
  });

  it('cannot read what a pattern denies in a workspace whose name looks like one', async () => {
    const odd = join(outside, '[a]*');
    for (const name of ['x.env', 'sub/y.env', 'b']) {
      mkdirSync(dirname(join(odd, name)), { recursive: true });
      writeFileSync(join(odd, name), 'x');
    }
    const all = rules({ ':root': 'read', '**/*.env': 'deny' }, { workspace: [odd] });
    const names = ['x.env', 'sub/y.env', 'b'].map((name) => join(odd, name));
    expect((await reach(all, names)).read).toEqual([join(odd, 'b')]);
  });

  it('may do what somebody granted, but never what is denied', async () => {
    const all = rules({ ':root': 'read', secret: 'deny' });
    const granted = { network: false, read: [], write: [outside, join(run.cwd, 'secret')] };
    const { read, written } = await reach(all, [`${outside}/a`, 'secret/a'], granted);
    expect([read, written]).toEqual([[`${outside}/a`], [`${outside}/a`]]);
  });

  it('outside of its sandbox still cannot read what is denied', async () => {
    const all = allBut(rules({ ':minimal': 'read', secret: 'deny' }));
    expect(await reach(all, ['secret/a', `${outside}/a`])).toEqual({
      read: [`${outside}/a`],
      written: [`${outside}/a`],
    });
  });

  it('has the network that the rules give, and none that would have to be filtered', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    const connects = async (more: Partial<AccessRules>): Promise<boolean> => {
      const script = `node -e "require('net').connect(${port}, '127.0.0.1').on('connect', () => process.exit(0)).on('error', () => process.exit(1))"`;
      const accessRules = rules({ ':root': 'read' }, more);
      const sandbox = { type: 'readOnly' } as const;
      return (
        (await ended(await run.runner.start(spec(run.cwd, script, { sandbox, accessRules })))).exitCode === 0
      );
    };
    try {
      expect(await connects({ network: true })).toBe(true);
      const networkLimits = {
        ...NO_HOST_RULES,
        allowsLocal: true,
        mode: 'full',
        hasSocks: true,
        usesUpstream: true,
      } as const;
      const isFiltered = { networkLimits: { ...networkLimits, isManaged: false } };
      expect(await connects({ network: true, ...isFiltered })).toBe(false);
      expect(await connects({})).toBe(false);
    } finally {
      server.close();
    }
  });
});

describe('a pattern over a large tree', () => {
  it('is looked for between other work', async () => {
    for (let n = 0; n < 100; n += 1) mkdirSync(join(run.cwd, 'tree', String(n), 'deep'), { recursive: true });
    writeFileSync(join(run.cwd, 'tree', '50', 'deep', 'z.env'), 'x');
    const place = { cwd: run.cwd, tmpdir: undefined, guarded: [], absentMayAppear: true };
    let turns = 0;
    const others = setInterval(() => {
      turns += 1;
    });
    const all = rules({ ':root': 'read', '**/*.env': 'deny' });
    const view = await viewOfRules(all, { ...place, permissions: NO_PERMISSIONS });
    clearInterval(others);
    expect(view.layers.map(({ path }) => path)).toContain(join(run.cwd, 'tree/50/deep/z.env'));
    expect(turns).toBeGreaterThan(0);
  });
});

describe('access rules on macOS', () => {
  it('come in their order, so that the more exact one counts', async () => {
    const all = rules({ ':root': 'read', '': 'write', secret: 'deny' });
    const place = {
      cwd: run.cwd,
      tmpdir: undefined,
      guarded: [],
      absentMayAppear: true,
      permissions: NO_PERMISSIONS,
    };
    const [, profile = '', ...params] = seatbeltArguments(await viewOfRules(all, place));
    const nameOf = (path: string): string =>
      /P\d+/.exec(params.find((one) => one.endsWith(`=${path}`)) ?? '')?.[0] ?? '?';
    const opened = profile.indexOf(`(allow file-write* (subpath (param "${nameOf(run.cwd)}")))`);
    const shut = profile.indexOf(`(deny file-read* (subpath (param "${nameOf(join(run.cwd, 'secret'))}")))`);
    expect(opened).toBeGreaterThan(0);
    expect(shut).toBeGreaterThan(opened);
  });
});
