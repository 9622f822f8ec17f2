import { describe, expect, it } from 'vitest';
import { challengeOf, createPkce, createState } from '../../src/oauth/pkce.js';

describe('PKCE', () => {
  it('derives the challenge of RFC 7636, appendix B', () => {
    expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('makes verifiers of 86 and states of 43 characters, no two alike', () => {
    const made = Array.from({ length: 20 }, () => ({ pkce: createPkce(), state: createState() }));
    for (const { pkce, state } of made) {
      expect(pkce.verifier).toMatch(/^[\w-]{86}$/);
      expect(pkce.challenge).toBe(challengeOf(pkce.verifier));
      expect(state).toMatch(/^[\w-]{43}$/);
    }
    expect(new Set(made.map(({ pkce }) => pkce.verifier)).size).toBe(20);
    expect(new Set(made.map(({ state }) => state)).size).toBe(20);
  });
});
