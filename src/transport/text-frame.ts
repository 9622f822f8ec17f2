// One text as a WebSocket frame the way a server writes it: unmasked and unfragmented. A text that goes
// to many connections in a row is made into bytes once, and all of them share those bytes.

const FINAL_TEXT_FRAME = 0x81;
/** Longer frames are not kept: sharing pays for many small ones. */
const MAX_KEPT_LENGTH = 64 * 1024;

let keptText = '';
let keptFrame = encode('');

/** The bytes must not be changed by anyone. */
export function textFrame(text: string): Buffer {
  if (text === keptText) return keptFrame;
  const frame = encode(text);
  if (frame.length <= MAX_KEPT_LENGTH) {
    keptText = text;
    keptFrame = frame;
  }
  return frame;
}

/** RFC 6455, section 5.2. */
function encode(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = FINAL_TEXT_FRAME;
  if (headerLength === 2) {
    frame[1] = length;
  } else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}
