import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASTC } from './binary.js';

/** A module and everything it imports before it runs. */
function staticImports(file: string, seen = new Map<string, number>()): Map<string, number> {
  if (seen.has(file)) return seen;
  const text = readFileSync(file, 'utf8');
  seen.set(file, text.length);
  for (const [, from = ''] of text.matchAll(
    /(?:^|[;}\n])import\s*(?:[\w*{][^"';()]*?from\s*)?["'](\.[^"']+)["']/g,
  )) {
    staticImports(path.resolve(path.dirname(file), from), seen);
  }
  return seen;
}

describe('the start of the binary', () => {
  it('loads little before it knows the command: no sockets, no protocol tables, no validators', () => {
    const loaded = staticImports(ASTC);
    const texts = [...loaded.keys()].map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(loaded.size).toBeGreaterThan(1);
    expect([...loaded.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(130_000);
    for (const heavy of ['Sec-WebSocket-Key', 'experimentalFields', 'createHmac', 'eventsource']) {
      expect(texts.includes(heavy)).toBe(false);
    }
  });
});
