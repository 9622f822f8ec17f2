import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FAULT_KINDS } from '../../../src/transport/index.js';

it('the page of faults names every kind and no other', () => {
  const page = readFileSync(new URL('../../../docs/faults.md', import.meta.url), 'utf8');
  const [, kinds = ''] = page.split('| kind | what it does |');
  const named = [...(kinds.split('Which frames')[0] ?? '').matchAll(/^\| `([a-z-]+)` \|/gm)].map(
    ([, kind]) => kind,
  );
  expect(named).toEqual(Object.keys(FAULT_KINDS));
});
