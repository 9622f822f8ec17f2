// Ends what is left when this process dies without a word: a shell that waits for the end of its input, which the
// kernel closes with us, and then kills the groups it was told of, and on Linux the rest of their sessions: the jobs of
// an interactive shell have groups of their own.

import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = `trap '' TERM INT HUP QUIT
left=" "
while read -r op pid; do
  case $op in
    +) left="$left$pid " ;;
    -) case $left in *" $pid "*) left="\${left%% $pid *} \${left#* $pid }" ;; esac ;;
  esac
done
for pid in $left; do kill -KILL "-$pid" 2>/dev/null; done
for stat in /proc/[0-9]*/stat; do
  read -r line 2>/dev/null <"$stat" || continue
  set -- \${line##*) }
  case $left in *" $4 "*) pid=\${stat#/proc/}; kill -KILL "\${pid%/stat}" 2>/dev/null ;; esac
done`;

/** Watches over process groups; started with the first of them. */
export class Guardian {
  #shell: ChildProcess | undefined;

  /** To be called before a process is started: from then on only the moment until it is added is unguarded. */
  prepare(): void {
    this.#shell ??= this.#start();
  }

  add(pid: number): void {
    this.prepare();
    this.#shell?.stdin?.write(`+ ${pid}\n`);
  }

  remove(pid: number): void {
    this.#shell?.stdin?.write(`- ${pid}\n`);
  }

  /** To be called when nothing is left to guard. */
  close(): void {
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', SCRIPT], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: '/',
      env: {},
    });
    // A guardian that cannot run guards nothing; the commands run all the same.
    shell.on('error', () => {});
    shell.stdin?.on('error', () => {});
    shell.unref();
    return shell;
  }
}
