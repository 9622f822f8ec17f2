// Base64 as the protocol takes it: the standard alphabet, padded, nothing else in between. What is wrong is told in the
// real server's words.

/** The bytes of `text`, or what is wrong with it. */
export function decodeBase64(text: string): { readonly bytes: Uint8Array } | { readonly problem: string } {
  const problem = problemOf(Buffer.from(text));
  return problem === null ? { bytes: Buffer.from(text, 'base64') } : { problem };
}

const PAD = 0x3d;
const VALUES = new Int8Array(256).fill(-1);
const SYMBOLS = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
for (const [value, symbol] of SYMBOLS.entries()) VALUES[symbol] = value;

function problemOf(input: Uint8Array): string | null {
  const valueAt = (at: number): number => VALUES[input[at] ?? 0] ?? -1;
  const symbol = (at: number): string => `Invalid symbol ${input[at]}, offset ${at}.`;
  const { length } = input;
  const last = length - 1;
  // A line end or the like behind the text is the likeliest mistake.
  if (length % 4 === 1 && input[last] !== PAD && valueAt(last) < 0) return symbol(last);
  const suffix = length === 0 ? 0 : length - (length % 4 || 4);
  for (let at = 0; at < suffix; at += 1) if (valueAt(at) < 0) return symbol(at);

  let symbols = 0;
  let padding = 0;
  for (let at = suffix; at < length; at += 1) {
    if (input[at] === PAD) {
      if (at - suffix < 2) return symbol(at);
      padding += 1;
    } else {
      if (padding > 0) return symbol(at - padding);
      if (valueAt(at) < 0) return symbol(at);
      symbols += 1;
    }
  }
  if (symbols === 1) return `Invalid input length: ${length}`;
  if ((symbols + padding) % 4 !== 0) return 'Invalid padding';
  const lastSymbol = suffix + symbols - 1;
  const spare = symbols === 2 ? 0b1111 : symbols === 3 ? 0b11 : 0;
  if ((valueAt(lastSymbol) & spare) !== 0) {
    return `Invalid last symbol ${input[lastSymbol]}, offset ${lastSymbol}.`;
  }
  return null;
}
