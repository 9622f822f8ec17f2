// Both packages as their users get them: packed, installed into an empty folder, started by name.

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from './binary.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);

describe('the packages, installed', () => {
  let world: World;
  let folder: string;
  const npm = (args: readonly string[], cwd: string) =>
    run('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd });

  beforeAll(async () => {
    world = new World();
    folder = path.join(world.dir, 'user');
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
    for (const source of [ROOT, path.join(ROOT, 'artillery-engine-app-server')])
      await npm(['pack', '--pack-destination', world.dir], source);
    const packed = readdirSync(world.dir).filter((name) => name.endsWith('.tgz'));
    // Artillery itself is its user's, and a hundred megabytes.
    const files = packed.map((name) => path.join(world.dir, name));
    await npm(['install', '--legacy-peer-deps', '--omit=optional', ...files], folder);
  }, 180_000);
  afterAll(() => world.destroy(), 60_000);

  it.each(['astc', 'app-server-test-client', 'codex-app-server-test-client'])('start as %s', async (name) => {
    const bin = path.join(folder, 'node_modules', '.bin', name);
    const env = { PATH: process.env.PATH, HOME: folder };
    const { stdout } = await run(bin, ['send-message', 'hello', '--embedded', '--quiet'], {
      cwd: folder,
      env,
    });
    expect(stdout).toContain('hello');
  });

  it('stand in for codex', async () => {
    const bin = path.join(folder, 'node_modules', '.bin', 'astc-codex');
    expect((await run(bin, ['--version'], { cwd: folder })).stdout).toMatch(/^codex-cli 0\./);
  });

  it('give Artillery its engine', async () => {
    const script = "console.log(typeof require('artillery-engine-app-server').prototype.createScenario)";
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder });
    expect(stdout.trim()).toBe('function');
  });
});
