// The homes servers live in during a run: one that has been started on before, and one that holds many stored threads.
// All lie below .cache/bench, because the real server refuses a home under the temp directory.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BackendProcess } from './backend-process.js';
import type { Contender } from './contender.js';
import { writeStoredThreads } from './stored-threads.js';

const base = fileURLToPath(new URL('../.cache/bench/', import.meta.url));
const KEPT = new Set(['config.toml', 'sessions']);

export interface Home {
  readonly codexHome: string;
  readonly workFolder: string;
  readonly env: NodeJS.ProcessEnv;
}

export class Homes {
  readonly #folder = join(base, `homes-${process.pid}`);
  readonly #backend: BackendProcess;
  readonly #made = new Map<string, Home>();

  constructor(backend: BackendProcess) {
    this.#backend = backend;
  }

  /** The home for everyday measures; the same for all measures of a contender. */
  everyday(contender: Contender): Home {
    return this.#home(contender, 'everyday', () => {});
  }

  /** The home with so many stored threads, one short turn each. */
  stored(contender: Contender, threads: number, size?: 'small'): Home {
    return this.#home(contender, `stored-${threads}-${size ?? 'usual'}`, (home) => {
      const options = { count: threads, cwd: home.workFolder, isSmall: size === 'small' };
      writeStoredThreads(join(home.codexHome, 'sessions'), options);
    });
  }

  removeAll(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #home(contender: Contender, purpose: string, fill: (home: Home) => void): Home {
    const name = `${contender.name}-${purpose}`;
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const home = this.#make(join(this.#folder, name));
    writeFileSync(join(home.codexHome, 'config.toml'), this.#backend.config(contender.codexVersion));
    fill(home);
    this.#made.set(name, home);
    return home;
  }

  #make(folder: string): Home {
    const codexHome = join(folder, 'codex');
    const workFolder = join(folder, 'work');
    const userHome = join(folder, 'user');
    for (const made of [codexHome, workFolder, userHome]) mkdirSync(made, { recursive: true });
    const direct = '127.0.0.1,localhost';
    const env = {
      PATH: process.env.PATH,
      HOME: userHome,
      CODEX_HOME: codexHome,
      NO_PROXY: direct,
      no_proxy: direct,
    };
    return { codexHome, workFolder, env };
  }
}

/** Leaves the settings and the rollouts, and removes every index a server has made of them. */
export function forgetIndexes(home: Home): void {
  for (const name of readdirSync(home.codexHome)) {
    if (!KEPT.has(name)) rmSync(join(home.codexHome, name), { recursive: true, force: true });
  }
}
