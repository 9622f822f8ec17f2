// What programs try in order to get out of a sandbox, as data: the same list for our sandbox and for those of the real
// servers. Every attempt is harmless where it succeeds: it touches marker files of its own world, knocks at ports that
// the test listens at, or leaves a bounded number of sleeping processes.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

export interface Attempt {
  readonly name: string;
  /** For `sh`, in the workspace. `$OUT`: a folder outside, with the file `secret`. */
  readonly script: string;
  readonly mode?: 'readOnly';
  /** What it takes to succeed even where nothing confines it. */
  readonly needs?: 'rights' | 'programs' | 'luck';
  /** Real versions in which it succeeds for root, as measured. */
  readonly succeedsIn?: readonly ('0.118.0' | '0.169.0')[];
}

/** A workspace, a folder outside of it, and somebody who listens. Nothing of it lies below the temp folder. */
export class World {
  readonly root: string;
  readonly workspace: string;
  readonly out: string;
  readonly env: Readonly<Record<string, string>>;
  readonly #servers: readonly Server[];
  /** Whether anybody knocked. */
  wasReached = false;
  /** In the command line of every process that an attempt leaves behind. */
  readonly mark = `86${process.pid % 1000}.${Math.floor(Math.random() * 1e6)}`;

  private constructor(root: string, servers: readonly Server[], port: number) {
    this.root = root;
    this.workspace = join(root, 'workspace');
    this.out = join(root, 'out');
    this.#servers = servers;
    this.env = {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      HOME: root,
      OUT: this.out,
      PORT: String(port),
      OUTSIDER: String(process.pid),
      MARK: this.mark,
      TMPDIR: join(root, 'tmp'),
    };
  }

  static async make(base: string): Promise<World> {
    mkdirSync(base, { recursive: true });
    const root = mkdtempSync(join(base, 'w-'));
    for (const name of ['workspace/.git', 'out/git', 'tmp', 'linked', 'filed']) {
      mkdirSync(join(root, name), { recursive: true });
    }
    writeFileSync(join(root, 'out', 'secret'), 'secret\n');
    writeFileSync(join(root, 'out', 'git', 'config'), 'old\n');
    writeFileSync(join(root, 'workspace', '.git', 'config'), 'old\n');
    symlinkSync(join(root, 'out'), join(root, 'workspace', 'way-out'));
    symlinkSync('way-out', join(root, 'workspace', 'longer-way-out'));
    const knocked = (): void => {
      world.wasReached = true;
    };
    const servers = [createServer(onKnock), createServer(onKnock)];
    function onKnock(socket: { destroy(): void }): void {
      knocked();
      socket.destroy();
    }
    const [tcp, unix] = servers as [Server, Server];
    await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
    await new Promise<void>((resolve) => unix.listen(join(root, 'workspace', 's'), resolve));
    const address = tcp.address();
    const world = new World(
      root,
      servers,
      typeof address === 'object' && address !== null ? address.port : 0,
    );
    return world;
  }

  /** What the attempt changed that it must not have; empty when it was kept in. */
  async damage(output: string): Promise<string[]> {
    const { workspace, out } = this;
    const found: string[] = [];
    if (readdirSync(out).toSorted().join() !== 'git,secret') found.push('files outside');
    if (!existsSync(join(out, 'secret')) || readFileSync(join(out, 'secret'), 'utf8') !== 'secret\n') {
      found.push('the secret');
    }
    if (
      readdirSync(join(out, 'git')).join() !== 'config' ||
      readFileSync(join(out, 'git', 'config'), 'utf8') !== 'old\n'
    ) {
      found.push('the repository outside');
    }
    const git = join(workspace, '.git', 'config');
    if (
      !existsSync(git) ||
      readFileSync(git, 'utf8') !== 'old\n' ||
      readdirSync(join(workspace, '.git')).join() !== 'config'
    ) {
      found.push('.git');
    }
    if (existsSync(join(workspace, '.codex', 'config.toml'))) found.push('.codex');
    if (this.wasReached) found.push('the network');
    if (output.includes('GOT THROUGH')) found.push('it says so');
    if (await this.#leavesProcesses()) found.push('processes');
    return found;
  }

  /** Whether processes of the attempt are still there after a while. */
  async #leavesProcesses(): Promise<boolean> {
    for (let tries = 0; tries < 40; tries += 1) {
      if (this.processes().length === 0) return false;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    return true;
  }

  processes(): number[] {
    return readdirSync('/proc').flatMap((pid) => {
      try {
        const isOurs =
          /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`sleep\0${this.mark}`);
        return isOurs ? [Number(pid)] : [];
      } catch {
        return [];
      }
    });
  }

