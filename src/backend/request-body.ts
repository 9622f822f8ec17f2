// Reads a request body to its end: size ceiling first, then gzip, deflate, brotli or zstd, then JSON.

import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import { messageOf } from '../util/coded-error.js';
import { HttpProblem } from './http-problem.js';

export interface RequestBody {
  /** Parsed JSON, or `undefined` when the text is not JSON. */
  readonly json: unknown;
  readonly text: string;
  /** Size after decoding. */
  readonly bytes: number;
}

type Decode = (bytes: Uint8Array, limit: number) => Promise<Uint8Array>;

const decoders: Readonly<Record<string, Decode>> = {
  identity: (bytes) => Promise.resolve(bytes),
  gzip: zlib(promisify<Uint8Array, ZlibOptions, Uint8Array>(gunzip)),
  'x-gzip': zlib(promisify<Uint8Array, ZlibOptions, Uint8Array>(gunzip)),
  deflate: zlib(promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate)),
  br: zlib(promisify<Uint8Array, ZlibOptions, Uint8Array>(brotliDecompress)),
  zstd: unzstd,
};

/** @throws HttpProblem 400, 413 or 415 */
export async function readBody(request: IncomingMessage, limit: number): Promise<RequestBody> {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const raw = await readBytes(request, limit);
  const decode = decoders[encoding];
  if (decode === undefined) throw new HttpProblem(415, `Content-Encoding "${encoding}" is not supported.`);
  const bytes = await decode(raw, limit).catch((cause: unknown) => {
    throw cause instanceof HttpProblem
      ? cause
      : new HttpProblem(400, `The body is not valid ${encoding}: ${messageOf(cause)}.`);
  });
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return { json: parsed(text), text, bytes: bytes.byteLength };
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function zlib(decompress: (bytes: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>): Decode {
  return async (bytes, limit) => {
    try {
      return await decompress(bytes, { maxOutputLength: limit });
    } catch (thrown) {
      // Node's code for an output longer than maxOutputLength.
      const isTooLong =
        thrown instanceof RangeError && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE';
      throw isTooLong ? tooLarge(limit) : thrown;
    }
  };
}

async function unzstd(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  const { Decompress } = await import('fzstd');
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((chunk) => {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): HttpProblem {
  return new HttpProblem(413, `The body is larger than ${limit} bytes.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
