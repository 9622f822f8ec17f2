import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../src/protocol/', import.meta.url));

interface Reached {
  /** Files below src/protocol, by their path there. */
  readonly files: Set<string>;
  readonly outside: Set<string>;
}

/** What importing the door loads at once; `lazy` follows `import()` as well. */
/** Its own folder, and words of no domain. */
const HOME = /src\/(protocol|util)\//;

function reach(lazy: boolean): Reached {
  const files = new Set<string>();
  const outside = new Set<string>();
  const visit = (path: string) => {
    const name = relative(folder, path);
    if (files.has(name)) return;
    files.add(name);
    const text = readFileSync(path, 'utf8').replaceAll(/^(?:import|export) type [^;]*;/gm, '');
    const found = [...text.matchAll(/^(?:import|export)\b[^;'"]*from '([^']+)'|^import '([^']+)'/gm)];
    if (lazy) found.push(...text.matchAll(/\bimport\('([^']+)'\)/g));
    for (const match of found) {
      const specifier = match[1] ?? match[2] ?? '';
      const target = join(dirname(path), specifier.replace(/\.js$/, '.ts'));
      if (specifier.startsWith('.') && HOME.test(target) && existsSync(target)) visit(target);
      else outside.add(specifier);
    }
  };
  visit(join(folder, 'index.ts'));
  return { files, outside };
}

describe('the door to the protocol', () => {
  it('leads to nothing but itself and plain words, so that it loads in a browser', () => {
    const { files, outside } = reach(true);
    expect([...outside]).toEqual([]);
    expect(files.size).toBeGreaterThan(25);
  });

  it('loads method tables at once, and neither definitions nor validators', () => {
    const { files } = reach(false);
    const generated = [...files].filter((name) => name.startsWith('generated/'));
    expect(generated.sort()).toEqual([
      'generated/profiles.ts',
      'generated/v0_118_0/tables.ts',
      'generated/v0_169_0/tables.ts',
    ]);
  });
});
