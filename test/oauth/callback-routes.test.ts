import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCallbackRequest } from '../../src/oauth/callback-routes.js';

const expectation = { state: 'S', onboardingEntrypoints: ['life_sciences'] };
const read = (target: string) => readCallbackRequest(target, expectation);

describe('a request to the callback server', () => {
  // The real 0.169.0 answers each of these the same way.
  it.each([
    ['/nothing', { kind: 'notFound' }],
    ['/', { kind: 'notFound' }],
    ['//', { kind: 'notFound' }],
    ['/cancel/', { kind: 'notFound' }],
    ['/Cancel', { kind: 'notFound' }],
    ['/%63ancel', { kind: 'notFound' }],
    ['http://evil.example/cancel', { kind: 'notFound' }],
    ['*', { kind: 'notFound' }],
    [':99999999/', { kind: 'badRequest' }],
    ['/cancel', { kind: 'cancel' }],
    ['/cancel?x=1', { kind: 'cancel' }],
    ['/x/../cancel', { kind: 'cancel' }],
    ['/success?id_token=x', { kind: 'success' }],
    ['/auth/callback', { kind: 'stateMismatch' }],
    ['/auth/callback?state=', { kind: 'stateMismatch' }],
    ['/auth/callback?state=T&code=1', { kind: 'stateMismatch' }],
    ['/auth/callback?state=T&error=access_denied', { kind: 'stateMismatch' }],
    ['/auth/callback?state=S', { kind: 'codeMissing' }],
    ['/auth/callback?state=S&code=', { kind: 'codeMissing' }],
    ['/auth/callback?state=S&code=c', { kind: 'code', code: 'c', onboardingEntrypoint: null }],
    ['/auth/callback?state=S&code=1&code=2', { kind: 'code', code: '2', onboardingEntrypoint: null }],
    ['/auth/callback?state=bad&state=S&code=c', { kind: 'code', code: 'c', onboardingEntrypoint: null }],
    ['/auth/callback?state=S&code=c&error=z', { kind: 'refused', error: 'z', description: null }],
    ['/auth/callback?state=S&error=', { kind: 'refused', error: '', description: null }],
    [
      '/auth/callback?state=S&error=foo&error_description=a+%3Cb%3E',
      { kind: 'refused', error: 'foo', description: 'a <b>' },
    ],
    [
      '/auth/callback?state=S.onboarding_entrypoint=life_sciences&code=c',
      { kind: 'code', code: 'c', onboardingEntrypoint: 'life_sciences' },
    ],
    ['/auth/callback?state=S.onboarding_entrypoint=other&code=c', { kind: 'stateMismatch' }],
  ])('%s', (target, expected) => {
    expect(read(target)).toEqual(expected);
  });

  it('never gets past a state that is not the one of the login', () => {
    const query = fc.webQueryParameters();
    fc.assert(
      fc.property(query, fc.string(), (rest, state) => {
        fc.pre(state !== 'S' && !rest.includes('state'));
        const found = read(`/auth/callback?${rest}&code=c&error=e&state=${encodeURIComponent(state)}`);
        expect(found).toEqual({ kind: 'stateMismatch' });
      }),
    );
  });

  it('is always understood as something', () => {
    fc.assert(
      fc.property(fc.string(), (target) => {
        expect(read(target).kind).toBeTypeOf('string');
      }),
    );
  });
});
