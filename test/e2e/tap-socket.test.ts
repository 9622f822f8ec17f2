import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/recording/reader.js';
import { freePort, World } from './binary.js';

async function isUp(url: string): Promise<boolean> {
  if (url.startsWith('unix:')) return existsSync(url.slice('unix://'.length));
  return fetch(`${url.replace(/^ws/, 'http')}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

describe('astc tap', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.destroy());

  const listening = async (
    args: readonly string[],
    url: string,
  ): Promise<{ stop(): Promise<number | null> }> => {
    const running = world.start(args);
    for (let tries = 0; tries < 100 && !(await isUp(url)); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return {
      async stop() {
        running.child.kill('SIGTERM');
        return (await running.ended).code;
      },
    };
  };

  it.each(['ports', 'unix sockets'])(
    'records a client and a server that know nothing of it, on %s',
    async (way) => {
      const address = async (name: string): Promise<string> =>
        way === 'ports' ? `ws://127.0.0.1:${await freePort()}` : `unix://${path.join(world.dir, name)}`;
      const [serverUrl, tapUrl] = [await address('server.sock'), await address('tap.sock')];
      const file = path.join(world.dir, 'tapped.jsonl');
      const server = await listening(['app-server', '--listen', serverUrl], serverUrl);
      const tap = await listening(['tap', '--listen', tapUrl, '--target', serverUrl, '--out', file], tapUrl);
      const sent = await world.run(['send-message', 'hello', '--url', tapUrl]);
      expect(sent).toMatchObject({ code: 0 });
      expect(await tap.stop()).toBe(0);
      await server.stop();
      const { frames, isComplete } = parseRecording(readFileSync(file, 'utf8'));
      expect(isComplete).toBe(true);
      expect(frames.some(({ text }) => text.includes('turn/completed'))).toBe(true);
      expect(await world.run(['lint', file])).toMatchObject({ code: 0 });
      expect((await world.run(['show', file, '--filter', 'method=turn/*'])).stdout).toContain(
        'turn/completed',
      );
    },
  );

  it('starts a codex for every client, and puts faults in', async () => {
    const url = `ws://127.0.0.1:${await freePort()}`;
    const bin = path.resolve(import.meta.dirname, '..', '..', 'dist', 'cli', 'astc-codex.js');
    const tap = await listening(
      ['tap', '--listen', url, '--codex-bin', bin, '--fault', 'overload:method=thread/start'],
      url,
    );
    const refused = await world.run(['send-message', 'hello', '--url', url]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('-32001') });
    await tap.stop();
  });

  it.each([
    [['tap', '--out', 'x.jsonl'], 'Tap which server?'],
    [['tap', '--target', 'ws://127.0.0.1:1'], 'needs a file to record to'],
    [['tap', '--target', 'ws://127.0.0.1:1', '--fault', 'storm'], 'storm is no fault'],
    [
      ['tap', '--target', 'ws://127.0.0.1:1', '--listen', 'ws://0.0.0.0:0', '--out', 'x'],
      'open the server to the network',
    ],
  ])('refuses %j', async (args, message) => {
    expect(await world.run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
