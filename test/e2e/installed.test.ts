// Both packages as their users get them: packed, installed into an empty folder, started by name.

import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { World } from './binary.js';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const TSC = path.join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const TYPES = path.join(ROOT, 'node_modules', '@types');
const run = promisify(execFile);

/** What the types must refuse, and what they must know. */
const REFUSED = `
import type { ClientMethod, ParamsOf, ResultOf } from 'app-server-test-client/protocol';
export async function refused(call: <M extends ClientMethod>(method: M, params: ParamsOf<M>) => Promise<ResultOf<M>>) {
  const { data } = await call('thread/list', { limit: 3 });
  const id: string | undefined = data[0]?.id;
  // @ts-expect-error there is no such method
  await call('thread/lst', {});
  // @ts-expect-error a limit is a number
  await call('thread/list', { limit: 'three' });
  return id;
}
`;

/** A connection to the registry that stalls is tried again; npm itself would wait for five minutes. */
const PATIENCE = ['--fetch-timeout=20000', '--fetch-retries=4', '--fetch-retry-mintimeout=500'];

/** The example, as a project of somebody else. */
function copyExample(folder: string): string {
  const example = readFileSync(path.join(ROOT, 'examples', 'typed.node-test.ts'), 'utf8');
  writeFileSync(path.join(folder, 'typed.mts'), example + REFUSED);
  copyFileSync(path.join(ROOT, 'examples', 'hello.jsonl'), path.join(folder, 'hello.jsonl'));
  return example;
}

describe('the packages, installed', () => {
  let world: World;
  let folder: string;
  const npm = (args: readonly string[], cwd: string) =>
    run('npm', [...args, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', ...PATIENCE], {
      cwd,
    });

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

  it.each([
    ['bundler', 'esnext'],
    ['nodenext', 'nodenext'],
  ])(
    'are typed for a strict reader that resolves modules as %s',
    async (moduleResolution, module) => {
      copyExample(folder);
      const strict = { strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true };
      const own = {
        skipLibCheck: true,
        noEmit: true,
        target: 'es2022',
        types: ['node'],
        typeRoots: [TYPES],
        module,
        moduleResolution,
      };
      const config = path.join(folder, `tsconfig.${moduleResolution}.json`);
      writeFileSync(config, JSON.stringify({ compilerOptions: { ...strict, ...own }, files: ['typed.mts'] }));
      const { stdout } = await run(process.execPath, [TSC, '-p', config], { cwd: folder });
      expect(stdout).toBe('');
    },
    120_000,
  );

  it('test a client with node:test', async () => {
    const { code } = await transform(copyExample(folder), { loader: 'ts', format: 'esm' });
    writeFileSync(path.join(folder, 'typed.mjs'), code);
    const env = { PATH: process.env.PATH, HOME: folder };
    const { stdout } = await run(process.execPath, ['--test', 'typed.mjs'], { cwd: folder, env });
    expect(stdout).toMatch(/# pass 2\n# fail 0/);
  }, 60_000);

  it('give Artillery its engine', async () => {
    const script = "console.log(typeof require('artillery-engine-app-server').prototype.createScenario)";
    const { stdout } = await run(process.execPath, ['-e', script], { cwd: folder });
    expect(stdout.trim()).toBe('function');
  });
});
