// The list of escapes in the sandboxes of the real servers, by `codex sandbox`: what is kept in there, and what the list
// names as getting out.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTEMPTS, type Attempt, World } from '../util/escapes.js';
import { freshFolder, realBinary, type Version } from './support/target.js';

const BASE = freshFolder('escapes');

function run(version: Version, world: World, { script, mode }: Attempt): Promise<string> {
  const codexHome = join(world.root, 'codex');
  mkdirSync(codexHome, { recursive: true });
  const isReadOnly = mode === 'readOnly';
  const args =
    version === '0.118.0'
      ? ['sandbox', 'linux', ...(isReadOnly ? [] : ['--full-auto'])]
      : ['sandbox', '-P', isReadOnly ? ':read-only' : ':workspace'];
  return new Promise((resolve, reject) => {
    const child = spawn(realBinary(version), [...args, '--', '/bin/sh', '-c', script], {
      cwd: world.workspace,
      env: { ...world.env, CODEX_HOME: codexHome },
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 20_000,
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', () => resolve(output));
  });
}

describe.each<Version>(['0.169.0', '0.118.0'])('the sandbox of the real %s', (version) => {
  it.each(ATTEMPTS)('keeps in what is not known to get out: $name', async (attempt) => {
    const world = await World.make(BASE);
    try {
      const damage = await world.damage(await run(version, world, attempt));
      // What is named there takes rights that not everybody has.
      if (attempt.succeedsIn?.includes(version)) return;
      expect(damage).toEqual([]);
    } finally {
      world.close();
    }
  });

  it('lets a command work where it may', async () => {
    const world = await World.make(BASE);
    try {
      const script = 'touch here && cat here && echo fine';
      expect(await run(version, world, { name: 'work', script })).toBe('fine\n');
    } finally {
      world.close();
    }
  });
});
