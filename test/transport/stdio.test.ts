import { PassThrough, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import type { OversizedFrame } from '../../src/transport/contract.js';
import { stdioListener, stdioTransport } from '../../src/transport/stdio.js';
import { settled } from '../util/fake-clock.js';
import { closed, collector, describeTransport } from './transport-contract.js';

describeTransport('stdio', async (limits) => {
  const toFar = new PassThrough();
  const toNear = new PassThrough();
  const near = stdioTransport({ ...limits, input: toNear, output: toFar });
  const far = stdioTransport({ ...limits, input: toFar, output: toNear });
  // A process that exits ends its pipes; closing a transport alone does not.
  near.onClose(() => toFar.end());
  far.onClose(() => toNear.end());
  return { near, far };
});

function setUp(options: Parameters<typeof stdioTransport>[0] = {}) {
  const input = new PassThrough();
  const output = new PassThrough();
  const transport = stdioTransport({ input, output, ...options });
  return { input, output, transport };
}

test('frames of one turn of the event loop go out in one write', async () => {
  const writes: string[] = [];
  const output = new Writable({
    write(chunk, _encoding, done) {
      writes.push(String(chunk));
      done();
    },
  });
  const { transport } = setUp({ output });
  transport.send('{"a":1}');
  await Promise.resolve();
  transport.send('{"b":2}');
  expect(writes).toEqual([]);
  await settled();
  expect(writes).toEqual(['{"a":1}\n{"b":2}\n']);
});

test('a long burst starts to flow before the turn ends', () => {
  const { transport, output } = setUp();
  for (let count = 0; count < 10; count += 1) transport.send('z'.repeat(10_000));
  expect(output.readableLength + output.writableLength).toBeGreaterThan(60_000);
});

test('the end of stdin is told after its last frame, even without a newline', async () => {
  const { input, transport } = setUp();
  const { frames } = collector(transport);
  const ended = closed(transport);
  input.end('{"id":1}\n{"id":2}');
  expect(await ended).toEqual({ cause: 'remote', message: 'The client closed stdin.' });
  expect(frames).toEqual(['{"id":1}', '{"id":2}']);
});

test('answers can still be sent after the end of stdin, until close', async () => {
  const { input, output, transport } = setUp();
  collector(transport);
  const ended = closed(transport);
  input.end();
  await ended;
  transport.send('"answer"');
  await transport.close();
  transport.send('"too late"');
  await settled();
  expect(String(output.read())).toBe('"answer"\n');
});

test('a line above the ceiling is skipped and reported, and the next one is read', async () => {
  const { input, transport } = setUp({ maxFrameBytes: 20 });
  const oversized: OversizedFrame[] = [];
  transport.onOversized((frame) => oversized.push(frame));
  const { seen } = collector(transport);
  input.write(`{"id":5,"method":"${'m'.repeat(50)}"}\n{"id":6}\n`);
  expect(await seen(1)).toEqual(['{"id":6}']);
  expect(oversized).toMatchObject([{ maxBytes: 20, head: expect.stringContaining('{"id":5,') }]);
});

test('a line above the ceiling ends the connection where that is asked for', async () => {
  const { input, transport } = setUp({ maxFrameBytes: 20, oversized: 'close' });
  const { frames } = collector(transport);
  const ended = closed(transport);
  input.write(`"ok"\n${'m'.repeat(50)}\n"never"\n`);
  expect(await ended).toMatchObject({
    cause: 'oversized',
    message: 'A frame of at least 50 bytes came in, and the ceiling is 20 bytes.',
    error: { name: 'TransportError', code: 'oversized' },
  });
  expect(frames).toEqual(['"ok"']);
});

test('a reader that is gone ends the connection with the reason', async () => {
  const { output, transport } = setUp();
  collector(transport);
  const ended = closed(transport);
  output.destroy(new Error('write EPIPE'));
  expect(await ended).toMatchObject({
    cause: 'error',
    message: 'The connection (stdio) was lost while writing: write EPIPE.',
    error: { code: 'lost' },
  });
  expect(transport.send('"x"')).toBe(true);
});

test('close gives up on a reader that never reads', async () => {
  const output = new Writable({ highWaterMark: 1, write() {} });
  const { transport } = setUp({ output, closeTimeoutMs: 5 });
  transport.send('"stuck"');
  const ended = closed(transport);
  await transport.close('shutting down');
  expect(await ended).toEqual({ cause: 'local', message: 'shutting down' });
});

test('the stdio listener gives its one connection once', async () => {
  const input = new PassThrough();
  const listener = stdioListener({ input, output: new PassThrough() });
  const kinds: string[] = [];
  listener.onConnection((transport) => kinds.push(transport.kind));
  listener.onConnection((transport) => kinds.push(`again ${transport.kind}`));
  expect(listener.address).toBe('stdio://');
  expect(kinds).toEqual(['stdio']);
  await listener.close();
  expect(input.destroyed).toBe(true);
});
