// Runs a codex binary and collects what it says about its protocol: version, schema dumps, TypeScript dump.
// Everything happens in a throw-away home and never with root's rights; nothing here reads profiles/.
import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What one binary says, before any interpretation. */
export interface BinaryDump {
  readonly version: string;
  readonly stable: RawBundle;
  readonly experimental: RawBundle;
  /** TypeScript dump: path inside the dump (`v2/Thread.ts`) to source text. */
  readonly types: ReadonlyMap<string, string>;
}

/** The one-file schema bundle: `definitions` with the newer names nested under `v2`. */
export interface RawBundle {
  readonly definitions: Readonly<Record<string, unknown>>;
}

/** A throw-away HOME next to the project (newer binaries refuse one under the system's temp folder). */
export function withHome<T>(use: (home: string) => Promise<T>): Promise<T> {
  const root = join(process.cwd(), '.cache');
  mkdirSync(root, { recursive: true });
  const home = mkdtempSync(join(root, 'profile-'));
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome);
  const { uid, gid } = sandboxOf(home);
  if (uid !== undefined && gid !== undefined) for (const dir of [home, codexHome]) chownSync(dir, uid, gid);
  return use(home).finally(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
}

/** @returns everything the binary at `path` says; @throws when one of its commands fails. */
export async function dumpBinary(path: string): Promise<BinaryDump> {
  return withHome(async (home) => {
    const say = async (...args: string[]) =>
      (await run(path, args, { ...sandboxOf(home), maxBuffer: 1 << 26 }).catch(explain(path))).stdout;
    const version = /\b(\d+\.\d+\.\d+\S*)/.exec(await say('--version'))?.[1];
    if (version === undefined) throw new Error(`${path} --version names no version`);
    const out = (name: string) => join(home, name);
    await say('app-server', 'generate-json-schema', '--out', out('stable'));
    await say('app-server', 'generate-json-schema', '--experimental', '--out', out('experimental'));
    await say('app-server', 'generate-ts', '--experimental', '--out', out('ts'));
    return {
      version,
      stable: readBundle(out('stable')),
      experimental: readBundle(out('experimental')),
      types: readTypes(out('ts')),
    };
  });
}

/** How a binary is run: at home in its throw-away folder; as nobody where this process is root. */
export interface Sandbox {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly uid?: number;
  readonly gid?: number;
}

/** A server carries out what it is asked with the rights it runs with, so it must not have those of root. */
export function sandboxOf(home: string): Sandbox {
  const env = { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: join(home, 'codex') };
  return { cwd: home, env, ...(process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}) };
}

const NOBODY = 65534;

function explain(path: string): (error: unknown) => never {
  return (error) => {
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    if (!denied) throw error;
    const hint = process.getuid?.() === 0 ? ' It is run as nobody, who must be able to read it.' : '';
    throw new Error(`${path} cannot be run: permission denied.${hint}`, { cause: error });
  };
}

function readBundle(dir: string): RawBundle {
  const text = readFileSync(join(dir, 'codex_app_server_protocol.schemas.json'), 'utf8');
  return JSON.parse(text) as RawBundle;
}

function readTypes(dir: string): Map<string, string> {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(
    files.sort().map((name) => [name.replaceAll('\\', '/'), readFileSync(join(dir, name), 'utf8')]),
  );
}
