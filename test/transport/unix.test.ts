import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listenUnix } from '../../src/transport/unix.js';
import { connectWebSocket } from '../../src/transport/websocket-client.js';
import { collector, describeTransport } from './transport-contract.js';

const folder = mkdtempSync(path.join(tmpdir(), 'unix-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function freshPath(): string {
  count += 1;
  return path.join(folder, `${count}:odd name.sock`);
}

describeTransport('a unix socket', async (limits) => {
  const listener = await listenUnix({ path: freshPath(), ...limits });
  const accepted = new Promise<Parameters<Parameters<typeof listener.onConnection>[0]>[0]>((resolve) =>
    listener.onConnection(resolve),
  );
  const near = await connectWebSocket(listener.address, limits);
  return { near, far: await accepted, dispose: () => listener.close() };
});

test('the socket is for its owner alone, in a folder that is made when missing, and gone after the close', async () => {
  const file = path.join(folder, 'deep', 'er', 'a.sock');
  const listener = await listenUnix({ path: file });
  expect(listener.address).toBe(`unix://${file}`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  await listener.close();
  expect(existsSync(file)).toBe(false);
});

test('a socket in use is refused, and keeps working', async () => {
  const file = freshPath();
  const listener = await listenUnix({ path: file });
  await expect(listenUnix({ path: file })).rejects.toMatchObject({
    code: 'address_in_use',
    message: `app-server control socket is already in use at ${file}`,
  });
  listener.onConnection(collector);
  const client = await connectWebSocket(`unix://${file}`);
  await client.close();
  await listener.close();
});

test('a socket that a dead server left is replaced', async () => {
  const target = freshPath();
  const file = freshPath();
  // A link to nothing is what the real server leaves when it is killed.
  symlinkSync(target, file);
  const listener = await listenUnix({ path: file });
  listener.onConnection(collector);
  const client = await connectWebSocket(`unix://${file}`);
  await client.close();
  await listener.close();
});

test('a file that is no socket is left alone', async () => {
  const file = freshPath();
  writeFileSync(file, 'precious');
  await expect(listenUnix({ path: file })).rejects.toMatchObject({
    code: 'listen_failed',
    message: `app-server control socket path exists and is not a socket: ${file}`,
  });
  expect(existsSync(file)).toBe(true);
});

test('a path that no system can bind is refused instead of being cut', async () => {
  const file = path.join(folder, 'x'.repeat(120));
  await expect(listenUnix({ path: file })).rejects.toMatchObject({
    code: 'listen_failed',
    message: expect.stringMatching(/the path is longer than 10\d bytes\.$/),
  });
});

test('a long path that links to a short one can be connected to', async () => {
  const short = path.join(folder, 's.sock');
  const long = path.join(folder, 'y'.repeat(100));
  const listener = await listenUnix({ path: short });
  listener.onConnection((transport) => transport.onFrame((frame) => transport.send(frame)));
  symlinkSync('s.sock', long);
  const client = await connectWebSocket(`unix://${long}`);
  const { seen } = collector(client);
  client.send('"hi"');
  expect(await seen(1)).toEqual(['"hi"']);
  await client.close();
  await listener.close();
});

test('a missing socket and one that nobody serves are unreachable', async () => {
  await expect(connectWebSocket(`unix://${freshPath()}`)).rejects.toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/nothing listens there\.$/),
  });
  const silent = freshPath();
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(silent, resolve));
  await expect(connectWebSocket(`unix://${silent}`)).rejects.toMatchObject({ code: 'unreachable' });
  await new Promise((resolve) => server.close(resolve));
});
