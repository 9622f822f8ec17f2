import { encode } from 'uqr';
import { describe, expect, it } from 'vitest';
import { qrCodeLines } from '../../../src/cli/output/qr-code.js';

/** Dark modules of printed half blocks, as a phone sees them: what is drawn is light. */
function modulesOf(lines: readonly string[]): boolean[][] {
  return lines.flatMap((line) => [
    line.split('').map((half) => half !== '█' && half !== '▀'),
    line.split('').map((half) => half !== '█' && half !== '▄'),
  ]);
}

describe('a QR code in the terminal', () => {
  it.each([
    'http://127.0.0.1:8080/codex/device',
    `http://localhost/oauth/authorize?state=${'x'.repeat(500)}`,
  ])('shows every module of %s, with a margin of two around it', (url) => {
    const { data, size } = encode(url, { border: 2 });
    const shown = modulesOf(qrCodeLines(url, false)).slice(0, size);
    expect(shown).toEqual(data);
    expect(shown.slice(0, 2).flat().concat(shown.slice(-2).flat())).not.toContain(true);
  });

  it('tells a terminal which side is light', () => {
    const [line = ''] = qrCodeLines('x', true);
    expect([line.startsWith('\u001b[40;97m'), line.endsWith('\u001b[0m')]).toEqual([true, true]);
  });
});
