// Homes whose configuration has permission profiles of its own, with files to be opened and not to be, and servers on
// them. `HOME` in a profile is the folder of the home.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Backend, createBackend, type Script } from '../../../src/backend/index.js';
import { handshake } from './compare.js';
import { type Frame, freshFolder, type Side, startTarget, type Target, type Version } from './target.js';

export interface ProfileWorld {
  readonly home: string;
  readonly backend: Backend;
  /** `above`: top-level settings, `profiles`: tables. */
  start(above: string, profiles: string): Promise<Target>;
  /** Makes its files what they were at first, and no others. */
  restore(): void;
}

const FILES = [
  'work/.git/HEAD',
  'work/a',
  'work/top.env',
  'work/docs/a',
  'work/docs/open/a',
  'work/secret/a',
  'work/secret/open/a',
  'out/a',
  'out/x.env',
  'out/d/x.env',
  'out/d/e/x.env',
  'out/no/a',
  'user/x/a',
];

export async function inProfileWorld<T>(
  side: Side,
  version: Version,
  use: (world: ProfileWorld) => Promise<T>,
): Promise<T> {
  const script: Script = { replies: [{ text: 'Fine.', times: 'always' }] };
  const backend = createBackend({ script });
  await backend.listen();
  const home = freshFolder(`${side}-own-profiles`);
  const restore = (): void => {
    // The folders themselves stay: a server works in one of them.
    for (const folder of ['work', 'out'].map((name) => join(home, name)))
      for (const name of existsSync(folder) ? readdirSync(folder) : [])
        rmSync(join(folder, name), { recursive: true, force: true });
    for (const name of FILES) {
      mkdirSync(dirname(join(home, name)), { recursive: true });
      writeFileSync(join(home, name), 'x\n');
    }
  };
  restore();
  const trust = `\n[projects."${join(home, 'work')}"]\ntrust_level = "trusted"\n`;
  const started: Target[] = [];
  try {
    return await use({
      home,
      backend,
      restore,
      async start(above, profiles) {
        const tables = profiles.replaceAll('HOME', home);
        const config = `${above}\n${backend.codexConfig()}${trust}\n${tables}`;
        const target = await startTarget({ side, version, home, config });
        started.push(target);
        await handshake(target);
        return target;
      },
    });
  } finally {
    await Promise.all(started.map((target) => target.close()));
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** An answer's confines, or its refusal, without the home's own name. */
export function inForce(answer: Frame, home: string): unknown {
  const { sandbox, activePermissionProfile } = (answer.result ?? {}) as Frame;
  return withoutHome(answer.error ?? { sandbox, activePermissionProfile }, home);
}

export function withoutHome(value: unknown, home: string): unknown {
  return JSON.parse(JSON.stringify(value ?? null).replaceAll(home, 'HOME'));
}
