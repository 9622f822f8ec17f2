// A server under comparison: ours or a pinned real one, with one client over stdio and a home of its own whose model
// provider is a scripted backend. Keeps every frame it said, in order.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FEW_CERTIFICATES } from './few-certificates.js';
import { endFileReaders } from './file-readers.js';
import { childWire, hostedWire, type Wire } from './server-wire.js';
import { withSystemFiles } from './system-files.js';
import { copyWarmHome } from './warm-homes.js';

export type Version = '0.169.0' | '0.118.0';
export type Side = 'ours' | 'real';
export type Frame = Record<string, unknown>;

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The real binary of that version. @throws when the run was not started by npm run test:real. */
export function realBinary(version: Version): string {
  const variable = `ASTC_REAL_${version.replaceAll('.', '_')}`;
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} is not set: start these tests with npm run test:real`);
  return path;
}

/**
 * A fresh folder outside of every repository: inside of one a real server runs git a dozen times a turn, which costs more
 * than all else it does. Nor is it in the temp directory: 0.169.0 refuses a home there. An empty folder called .git is
 * no repository, but ends the search for a project's root, which would else find what sandboxes leave in /.
 */
export function freshFolder(label: string): string {
  const folder = mkdtempSync(join('/var/tmp', `astc-${label}-`));
  mkdirSync(join(folder, '.git'));
  return folder;
}

export interface TargetOptions {
  side: Side;
  version: Version;
  /** config.toml of the fresh CODEX_HOME. */
  config: string;
  /** An existing home to start on; a fresh one is made, and removed at the end, when absent. */
  home?: string;
  /** Options of the app-server besides the usual ones. */
  args?: readonly string[];
  /** Files of /etc/codex, by name: the server alone sees them. */
  system?: Readonly<Record<string, string>>;
  /** Variables besides the usual ones. */
  env?: Readonly<Record<string, string>>;
  /** Ours is a process too, for plays that look at what it writes to stderr. */
  isProcess?: boolean | undefined;
}

export interface Target {
  readonly home: string;
  readonly cwd: string;
  readonly frames: readonly Frame[];
  /** Sends a request and resolves with the whole answer frame, error answers included. */
  request(method: string, params?: unknown): Promise<Frame>;
  send(frame: Frame): void;
  sendRaw(line: string): void;
  /** Resolves with the first frame from now on, or already received and not yet passed, that fits. */
  waitFor(what: string, fits: (frame: Frame) => boolean, from?: number): Promise<Frame>;
  /** What it wrote to stderr last. */
  stderr(): string;
  close(): Promise<void>;
}

export async function startTarget(options: TargetOptions): Promise<Target> {
  const home = options.home ?? freshFolder(`${options.side}-${options.version}`);
  const codexHome = join(home, 'codex');
  const cwd = join(home, 'work');
  if (options.side === 'real' && !existsSync(codexHome)) copyWarmHome(options.version, codexHome);
  for (const folder of [codexHome, cwd, join(home, 'user')]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(codexHome, 'config.toml'), options.config);
  const env = {
    ...FEW_CERTIFICATES,
    PATH: process.env.PATH,
    HOME: join(home, 'user'),
    CODEX_HOME: codexHome,
    TERM: 'xterm-256color',
    TZ: process.env.TZ,
    ...options.env,
  };
  return new LineTarget(
    await startWire(options, { home, codexHome, cwd, env }),
    home,
    cwd,
    options.home === undefined,
  );
}

/** What only a process has: Node and the keyring look these up by themselves. */
const OF_A_PROCESS = ['DBUS_SESSION_BUS_ADDRESS', 'NODE_EXTRA_CA_CERTS'];

interface Place {
  readonly home: string;
  readonly codexHome: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

async function startWire(options: TargetOptions, { home, codexHome, cwd, env }: Place): Promise<Wire> {
  const { side, version, args = [], system, isProcess = OF_A_PROCESS.some((name) => name in env) } = options;
  if (side === 'ours' && args.length === 0 && !system && !isProcess)
    return hostedWire({ profile: version, codexHome, cwd, env });
  const command =
    side === 'real'
      ? [realBinary(version), 'app-server', ...args]
      : [process.execPath, join(root, 'dist', 'cli', 'main.js'), 'app-server', '--profile', version, ...args];
  const [program = '', ...rest] = system ? withSystemFiles(home, system, command) : command;
  return childWire(program, rest, { cwd, env });
}

class LineTarget implements Target {
  readonly home: string;
  readonly cwd: string;
  readonly frames: Frame[] = [];
  readonly #wire: Wire;
  readonly #removeHome: boolean;
  readonly #listeners = new Set<() => void>();
  #nextId = 1;
  #rest = '';

  constructor(wire: Wire, home: string, cwd: string, removeHome: boolean) {
    this.#wire = wire;
    this.home = home;
    this.cwd = cwd;
    this.#removeHome = removeHome;
    wire.onText((text) => this.#receive(text));
    void wire.ended.then(() => this.#notify());
  }

  #receive(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') this.frames.push(JSON.parse(line));
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }

  stderr(): string {
    return this.#wire.stderr();
  }

  send(frame: Frame): void {
    this.sendRaw(JSON.stringify(frame));
  }

  sendRaw(line: string): void {
    this.#wire.write(`${line}\n`);
  }

  request(method: string, params?: unknown): Promise<Frame> {
    const id = this.#nextId++;
    this.send(params === undefined ? { id, method } : { id, method, params });
    return this.waitFor(`the answer to ${method}`, (frame) => frame.id === id && !('method' in frame), 0);
  }

  waitFor(what: string, fits: (frame: Frame) => boolean, from = 0): Promise<Frame> {
    return new Promise((resolve, reject) => {
      let seen = from;
      const look = (): void => {
        while (seen < this.frames.length) {
          const frame = this.frames[seen++];
          if (frame && fits(frame)) {
            settle(() => resolve(frame));
            return;
          }
        }
        if (this.#wire.isEnded())
          settle(() => reject(new Error(`the server ended while waiting for ${what}\n${this.stderr()}`)));
      };
      const timer = setTimeout(
        () => settle(() => reject(new Error(`no ${what} within 20 s\n${this.stderr()}`))),
        20_000,
      );
      const settle = (then: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        then();
      };
      this.#listeners.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    await this.#wire.end();
    endFileReaders(this.home);
    if (this.#removeHome) rmSync(this.home, { recursive: true, force: true });
  }
}
