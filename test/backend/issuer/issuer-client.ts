// A client of the issuer for tests: starts backends, and does step by step what codex does in a login.

import { createHash } from 'node:crypto';
import type { Backend, BackendOptions, Login, LoginObject } from '../../../src/backend/index.js';

export { backends } from '../running.js';

export const CLIENT_ID = 'app_test';
export const VERIFIER = 'v'.repeat(64);
export const STATE = 'state-of-the-test';
export const CALLBACK = 'http://localhost:1455/auth/callback';

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
export type Json = any;

/** Options with these logins, one after the other. */
export function going(...logins: readonly Login[]): BackendOptions {
  return { script: { logins } };
}

export function approved(more: LoginObject = {}): LoginObject {
  return { approve: true, ...more };
}

export function postJson(backend: Backend, path: string, body: unknown, headers = {}): Promise<Response> {
  const type = { 'content-type': 'application/json' };
  return fetch(backend.url + path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { ...type, ...headers },
  });
}

export function postForm(
  backend: Backend,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = new URLSearchParams(fields);
  return fetch(backend.url + path, { method: 'POST', body, headers, redirect: 'manual' });
}

export interface DeviceCode {
  readonly device_auth_id: string;
  readonly user_code: string;
  readonly interval: string;
  readonly expires_at: string;
}

export async function askForUserCode(backend: Backend): Promise<DeviceCode> {
  const response = await postJson(backend, '/api/accounts/deviceauth/usercode', { client_id: CLIENT_ID });
  return (await response.json()) as DeviceCode; // As documented.
}

export function poll(backend: Backend, { device_auth_id, user_code }: DeviceCode): Promise<Response> {
  return postJson(backend, '/api/accounts/deviceauth/token', { device_auth_id, user_code });
}

/** The fields that exchange what a successful poll brought. */
export function exchangeFields(backend: Backend, polled: Json): Record<string, string> {
  return {
    grant_type: 'authorization_code',
    code: polled.authorization_code,
    redirect_uri: `${backend.url}/deviceauth/callback`,
    client_id: CLIENT_ID,
    code_verifier: polled.code_verifier,
  };
}

/** A whole device login that the script approves: what the token endpoint answered. */
export async function signIn(backend: Backend): Promise<Json> {
  const polled = await (await poll(backend, await askForUserCode(backend))).json();
  return (await postForm(backend, '/oauth/token', exchangeFields(backend, polled))).json();
}

export function refreshFields(refreshToken: string): Record<string, string> {
  return { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token: refreshToken };
}

export function refresh(backend: Backend, refreshToken: string): Promise<Response> {
  return postJson(backend, '/oauth/token', refreshFields(refreshToken));
}

export function authorizeUrl(backend: Backend, changes: Record<string, string | undefined> = {}): string {
  const fields: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: CLIENT_ID,
    redirect_uri: CALLBACK,
    scope: 'openid profile',
    code_challenge: createHash('sha256').update(VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
    state: STATE,
    originator: 'my_client',
    ...changes,
  };
  const url = new URL('/oauth/authorize', backend.url);
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

export function open(url: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { redirect: 'manual', headers });
}

/** The hidden field that proves where a form came from. */
export function ticketIn(page: string): string {
  return /name="ticket" value="([^"]+)"/.exec(page)?.[1] ?? 'no ticket';
}

export function locationOf(response: Response): URL {
  return new URL(response.headers.get('location') ?? 'http://nowhere.invalid');
}

export function claimsOf(token: string): Json {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

export function switchWorkspace(backend: Backend, token: string, id: string): Promise<Response> {
  return fetch(`${backend.url}/backend-api/accounts/switch-workspace-token`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ workspace_id: id }),
  });
}

export function askUsage(backend: Backend, token: string, path = '/wham/usage'): Promise<Response> {
  return fetch(backend.url + path, { headers: { authorization: `Bearer ${token}` } });
}
