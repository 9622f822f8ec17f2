// The benchmark's own framing: whatever the chunks are, every frame comes once and whole.

import { describe, expect, it } from 'vitest';
import { clientFrame, lineSplitter, type Splitter, webSocketSplitter } from '../../bench/frame-splitters.js';

function feed(split: Splitter, bytes: Buffer, chunkSize: number): void {
  for (let at = 0; at < bytes.length; at += chunkSize) split(bytes.subarray(at, at + chunkSize));
}

/** As a server sends it: unmasked. */
function serverFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const masked = clientFrame(payload);
  const head = Buffer.from(masked.subarray(0, masked.length - payload.length - 4));
  head.writeUInt8(head.readUInt8(1) & 0x7f, 1);
  return Buffer.concat([head, payload]);
}

const texts = ['{"id":1}', 'a'.repeat(125), 'b'.repeat(126), 'c'.repeat(70_000), '{"ä":"→"}'];

describe.each([1, 2, 3, 7, 64, 1_000_000])('in chunks of %i bytes', (chunkSize) => {
  it('cuts lines and leaves out empty ones', () => {
    const seen: string[] = [];
    const split = lineSplitter((frame) => seen.push(frame.toString()));
    feed(split, Buffer.from(`${texts.join('\n')}\n\nunfinished`), chunkSize);
    expect(seen).toEqual(texts);
  });

  it('cuts WebSocket messages of every length form, and tells pings from text', () => {
    const seen: string[] = [];
    const split = webSocketSplitter({
      onText: (frame) => seen.push(frame.toString()),
      onPing: (payload) => seen.push(`ping ${payload.toString()}`),
      onClose: () => seen.push('close'),
    });
    const ping = Buffer.concat([Buffer.from([0x89, 2]), Buffer.from('hi')]);
    feed(split, Buffer.concat([...texts.map(serverFrame), ping, Buffer.from([0x88, 0])]), chunkSize);
    expect(seen).toEqual([...texts, 'ping hi', 'close']);
  });
});

it('refuses a WebSocket frame it does not understand instead of miscounting', () => {
  const split = webSocketSplitter({ onText: () => {}, onPing: () => {}, onClose: () => {} });
  expect(() => split(Buffer.from([0x01, 1, 0x61]))).toThrow('starts with 0x1');
});
