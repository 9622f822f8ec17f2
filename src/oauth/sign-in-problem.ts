// Ways in which a browser login fails, as a person sees them in the browser and as the program reports them.

import { messageOf } from '../util/coded-error.js';
import type { IssuerError } from './callback-routes.js';
import { OAuthError, type OAuthErrorCode } from './errors.js';

export interface SignInProblem {
  /** What the program reports. */
  readonly error: OAuthError;
  readonly page: ErrorPageContent;
}

export interface ErrorPageContent {
  readonly heading: string;
  readonly message: string;
  /** For support; `unknown_error` when empty. */
  readonly code: string;
  readonly details: string;
  readonly help: string;
}

const HEADING = 'Sign-in could not be completed';
const HELP =
  'Return to Codex to retry, switch accounts, or contact your workspace admin if access is restricted.';

export const CODE_MISSING = problem(
  'code_missing',
  'missing_authorization_code',
  'Missing authorization code. Sign-in could not be completed.',
);

/** The issuer refused. A workspace without codex gets a page of its own that names nothing of the issuer's reason. */
export function refusedSignIn({ error, description }: IssuerError): SignInProblem {
  const isUnentitled =
    error === 'access_denied' && (description ?? '').toLowerCase().includes('missing_codex_entitlement');
  if (isUnentitled) return UNENTITLED;
  const reason = description === null || description.trim() === '' ? error : description;
  return problem('sign_in_refused', error, `Sign-in failed: ${reason}`, {
    details: description ?? undefined,
  });
}

const UNENTITLED: SignInProblem = {
  error: new OAuthError(
    'sign_in_refused',
    'Codex is not enabled for your workspace. Contact your workspace administrator to request access to Codex.',
  ),
  page: {
    heading: 'You do not have access to Codex',
    message: 'This account is not currently authorized to use Codex in this workspace.',
    code: 'access_denied',
    details: 'Contact your workspace administrator to request access to Codex.',
    help: 'Contact your workspace administrator to get access to Codex, then return to Codex and try again.',
  },
};

/** The code could not be turned into tokens, or the tokens are not welcome. */
export function failedExchange(thrown: unknown): SignInProblem {
  const cause = thrown;
  if (thrown instanceof OAuthError && thrown.code === 'workspace_refused') {
    return problem(thrown.code, 'workspace_restriction', thrown.message, { cause });
  }
  const code = thrown instanceof OAuthError ? thrown.code : 'unreachable';
  return problem(code, 'token_exchange_failed', `Token exchange failed: ${messageOf(thrown)}`, { cause });
}

export function failedSave(thrown: unknown): SignInProblem {
  const message = 'Sign-in completed but credentials could not be saved locally.';
  return problem('not_saved', 'persist_failed', message, { details: messageOf(thrown), cause: thrown });
}

/** The one problem that is only the browser's: the login itself is complete. */
export const REDIRECT_FAILED: ErrorPageContent = {
  heading: HEADING,
  message: 'Sign-in completed but redirecting back to Codex failed.',
  code: 'redirect_failed',
  details: 'Sign-in completed but redirecting back to Codex failed.',
  help: HELP,
};

function problem(
  code: OAuthErrorCode,
  pageCode: string,
  message: string,
  more: { details?: string; cause?: unknown } = {},
): SignInProblem {
  return {
    error: new OAuthError(code, message, 'cause' in more ? { cause: more.cause } : {}),
    page: { heading: HEADING, message, code: pageCode, details: more.details ?? message, help: HELP },
  };
}
