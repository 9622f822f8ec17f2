// The table of valid calls: whole, readable, and true about where else a method is played.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadDecoder, loadProfile } from '../../src/protocol/index.js';
import { CALL_PLAYS, PLAYED_ELSEWHERE, UNCALLED } from '../real/support/valid-calls/index.js';
import { KNOWN_OF_CALLS } from '../real/support/valid-calls/known.js';

const calls = CALL_PLAYS.flatMap((play) => play.calls);

describe.each(['0.169.0', '0.118.0'] as const)('the table of valid calls of %s', (version) => {
  const profile = loadProfile(version);
  const called = calls.filter(({ versions }) => versions === undefined || versions.includes(version));

  it('has a call or a reason for every method, and never both', () => {
    const named = new Set([
      ...called.map(({ method }) => method),
      ...Object.keys(PLAYED_ELSEWHERE),
      ...Object.keys(UNCALLED),
    ]);
    expect(profile.clientMethods.filter((method) => !named.has(method))).toEqual([]);
    const reasons = { ...UNCALLED, ...PLAYED_ELSEWHERE };
    expect(calls.filter(({ method }) => Object.hasOwn(reasons, method))).toEqual([]);
  });

  it('calls only what the version has, with params it can read', async () => {
    const decode = await loadDecoder(profile);
    for (const { method, params } of called) {
      expect(profile.clientMethods).toContain(method);
      if (typeof params === 'function') continue;
      expect({ method, ...decode(method, params) }).not.toHaveProperty('problem');
    }
  });
});

it('is played where the table of valid calls says that it is', () => {
  for (const [method, file] of Object.entries(PLAYED_ELSEWHERE)) {
    const path = new URL(`../real/${file}.ts`, import.meta.url);
    expect(readFileSync(path, 'utf8')).toContain(`'${method}'`);
  }
});

it('names only differences that docs/quirks.md names', () => {
  const quirks = readFileSync(new URL('../../docs/quirks.md', import.meta.url), 'utf8');
  for (const { quirk } of KNOWN_OF_CALLS) expect(quirks).toContain(`### ${quirk}\n`);
});
