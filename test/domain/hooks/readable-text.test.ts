import { describe, expect, it, vi } from 'vitest';
import { readableText } from '../../../src/domain/hooks/readable-text.js';

const LONG = 'abcd'.repeat(100);

describe('what the model reads of a hook', () => {
  it('is all of it up to the limit, or without one, and is then kept nowhere', async () => {
    const keep = vi.fn(() => Promise.resolve('/x'));
    expect(await readableText(LONG, keep, 100)).toBe(LONG);
    expect(await readableText(LONG.repeat(100), keep, 0)).toHaveLength(40_000);
    expect(await readableText('a'.repeat(10_000), keep)).toHaveLength(10_000);
    expect(keep).not.toHaveBeenCalled();
  });

  it('loses its middle where it is longer, and names the file that holds it whole', async () => {
    const keep = vi.fn(() => Promise.resolve('/x'));
    // The footer costs eight of the tokens.
    expect(await readableText(LONG, keep, 10)).toBe(
      'Warning: truncated output (original token count: 100)\nTotal output lines: 1\n\nabcd…98 tokens truncated…abcd\n\nFull hook output saved to: /x',
    );
    expect(keep).toHaveBeenCalledExactlyOnceWith(LONG);
  });

  it('is only what names the file where there is room for nothing else', async () => {
    const text = await readableText(LONG, () => Promise.resolve('/x'), 1);
    expect(text).toContain('\n\n…100 tokens truncated…\n\nFull hook output saved to: /x');
  });

  it('is shortened without a file where none can be written', async () => {
    const text = await readableText(LONG, () => Promise.resolve(null), 4);
    expect(text.endsWith('\n\nabcdabcd…96 tokens truncated…abcdabcd')).toBe(true);
  });
});
