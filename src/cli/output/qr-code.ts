// A QR code as lines of half blocks, for a phone to read off the terminal. Loaded when one is wanted.

import { renderUnicodeCompact } from 'uqr';

/** Black on white whatever the terminal's own colours are; two modules of margin all around. */
const ON_WHITE = '\u001b[40;97m';
const PLAIN = '\u001b[0m';

/** Light modules are drawn, dark ones left out; with `hasColours` the terminal is told which is which. */
export function qrCodeLines(text: string, hasColours: boolean): string[] {
  const lines = renderUnicodeCompact(text, { border: 2 }).split('\n');
  return hasColours ? lines.map((line) => `${ON_WHITE}${line}${PLAIN}`) : lines;
}
