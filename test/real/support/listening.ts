// A real server that listens, for those that want more than one connection; its model is a scripted backend.
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBackend, type Script } from '../../../src/backend/index.js';
import { freshFolder, realBinary, type Version } from './target.js';

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listenReal(version: Version, script: Script): Promise<Listening> {
  const backend = await createBackend({ script }).listen();
  const home = freshFolder(`listening-${version}`);
  for (const folder of ['codex', 'work']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'codex', 'config.toml'), backend.codexConfig());
  const child = spawn(realBinary(version), ['app-server', '--listen', 'ws://127.0.0.1:0'], {
    cwd: join(home, 'work'),
    env: { PATH: process.env.PATH, HOME: home, CODEX_HOME: join(home, 'codex') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  };
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address within 20 s:\n${said}`)), 20_000);
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8000);
      const found = /listening on: \S*?(ws:\/\/[\d.]+:\d+)/.exec(said)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
    void ended.then(() => reject(new Error(`it ended:\n${said}`)));
  }).catch(async (thrown: unknown) => {
    await close();
    throw thrown;
  });
  return { url, close };
}
