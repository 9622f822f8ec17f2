import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/index.js';
import type { Reply } from '../../src/backend/script.js';
import { body, message } from './requests.js';
import { ask, backends, post } from './running.js';
import { finishedText, parseStream } from './streams.js';

const start = backends();
const answering = (...replies: readonly Reply[]): Promise<Backend> => start({ script: { replies } });

describe('request bodies', () => {
  const plain = JSON.stringify(body(message('user', 'packed')));
  // What `zstd -19` makes of {"model":"m","input":"zstd says hi"}.
  const zstd = Buffer.from('KLUv/QRoIQEAeyJtb2RlbCI6Im0iLCJpbnB1dCI6InpzdGQgc2F5cyBoaSJ9n3w2VQ==', 'base64');

  it.each([
    ['gzip', gzipSync(plain)],
    ['deflate', deflateSync(plain)],
    ['br', brotliCompressSync(plain)],
  ])('are unpacked from %s', async (encoding, packed) => {
    const backend = await answering('{{user}}');
    const response = await post(backend, packed, { headers: { 'content-encoding': encoding } });
    expect(finishedText(parseStream(await response.text()))).toBe('packed');
  });

  it('are unpacked from zstd', async () => {
    const backend = await answering('{{user}}');
    const response = await post(backend, zstd, { headers: { 'content-encoding': 'zstd' } });
    expect(finishedText(parseStream(await response.text()))).toBe('zstd says hi');
  });

  it.each(['gzip', 'zstd', 'br'])('that are not the %s they claim to be get 400', async (encoding) => {
    const response = await post(await answering('x'), 'not packed', {
      headers: { 'content-encoding': encoding },
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(`The body is not valid ${encoding}`);
  });

  it('of an unknown encoding get 415', async () => {
    const response = await post(await answering('x'), 'x', { headers: { 'content-encoding': 'lzma' } });
    expect(response.status).toBe(415);
  });

  it.each<[string, (size: number) => Uint8Array, string]>([
    ['plain', (size) => Buffer.alloc(size, ' '), 'identity'],
    ['packed', (size) => gzipSync(Buffer.alloc(size)), 'gzip'],
  ])('that are too large get 413: %s', async (_, make, encoding) => {
    const backend = await start({ maxBodyBytes: 10_000 });
    const response = await post(backend, make(20_000), { headers: { 'content-encoding': encoding } });
    expect(response.status).toBe(413);
  });

  it.each(['{"model": ', '[1]', '', '"text"'])('that are no JSON object get 400: %s', async (text) => {
    const backend = await answering('x');
    const response = await post(backend, text);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'invalid_json', type: 'invalid_request_error' },
    });
    expect((await ask(backend, 'still alive')).status).toBe(200);
  });
});
