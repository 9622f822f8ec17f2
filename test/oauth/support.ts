// Tokens, answers and an issuer that only exists as a function, for the tests of this folder.

import type { IssuerAnswer, IssuerRequest, Post } from '../../src/oauth/http.js';

export const AUTH = 'https://api.openai.com/auth';
export const PROFILE = 'https://api.openai.com/profile';

/** An unsigned token with these claims. */
export function jwt(claims: unknown): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${part('signature')}`;
}

export function answer(status: number, body: unknown = '', secrets: readonly string[] = []): IssuerAnswer {
  return { status, body: typeof body === 'string' ? body : JSON.stringify(body), secrets };
}

export interface ScriptedPost {
  readonly post: Post;
  readonly requests: IssuerRequest[];
}

/** Gives one answer after the other, and keeps what it was asked. An error among them is thrown. */
export function scriptedPost(...answers: (IssuerAnswer | Error)[]): ScriptedPost {
  const requests: IssuerRequest[] = [];
  const left = [...answers];
  return {
    requests,
    post(request, signal) {
      signal?.throwIfAborted();
      requests.push(request);
      const next = left.shift();
      if (next === undefined) throw new Error(`nothing is scripted for ${request.url}`);
      return next instanceof Error
        ? Promise.reject(next)
        : Promise.resolve({ ...next, secrets: request.secrets });
    },
  };
}

/** What the call throws, as its code and message. */
export function thrownBy(call: () => unknown): { code: unknown; message: string } {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof Error)
      return { code: 'code' in thrown ? thrown.code : undefined, message: thrown.message };
  }
  throw new Error('nothing was thrown');
}

export function tokensFor(accountId: string | null = 'acct-1', more: object = {}) {
  const auth = {
    chatgpt_plan_type: 'plus',
    chatgpt_user_id: 'user-1',
    ...(accountId === null ? {} : { chatgpt_account_id: accountId }),
    ...more,
  };
  return {
    id_token: jwt({ email: 'a@example.com', [AUTH]: auth }),
    access_token: jwt({ exp: 1_800_000_000, [AUTH]: auth }),
    refresh_token: 'rt-first-of-all',
  };
}
