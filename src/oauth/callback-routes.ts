// What a request to the callback server asks for. The method does not count; the state is looked at before anything
// else, so that a stranger's page can neither end a login nor slip in a code.

import { canParseUrl } from '../util/url.js';

export interface Expectation {
  /** Of this login. */
  readonly state: string;
  /** What may follow the state, after `.onboarding_entrypoint=`. */
  readonly onboardingEntrypoints: readonly string[];
}

/** A sign-in that ended at the issuer. */
export interface IssuerError {
  readonly error: string;
  /** Null when the issuer gave none. */
  readonly description: string | null;
}

export type CallbackRequest =
  | { readonly kind: 'badRequest' }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'stateMismatch' }
  | ({ readonly kind: 'refused' } & IssuerError)
  | { readonly kind: 'codeMissing' }
  | { readonly kind: 'code'; readonly code: string; readonly onboardingEntrypoint: string | null }
  | { readonly kind: 'success' }
  | { readonly kind: 'cancel' };

/** `target` as in the first line of the request. */
export function readCallbackRequest(target: string, expectation: Expectation): CallbackRequest {
  const base = `http://localhost${target}`;
  if (!canParseUrl(base)) return { kind: 'badRequest' };
  const { pathname, searchParams } = new URL(base);
  switch (pathname) {
    case '/auth/callback':
      return readReturn(searchParams, expectation);
    case '/success':
      return { kind: 'success' };
    case '/cancel':
      return { kind: 'cancel' };
    default:
      return { kind: 'notFound' };
  }
}

function readReturn(query: URLSearchParams, expectation: Expectation): CallbackRequest {
  // Of a parameter given twice, the last one counts.
  const given = new Map(query);
  const known = readState(given.get('state') ?? '', expectation);
  if (known === null) return { kind: 'stateMismatch' };
  const error = given.get('error');
  if (error !== undefined) {
    return { kind: 'refused', error, description: given.get('error_description') ?? null };
  }
  const code = given.get('code') ?? '';
  return code === '' ? { kind: 'codeMissing' } : { kind: 'code', code, ...known };
}

function readState(
  given: string,
  { state, onboardingEntrypoints }: Expectation,
): { onboardingEntrypoint: string | null } | null {
  if (given === state) return { onboardingEntrypoint: null };
  const entrypoint = onboardingEntrypoints.find((name) => given === `${state}.onboarding_entrypoint=${name}`);
  return entrypoint === undefined ? null : { onboardingEntrypoint: entrypoint };
}
