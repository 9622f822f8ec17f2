// Runs a codex binary and collects what it says about its protocol: version, schema dumps, TypeScript dump.
// Everything happens in a throw-away home and never with root's rights; nothing here reads profiles/.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RawBundle } from '../../src/drift/schema-form.js';
import { reachable, sandboxOf, withHome } from './throw-away-home.js';

const run = promisify(execFile);

/** What one binary says, before any interpretation. */
export interface BinaryDump {
  readonly version: string;
  readonly stable: RawBundle;
  readonly experimental: RawBundle;
  /** TypeScript dump: path inside the dump (`v2/Thread.ts`) to source text. */
  readonly types: ReadonlyMap<string, string>;
}

/** @returns everything the binary at `path` says; @throws when one of its commands fails. */
export async function dumpBinary(path: string): Promise<BinaryDump> {
  return withHome(async (home) => {
    const program = reachable(path, home);
    const say = async (...args: string[]) =>
      (await run(program, args, { ...sandboxOf(home), maxBuffer: 1 << 26 })).stdout;
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
