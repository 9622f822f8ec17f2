import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('the page of the format describes every member of every kind of line', () => {
  const page = readFileSync(new URL('../../docs/recording-format.md', import.meta.url), 'utf8');
  const source = readFileSync(new URL('../../src/recording/format.ts', import.meta.url), 'utf8');
  const members = [...source.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  const kinds = [...source.matchAll(/readonly kind: '(\w+)'/g)].map(([, kind]) => kind);
  expect(members.length).toBeGreaterThan(15);
  for (const name of [...members, ...kinds]) expect(page, `\`${name}\``).toContain(`\`${name}\``);
});
