// One side of a drift: a version this build knows, or a codex binary asked for its own schemas.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { type RawBundle, type Surface, surfaceOfBundles, surfaceOfProfile } from '../../drift/index.js';
import { isProfileName, loadProfile, profileNames } from '../../protocol/index.js';
import { resolveCommand } from '../../transport/command-resolution.js';
import { messageOf } from '../../util/coded-error.js';
import { stateDir } from '../../util/state-dir.js';
import { CommandError, UsageError } from '../errors.js';
import type { CliIo } from '../io.js';
import { codexVersion, makeOfflineHome } from '../offline-home.js';

const run = promisify(execFile);
const BUNDLE = 'codex_app_server_protocol.schemas.json';

/**
 * @throws UsageError when it is neither a known version nor a path; CommandError `schemas_unavailable` when the binary
 *   writes none; TransportError when it cannot be started
 */
export async function surfaceOf(side: string, io: CliIo): Promise<Surface> {
  if (isProfileName(side)) return surfaceOfProfile(loadProfile(side));
  if (/^\d+\.\d+\.\d+/.test(side)) {
    throw new UsageError(
      'bad_option',
      `This build has no profile of ${side}, only of ${profileNames.join(' and ')}: install that codex and give its path instead.`,
    );
  }
  return surfaceOfBinary(side, io);
}

/** Nothing is started but the generator of schemas, in an empty home. */
async function surfaceOfBinary(binary: string, io: CliIo): Promise<Surface> {
  const version = (await codexVersion(binary)) ?? 'unknown version';
  const parent = stateDir(io.env, 'drift');
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(path.join(parent, 'schemas-'));
  try {
    const env = makeOfflineHome(path.join(dir, 'home'), '', io.env);
    const dump = async (name: string, flags: readonly string[]): Promise<RawBundle> => {
      const out = path.join(dir, name);
      const { file, args } = resolveCommand(binary, [
        'app-server',
        'generate-json-schema',
        ...flags,
        '--out',
        out,
      ]);
      await run(file, [...args], { env, timeout: 60_000, maxBuffer: 1 << 26 });
      return JSON.parse(readFileSync(path.join(out, BUNDLE), 'utf8')) as RawBundle; // as every version writes it
    };
    const stable = await dump('stable', []);
    // Early versions know no experimental methods, and not the flag either.
    const experimental = await dump('experimental', ['--experimental']).catch(() => stable);
    return surfaceOfBundles(version, { stable, experimental });
  } catch (thrown) {
    throw new CommandError(
      'schemas_unavailable',
      `${binary} (${version}) writes no schemas that can be read: ${messageOf(thrown).split('\n')[0] ?? ''}`,
      { cause: thrown },
    );
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
