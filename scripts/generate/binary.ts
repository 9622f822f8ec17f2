// Runs a codex binary and collects what it says about its protocol: version, schema dumps, TypeScript dump,
// and answers over stdio. Everything happens in a throw-away home; nothing here reads profiles/.
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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

/** A request to put to a server, and its answer. */
export interface Probe {
  readonly method: string;
  readonly params?: unknown;
}
export type ProbeAnswer =
  | { readonly error: string }
  | { readonly result: unknown }
  | { readonly silent: true };

/** A throw-away HOME next to the project (newer binaries refuse one under the system's temp folder). */
export function withHome<T>(use: (home: string) => Promise<T>): Promise<T> {
  const root = join(process.cwd(), '.cache');
  mkdirSync(root, { recursive: true });
  const home = mkdtempSync(join(root, 'profile-'));
  mkdirSync(join(home, 'codex'));
  return use(home).finally(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
}

/** @returns everything the binary at `path` says; @throws when one of its commands fails. */
export async function dumpBinary(path: string): Promise<BinaryDump> {
  return withHome(async (home) => {
    const env = environment(home);
    const say = async (...args: string[]) => (await run(path, args, { env, maxBuffer: 1 << 26 })).stdout;
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

/**
 * Puts requests to a fresh `app-server` over stdio and returns the answers in order. Without `capabilities` the
 * requests come before `initialize`: the server still decodes them first, so malformed ones are told so.
 */
export async function probe(
  path: string,
  probes: readonly Probe[],
  capabilities?: object,
): Promise<ProbeAnswer[]> {
  refuseDangerous(probes, capabilities !== undefined);
  return withHome(async (home) => {
    const child = spawn(path, ['app-server'], {
      cwd: home,
      env: environment(home),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const waiting = new Map<number, (answer: ProbeAnswer) => void>();
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line) as {
        id?: number;
        method?: string;
        error?: { message: string };
        result?: unknown;
      };
      if (message.method !== undefined || message.id === undefined) return;
      waiting.get(message.id)?.(
        message.error ? { error: message.error.message } : { result: message.result },
      );
    });
    const exited = new Promise<void>((resolve, reject) => {
      child.once('exit', () => resolve());
      child.once('error', reject);
    });
    const ask = (id: number, request: Probe) =>
      new Promise<ProbeAnswer>((resolve) => {
        const timer = setTimeout(() => resolve({ silent: true }), 10_000);
        waiting.set(id, (answer) => {
          clearTimeout(timer);
          resolve(answer);
        });
        child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
      });
    const answers: ProbeAnswer[] = new Array(probes.length);
    let next = 0;
    const worker = async () => {
      for (let at = next++; at < probes.length; at = next++) {
        const request = probes[at];
        if (request) answers[at] = await ask(at + 1, request);
      }
    };
    try {
      if (capabilities) {
        await ask(0, {
          method: 'initialize',
          params: { clientInfo: { name: 'profile', version: '1' }, capabilities },
        });
      }
      await Promise.race([Promise.all(Array.from({ length: 16 }, worker)), exited]);
    } finally {
      child.stdin.end();
      const killer = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(killer);
    }
    return answers;
  });
}

/**
 * A request that is decoded by a ready server is also carried out, with this user's rights. Before the handshake
 * nothing is, so no probe may complete it; after it, only methods that touch nothing but the throw-away home.
 */
function refuseDangerous(probes: readonly Probe[], ready: boolean): void {
  for (const { method } of probes) {
    if (method === 'initialize')
      throw new Error('a probe must not initialize the server: later ones would be carried out');
    if (ready && !HARMLESS.has(method)) {
      throw new Error(`${method} must not be put to a ready server`);
    }
  }
}

/** Methods whose smallest params touch only the throw-away home. A new version's method is added by a person. */
const HARMLESS: ReadonlySet<string> = new Set([
  'account/login/start',
  'command/exec',
  'thread/fork',
  'thread/items/list',
  'thread/list',
  'thread/metadata/update',
  'thread/resume',
  'thread/start',
  'turn/start',
  'turn/steer',
]);

function environment(home: string): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '', HOME: home, CODEX_HOME: join(home, 'codex') };
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
