// What is measured: our built server, as `astc` and as the stand-in for codex, and the pinned real ones; each as the
// command that starts it.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { realServers } from '../scripts/real-servers.js';

export const CONTENDER_NAMES = ['ours', 'ours-codex', 'real-0.169.0', 'real-0.118.0'] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

export interface Contender {
  readonly name: ContenderName;
  readonly command: string;
  readonly args: readonly string[];
  /** Which codex version's config it reads. */
  readonly codexVersion: '0.169.0' | '0.118.0';
}

const ourBinaries = { ours: 'main.js', 'ours-codex': 'astc-codex.js' } as const;

/** @throws when our server is not built, or a real one cannot be had */
export function contender(name: ContenderName, ourNodeArgs: readonly string[] = []): Contender {
  switch (name) {
    case 'ours':
    case 'ours-codex': {
      const binary = fileURLToPath(new URL(`../dist/cli/${ourBinaries[name]}`, import.meta.url));
      if (!existsSync(binary)) throw new Error(`${binary} is not built: run npm run build first.`);
      const args = [...ourNodeArgs, binary, 'app-server'];
      return { name, command: process.execPath, args, codexVersion: '0.169.0' };
    }
    case 'real-0.169.0':
      return { name, command: realServers()['0.169.0'], args: ['app-server'], codexVersion: '0.169.0' };
    case 'real-0.118.0':
      return { name, command: realServers()['0.118.0'], args: ['app-server'], codexVersion: '0.118.0' };
  }
}
