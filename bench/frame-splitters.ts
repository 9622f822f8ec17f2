// Cuts what a server sends into frames, without copying or decoding: lines of a pipe, messages of a WebSocket.
// Leaner than the product's own transports, so that the client is never what a measure measures.

export type FrameHandler = (frame: Buffer) => void;
/** Takes the next bytes and hands over every frame that is now complete. */
export type Splitter = (chunk: Buffer) => void;

const NEWLINE = 0x0a;
const NOTHING: Buffer = Buffer.alloc(0);

export function lineSplitter(onFrame: FrameHandler): Splitter {
  let rest = NOTHING;
  return (chunk) => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let end = data.indexOf(NEWLINE, rest.length); end !== -1; end = data.indexOf(NEWLINE, start)) {
      if (end > start) onFrame(data.subarray(start, end));
      start = end + 1;
    }
    rest = data.subarray(start);
  };
}

export interface WebSocketHandlers {
  readonly onText: FrameHandler;
  /** Its payload has to be sent back as a pong. */
  readonly onPing: (payload: Buffer) => void;
  readonly onClose: (payload: Buffer) => void;
}

const OPCODE = { text: 0x1, close: 0x8, ping: 0x9, pong: 0xa } as const;

/** For unmasked, unfragmented frames, which is what servers of this protocol send. @throws for anything else */
export function webSocketSplitter(handlers: WebSocketHandlers): Splitter {
  let rest = NOTHING;
  return (chunk) => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (at + 2 <= data.length) {
      const header = readHeader(data, at);
      if (header === undefined || at + header.size + header.length > data.length) break;
      const start = at + header.size;
      at = start + header.length;
      deliver(data.readUInt8(start - header.size), data.subarray(start, at), handlers);
    }
    rest = data.subarray(at);
  };
}

function readHeader(
  data: Buffer,
  at: number,
): { readonly size: number; readonly length: number } | undefined {
  const second = data.readUInt8(at + 1);
  if (second < 126) return { size: 2, length: second };
  if (second === 126)
    return at + 4 > data.length ? undefined : { size: 4, length: data.readUInt16BE(at + 2) };
  if (second === 127)
    return at + 10 > data.length ? undefined : { size: 10, length: Number(data.readBigUInt64BE(at + 2)) };
  throw new Error('The server sent a masked WebSocket frame.');
}

function deliver(first: number, payload: Buffer, handlers: WebSocketHandlers): void {
  switch (first) {
    case 0x80 | OPCODE.text:
      handlers.onText(payload);
      break;
    case 0x80 | OPCODE.ping:
      handlers.onPing(payload);
      break;
    case 0x80 | OPCODE.close:
      handlers.onClose(payload);
      break;
    case 0x80 | OPCODE.pong:
      break;
    default:
      throw new Error(`The server sent a WebSocket frame that starts with 0x${first.toString(16)}.`);
  }
}

/** A masked client frame. The mask is zero: it satisfies the server and leaves the payload as it is. */
export function clientFrame(payload: Buffer, kind: 'text' | 'pong' = 'text'): Buffer {
  const { length } = payload;
  const extended = length < 126 ? 0 : length < 0x10000 ? 2 : 8;
  const frame = Buffer.alloc(2 + extended + 4 + length);
  frame.writeUInt8(0x80 | OPCODE[kind], 0);
  frame.writeUInt8(0x80 | (extended === 0 ? length : extended === 2 ? 126 : 127), 1);
  if (extended === 2) frame.writeUInt16BE(length, 2);
  if (extended === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  payload.copy(frame, 2 + extended + 4);
  return frame;
}
