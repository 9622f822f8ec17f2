import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommandRunner } from '../../../src/adapters/exec/index.js';
import type { SandboxPolicy } from '../../../src/protocol/index.js';
import { systemClock } from '../../../src/util/clock.js';
import { ATTEMPTS, type Attempt, World } from '../../util/escapes.js';
import { sandboxHere } from '../../util/sandbox-here.js';
import { ended } from './support.js';

const BASE = join(process.cwd(), '.cache', 'escapes');

/** What the attempt has done to a world of its own. */
async function damageBy({ script }: Attempt, sandbox: SandboxPolicy | null): Promise<readonly string[]> {
  const world = await World.make(BASE);
  const runner = createCommandRunner({ clock: systemClock, guarded: [] });
  try {
    const { workspace: cwd, env } = world;
    const argv = ['/bin/sh', '-c', script];
    const running = await runner.start({
      argv,
      cwd,
      env,
      tty: null,
      stdin: 'closed',
      sandbox,
      sandboxCwd: cwd,
    });
    const { stdout } = await ended(running);
    return await world.damage(stdout);
  } finally {
    await runner.close();
    world.close();
  }
}

describe.skipIf(!sandboxHere)('our sandbox keeps in', () => {
  it.each(ATTEMPTS)('$name', async (attempt) => {
    const isReadOnly = attempt.mode === 'readOnly';
    expect(await damageBy(attempt, { type: isReadOnly ? 'readOnly' : 'workspaceWrite' })).toEqual([]);
  });
});

describe('without a sandbox', () => {
  // Otherwise the attempts would prove nothing. Others need rights, or programs that a machine may lack.
  it.each(ATTEMPTS.filter(({ needs }) => needs === undefined))('there is damage: $name', async (attempt) => {
    expect(await damageBy(attempt, null)).not.toEqual([]);
  });
});
