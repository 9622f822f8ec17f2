// A Secret Service of our own for the life of a test: a D-Bus session with an unlocked keyring, in a throw-away home.
import { spawn, spawnSync } from 'node:child_process';

export interface KeyringSession {
  /** Variables that lead a process to it. */
  readonly env: Readonly<Record<string, string>>;
  end(): Promise<void>;
}

/** Debian's packages `dbus` and `gnome-keyring`. */
export function hasKeyringSession(): boolean {
  return ['dbus-run-session', 'gnome-keyring-daemon'].every(
    (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
}

/** @throws when the session ends before it is there */
export function startKeyringSession(home: string): Promise<KeyringSession> {
  // The keyring gets an empty password; the session lives as long as its standard input is open.
  const script =
    'echo | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 && echo "$DBUS_SESSION_BUS_ADDRESS" && cat >/dev/null';
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, HOME: home, XDG_RUNTIME_DIR: home },
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    void ended.then(() => reject(new Error('the keyring session ended at its start')));
    child.stdout.once('data', (line: Buffer) => {
      resolve({
        env: { DBUS_SESSION_BUS_ADDRESS: line.toString().trim() },
        end: () => {
          child.stdin.end();
          return ended;
        },
      });
    });
  });
}
