// What the browser is told after a login: the query of `/success`, and where an organization is set up. The id token
// is left out of both: a URL ends up in histories and logs.

import { DEFAULT_ISSUER } from './client.js';
import { encodeForm, type FormEncoding, type FormFields } from './form.js';
import { authClaimsOf } from './id-token.js';
import type { Tokens } from './token-endpoint.js';

export interface SuccessFacts {
  readonly path: string;
  readonly setupUrl: string | null;
}

export interface SuccessOptions {
  readonly issuer: string;
  readonly encoding: FormEncoding;
  readonly isStreamlined: boolean;
}

export function successFacts(
  { idToken, accessToken }: Tokens,
  { issuer, encoding, isStreamlined }: SuccessOptions,
): SuccessFacts {
  const claims = authClaimsOf(idToken);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const orgId = text(claims.organization_id);
  const projectId = text(claims.project_id);
  const planType = text(authClaimsOf(accessToken).chatgpt_plan_type);
  const needsSetup = claims.completed_platform_onboarding !== true && claims.is_org_owner === true;
  const platformUrl =
    issuer.replace(/\/+$/, '') === DEFAULT_ISSUER
      ? 'https://platform.openai.com'
      : 'https://platform.api.openai.org';
  const query: FormFields = [
    ['needs_setup', String(needsSetup)],
    ['org_id', orgId],
    ['project_id', projectId],
    ['plan_type', planType],
    ['platform_url', platformUrl],
    ...(isStreamlined ? [['codex_streamlined_login', 'true'] as const] : []),
  ];
  const setup: FormFields = [
    ['p', planType],
    ['with_org', orgId],
    ['project_id', projectId],
  ];
  return {
    path: `/success?${encodeForm(query, encoding)}`,
    setupUrl: needsSetup ? `${platformUrl}/org-setup?${encodeForm(setup, 'form')}` : null,
  };
}

const HOSTED_PAGE = 'https://chatgpt.com/codex/open-app';

/** The issuer's own page for a login that is complete. */
export function hostedSuccessUrl(brand: 'codex' | 'chatgpt'): string {
  return `${HOSTED_PAGE}?source=login&app_brand=${brand}`;
}