  close(): void {
    for (const server of this.#servers) server.close();
    for (const pid of this.processes()) process.kill(pid, 'SIGKILL');
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

const node = (script: string): string => `node -e "${script}"`;
const say = 'echo GOT THROUGH';

/** Gives what was started in the background the time to be there when the command ends. */
const BORN = 'sleep 0.3';

export const ATTEMPTS: readonly Attempt[] = [
  // Writes
  { name: 'a file outside', script: 'touch $OUT/made' },
  { name: 'a file outside by dots', script: 'touch ../out/made' },
  { name: 'a file outside, read-only', script: 'touch $OUT/made', mode: 'readOnly' },
  { name: 'a file in a read-only workspace', script: `touch made && ${say}`, mode: 'readOnly' },
  { name: 'overwriting', script: 'echo x > $OUT/secret' },
  { name: 'appending', script: 'echo x >> $OUT/secret' },
  { name: 'removing', script: 'rm -f $OUT/secret' },
  { name: 'moving in', script: 'mv $OUT/secret .' },
  { name: 'moving over', script: 'echo x > x; mv x $OUT/secret' },
  {
    name: 'truncating',
    needs: 'programs',
    script: `python3 -c 'import os; os.truncate(os.environ["OUT"] + "/secret", 0)'`,
  },
  { name: 'a hard link', script: 'ln $OUT/secret hard && echo x >> hard' },
  { name: 'a folder', script: 'mkdir -p $OUT/a/b' },
  { name: 'a copy that keeps everything', script: 'cp -a . $OUT/copy' },
  // Links
  { name: 'a link that was there', script: 'touch way-out/made' },
  { name: 'a chain of links', script: 'touch longer-way-out/made' },
  { name: 'a link of its own', script: 'ln -s $OUT mine; touch mine/made; echo x > mine/secret' },
  { name: 'a link to the file', script: 'ln -s $OUT/secret mine; echo x > mine' },
  {
    name: 'a link that comes and goes',
    needs: 'luck',
    script:
      'mkdir safe; for i in $(seq 60); do ln -sfn $OUT l; (echo x > l/made) & ln -sfn safe l; done; wait',
  },
  { name: 'a link through /proc', script: 'ln -s /proc/self/root$OUT mine; touch mine/made' },
  // The repository
  { name: 'the configuration of git', script: 'echo new > .git/config' },
  { name: 'a hook of git', script: 'mkdir .git/hooks; echo x > .git/hooks/pre-commit' },
  { name: 'moving .git away', script: 'mv .git other; mkdir .git; echo new > .git/config' },
  { name: 'removing .git', script: 'rm -rf .git' },
  { name: '.git through a link', script: 'ln -s .git other; echo new > other/config' },
  { name: '.git by hard link', script: 'ln .git/config other; echo new > other' },
  { name: 'git itself', needs: 'programs', script: 'git config --file .git/config a.b c' },
  { name: 'the configuration of the agent', script: 'mkdir -p .codex; echo x > .codex/config.toml' },
  // /proc
  { name: 'the root of the first process', needs: 'rights', script: 'touch /proc/1/root$OUT/made' },
  { name: 'its own root', script: 'touch /proc/self/root$OUT/made' },
  { name: 'the folder of an outsider', script: `ls /proc/$OUTSIDER/cwd/ && ${say}` },
  { name: 'the environment of an outsider', script: `cat /proc/$OUTSIDER/environ && ${say}` },
  {
    name: 'the memory of an outsider',
    needs: 'rights',
    script: `dd if=/proc/$OUTSIDER/mem of=/dev/null bs=1 count=1 && ${say}`,
  },
  { name: 'signals to an outsider', script: `kill -0 $OUTSIDER && ${say}` },
  {
    name: 'settings of the kernel',
    succeedsIn: ['0.118.0', '0.169.0'],
    needs: 'rights',
    script: `for f in /proc/sys/kernel/hostname /proc/sysrq-trigger; do [ -w $f ] && (: >> $f) && ${say}; done; true`,
  },
  {
    name: 'descriptors that were left open',
    needs: 'luck',
    script: 'for f in /proc/self/fd/*; do case $(readlink $f) in $OUT*) echo x > $f;; esac; done',
  },
  // Namespaces, mounts, devices
  {
    name: 'mounting over',
    succeedsIn: ['0.118.0'],
    needs: 'rights',
    script: `mount --bind . $OUT && ${say}`,
  },
  {
    name: 'mounting again, writable',
    succeedsIn: ['0.118.0'],
    needs: 'rights',
    script: `mount -o remount,rw,bind / && touch $OUT/made`,
  },
  {
    name: 'a namespace of its own',
    needs: 'rights',
    script: 'unshare -Urm sh -c "mount -o remount,rw,bind / && touch $OUT/made"',
  },
  { name: 'the namespaces of the first process', needs: 'rights', script: 'nsenter -t 1 -m touch $OUT/made' },
  { name: 'a device', needs: 'rights', script: `mknod disk b 8 0 && ${say}` },
  { name: 'the rights of root', needs: 'rights', script: 'sudo -n touch $OUT/made' },
  {
    name: 'tracing the first process',
    needs: 'programs',
    script: `timeout 2 strace -p 1 2>&1 | grep -q attached && ${say}`,
  },
  // Network
  {
    name: 'a port of this machine',
    script: node(`require('net').connect(process.env.PORT,'127.0.0.1').on('error',()=>{})`),
  },
  { name: 'the same by bash', needs: 'programs', script: 'bash -c "echo > /dev/tcp/127.0.0.1/$PORT"' },
  { name: 'a unix socket on the disk', script: node(`require('net').connect('s').on('error',()=>{})`) },
  {
    name: 'a unix socket by python',
    needs: 'programs',
    script: `python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect("s")'`,
  },
  {
    name: 'a datagram to the machine',
    needs: 'programs',
    script: `python3 -c 'import socket,os; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", int(os.environ["PORT"]))); print("GOT THROUGH")'`,
  },
  {
    name: 'a raw socket',
    needs: 'rights',
    script: `python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_RAW, 1); print("GOT THROUGH")'`,
  },
  {
    name: 'an abstract socket',
    needs: 'programs',
    script: `python3 -c 'import socket; s=socket.socket(socket.AF_UNIX); s.bind("\\0astc"); print("GOT THROUGH")'`,
  },
  // Processes
  { name: 'a child in the background', script: `sleep $MARK >/dev/null 2>&1 & ${BORN}` },
  { name: 'a daemon', script: `setsid sh -c "sleep $MARK >/dev/null 2>&1 &" & ${BORN}` },
  {
    name: 'children that ignore signals',
    script: `sh -c 'trap "" TERM HUP INT; sleep $MARK' >/dev/null 2>&1 & ${BORN}`,
  },
  {
    name: 'a bounded fork bomb',
    // 2^6 leaves at most, each of which ends by itself.
    script:
      'ulimit -u 2000; f() { [ $1 -gt 0 ] || { sleep $MARK; return; }; f $(($1-1)) & f $(($1-1)) & }; f 6 >/dev/null 2>&1; sleep 0.3',
  },
];
