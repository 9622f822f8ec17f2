import type { Writable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as ws from 'ws';
import { textFrame } from '../../src/transport/text-frame.js';

// The types of ws leave its frame reader out.
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable };

function decoded(bytes: Buffer): Promise<string> {
  const receiver = new Receiver({ isServer: false });
  return new Promise((resolve, reject) => {
    receiver.on('message', (data: Buffer) => resolve(data.toString()));
    receiver.on('error', reject);
    receiver.write(bytes);
  });
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 200_000])(
  'a text of %i bytes is one frame that ws reads back',
  async (length) => {
    const text = 'x'.repeat(length);
    expect(await decoded(textFrame(text))).toBe(text);
  },
);

test('any text is read back, also after other texts', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 300 }), { maxLength: 5 }),
      async (texts) => {
        for (const text of [...texts, ...texts]) {
          expect(await decoded(textFrame(text))).toBe(Buffer.from(text).toString());
        }
      },
    ),
  );
});

test('the same text in a row shares its bytes, unless it is long', () => {
  expect(textFrame('{"a":1}')).toBe(textFrame(`{"a":${'1'}}`));
  const long = 'y'.repeat(100_000);
  expect(textFrame(long)).not.toBe(textFrame(long));
});
