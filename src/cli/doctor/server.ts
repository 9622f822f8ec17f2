// What only a server can tell: its version, who is signed in, and whether its model can be reached.

import type { Client } from '../../client/index.js';
import { profileNames } from '../../protocol/index.js';
import { messageOf } from '../../util/coded-error.js';
import { at, textAt } from '../../util/peek.js';
import type { Finding } from './finding.js';

export function checkVersion(client: Client): Finding {
  const { version } = client.server;
  const what = 'profile';
  if (version === undefined)
    return {
      what,
      state: 'warn',
      found: `the server names no version; ${client.profile} is assumed`,
      fix: 'say --profile VERSION if that is wrong',
    };
  if (version === client.profile) return { what, state: 'ok', found: version };
  return {
    what,
    state: 'warn',
    found: `there is none of ${version}; ${client.profile} comes nearest (known: ${profileNames.join(', ')})`,
    fix: `see what differs: astc drift ${client.profile} PATH_OF_CODEX`,
  };
}

export async function checkAccount(client: Client, signal: AbortSignal): Promise<Finding> {
  const what = 'account';
  try {
    const { account, requiresOpenaiAuth } = await client.call(
      'account/read',
      { refreshToken: false },
      { signal },
    );
    if (account !== null) return { what, state: 'ok', found: `signed in (${account.type})` };
    if (!requiresOpenaiAuth) return { what, state: 'ok', found: 'none, and the model provider wants none' };
    return {
      what,
      state: 'bad',
      found: 'nobody is signed in, and the model provider wants an account',
      fix: 'codex login, or astc test-login with the same options',
    };
  } catch (thrown) {
    return { what, state: 'warn', found: `cannot be read: ${messageOf(thrown)}`, fix: 'codex login status' };
  }
}

const REACH_MS = 5000;
const OPENAI = 'https://api.openai.com/v1';

/** Any answer that is the server's own will do, a refusal too: this address is not one that it serves. */
export async function checkProvider(client: Client, signal: AbortSignal): Promise<Finding> {
  const what = 'model provider';
  let url: string;
  let name: string;
  try {
    const { config } = await client.call('config/read', { includeLayers: false }, { signal });
    name = textAt(config, 'model_provider') ?? 'openai';
    url =
      textAt(at(config, 'model_providers', name), 'base_url') ?? textAt(config, 'openai_base_url') ?? OPENAI;
  } catch (thrown) {
    return { what, state: 'warn', found: `cannot be read: ${messageOf(thrown)}` };
  }
  try {
    const answer = await fetch(url, {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(REACH_MS)]),
    });
    if (answer.status < 500) return { what, state: 'ok', found: `${name} can be reached at ${url}` };
    return {
      what,
      state: 'warn',
      found: `${name} answers at ${url} that it cannot serve (HTTP ${answer.status})`,
      fix: 'try again later, or ask who runs it; a proxy on the way may be the cause',
    };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
    return {
      what,
      state: 'bad',
      found: `${name} does not answer at ${url}: ${messageOf(cause)}`,
      fix: 'check the network, the proxy and model_providers in config.toml; offline, use --embedded, or --offline with --codex-bin',
    };
  }
}
