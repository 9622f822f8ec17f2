// Which methods a server answers at all: it says so itself when it is asked for one that nobody has.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createBackend } from '../backend/index.js';
import { loadProfile } from '../protocol/index.js';
import { textAt } from '../util/peek.js';
import { Line } from './line.js';
import type { Target, Way } from './target.js';

/** Asked for, a server names the methods it has. */
export const NOBODYS_METHOD = 'astc/which-methods';

/** What the answer to `NOBODYS_METHOD` names; none when it does not say. */
export function methodsNamedIn(answer: unknown): ReadonlySet<string> {
  const [, list = ''] = (textAt(answer, 'error', 'message') ?? '').split('expected one of ');
  return new Set([...list.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
}

/** Methods of its version that the server does not offer; none when it does not say what it offers. */
export async function unofferedMethods(
  target: Target,
  workDir: string,
  patienceMs: number,
): Promise<string[]> {
  const root = mkdtempSync(path.join(workDir, 'probe-'));
  const home = { root, codexHome: path.join(root, 'codex'), cwd: path.join(root, 'work') };
  for (const folder of [home.codexHome, home.cwd]) mkdirSync(folder);
  const backend = await createBackend().listen();
  try {
    const way: Way = target.abilities.has('stdio') ? 'stdio' : 'websocket';
    const config = backend.codexConfig({ codexVersion: target.profile });
    const server = await target.start({ way, home, config, env: {}, args: [] });
    try {
      const line = new Line(await server.connect(), { patienceMs, onFrame: () => {} });
      // One that does not answer at all offers what it offers: the scenarios will tell.
      const answer = await line.answerTo(line.ask(NOBODYS_METHOD, {})).catch(() => undefined);
      await line.close();
      const offered = methodsNamedIn(answer);
      if (offered.size === 0) return [];
      return loadProfile(target.profile).clientMethods.filter((method) => !offered.has(method));
    } finally {
      await server.close();
    }
  } finally {
    await backend.close();
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
}
