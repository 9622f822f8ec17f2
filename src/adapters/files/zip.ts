// A zip archive as bytes: what feedback is kept in. Knows nothing of what it packs.

import { deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly name: string;
  readonly data: Buffer;
}

const DEFLATED = 8;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980: an archive of the same files is the same archive. */
const DATE = 0x0021;

export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of entries) {
    const packed = deflateRawSync(data);
    const nameBytes = Buffer.from(name);
    const facts = factsOf(nameBytes, data, packed);
    parts.push(words('PK\x03\x04', 20), facts, nameBytes, packed);
    // Comment, disk, attributes: all zero.
    directory.push(words('PK\x01\x02', 20, 20), facts, Buffer.alloc(10), long(offset), nameBytes);
    offset += 6 + facts.length + nameBytes.length + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = [words('PK\x05\x06', 0, 0, entries.length, entries.length), long(index.length), long(offset)];
  return Buffer.concat([...parts, index, ...end, Buffer.alloc(2)]);
}

function factsOf(name: Buffer, data: Buffer, packed: Buffer): Buffer {
  const head = words('', FLAGS, DEFLATED, 0, DATE);
  return Buffer.concat([
    head,
    long(crc32(data)),
    long(packed.length),
    long(data.length),
    words('', name.length, 0),
  ]);
}

function words(mark: string, ...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) bytes.writeUInt16LE(value, at * 2);
  return Buffer.concat([Buffer.from(mark, 'latin1'), bytes]);
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

/** zlib has one only on newer runtimes. */
function crc32(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
