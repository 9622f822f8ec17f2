// A home for a real codex that must neither know an account nor reach a network: empty but for a config.toml
// that points to the scripted backend.

import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resolveCommand } from '../transport/command-resolution.js';
import { spawnError } from '../transport/spawn-error.js';

type Env = Readonly<Record<string, string | undefined>>;

/** Makes `dir` anew and gives the environment that lets a codex live in it. */
export function makeOfflineHome(
  dir: string,
  configToml: string,
  env: Env,
): Record<string, string | undefined> {
  rmSync(dir, { recursive: true, force: true });
  const home = path.join(dir, 'home');
  const codexHome = path.join(dir, 'codex-home');
  for (const made of [home, codexHome]) mkdirSync(made, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(codexHome, 'config.toml'), configToml, { mode: 0o600 });
  const direct = [env.NO_PROXY ?? env.no_proxy, '127.0.0.1', 'localhost'].filter(Boolean).join(',');
  return {
    ...env,
    HOME: home,
    CODEX_HOME: codexHome,
    OPENAI_API_KEY: undefined,
    CODEX_API_KEY: undefined,
    NO_PROXY: direct,
    no_proxy: direct,
  };
}

/**
 * What `codex --version` says, undefined when it says nothing readable within five seconds.
 * @throws TransportError `not_found`, `not_executable`, `spawn_failed` when it cannot be started at all
 */
export function codexVersion(command: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const { file, args } = resolveCommand(command, ['--version']);
    const child = execFile(file, [...args], { timeout: 5000 }, (error, stdout) => {
      if (error !== null && child.pid === undefined) reject(spawnError(command, undefined, error));
      else resolve(/\d+\.\d+\.\d+[\w.-]*/.exec(stdout)?.[0]);
    });
  });
}

/** The environment with the folder of `command` first on the PATH, where codex looks for its helpers. */
export function withOwnFolderFirst(command: string, env: Env): Record<string, string | undefined> {
  if (!/[\\/]/.test(command)) return { ...env };
  const own = path.resolve(path.dirname(command));
  return { ...env, PATH: [own, env.PATH].filter(Boolean).join(path.delimiter) };
}
