// What is measured: our built server and the pinned real ones, each as the command that starts it.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { realServers } from '../scripts/real-servers.js';

export const CONTENDER_NAMES = ['ours', 'real-0.169.0', 'real-0.118.0'] as const;
export type ContenderName = (typeof CONTENDER_NAMES)[number];

export interface Contender {
  readonly name: ContenderName;
  readonly command: string;
  readonly args: readonly string[];
  /** Which codex version's config it reads. */
  readonly codexVersion: '0.169.0' | '0.118.0';
}

const ourBinary = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** @throws when our server is not built, or a real one cannot be had */
export function contender(name: ContenderName, ourNodeArgs: readonly string[] = []): Contender {
  switch (name) {
    case 'ours':
      if (!existsSync(ourBinary)) throw new Error('Our server is not built: run npm run build first.');
      return {
        name,
        command: process.execPath,
        args: [...ourNodeArgs, ourBinary, 'app-server'],
        codexVersion: '0.169.0',
      };
    case 'real-0.169.0':
      return { name, command: realServers()['0.169.0'], args: ['app-server'], codexVersion: '0.169.0' };
    case 'real-0.118.0':
      return { name, command: realServers()['0.118.0'], args: ['app-server'], codexVersion: '0.118.0' };
  }
}
