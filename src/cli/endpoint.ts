// Decides which server a command talks to, from flags and environment alone: nothing is opened here.

import { canParseUrl } from '../util/url.js';
import { UsageError } from './errors.js';
import type { GlobalOptions } from './global-options.js';

export const DEFAULT_URL = 'ws://127.0.0.1:4222';

export type Endpoint =
  | { readonly kind: 'url'; readonly url: string; readonly isDefault: boolean }
  | {
      readonly kind: 'codexBin';
      readonly path: string;
      readonly overrides: readonly string[];
      readonly offline: boolean;
    }
  | {
      readonly kind: 'embedded';
      readonly overrides: readonly string[];
      readonly profile: string | undefined;
    };

type Env = Readonly<Record<string, string | undefined>>;

/**
 * A flag beats an environment variable; nothing given means the default URL.
 * @throws UsageError `conflict` when two flags (or, without a flag, two variables) name different servers,
 * `no_effect` when an option cannot reach the server that is meant.
 */
export function resolveEndpoint(options: GlobalOptions, env: Env): Endpoint {
  const flags = [
    options.codexBin !== undefined ? '--codex-bin' : undefined,
    options.url !== undefined ? '--url' : undefined,
    options.embedded ? '--embedded' : undefined,
  ].filter((flag) => flag !== undefined);
  if (flags.length > 1) {
    throw new UsageError('conflict', `${flags.join(' and ')} name different servers; give only one of them.`);
  }
  const endpoint = flags.length === 1 ? fromFlags(options) : fromEnvironment(options, env);
  refuseWithoutEffect(options, endpoint);
  return endpoint;
}

function fromFlags(options: GlobalOptions): Endpoint {
  if (options.codexBin !== undefined) return codexBin(options.codexBin, options);
  if (options.url !== undefined)
    return { kind: 'url', url: checkedUrl(options.url, '--url'), isDefault: false };
  return { kind: 'embedded', overrides: options.config, profile: options.profile };
}

function fromEnvironment(options: GlobalOptions, env: Env): Endpoint {
  const bin = nonEmpty(env.CODEX_BIN);
  const url = nonEmpty(env.CODEX_APP_SERVER_URL);
  if (bin !== undefined && url !== undefined) {
    throw new UsageError(
      'conflict',
      'CODEX_BIN and CODEX_APP_SERVER_URL are both set and name different servers; unset one, or say --codex-bin, --url or --embedded.',
    );
  }
  if (bin !== undefined) return codexBin(bin, options);
  if (url !== undefined)
    return { kind: 'url', url: checkedUrl(url, 'CODEX_APP_SERVER_URL'), isDefault: false };
  return { kind: 'url', url: DEFAULT_URL, isDefault: true };
}

function codexBin(path: string, options: GlobalOptions): Endpoint {
  return { kind: 'codexBin', path, overrides: options.config, offline: options.offline };
}

function refuseWithoutEffect(options: GlobalOptions, endpoint: Endpoint): void {
  if (endpoint.kind === 'url') {
    const where = endpoint.isDefault
      ? `the server at ${endpoint.url} (the default)`
      : `the server at ${endpoint.url}`;
    if (options.config.length > 0) {
      throw new UsageError(
        'no_effect',
        `-c cannot configure ${where}, because it is running already; pass -c to serve, or start a server with --codex-bin or --embedded.`,
      );
    }
    if (options.offline) {
      throw new UsageError('no_effect', `--offline cannot change ${where}; use it with --codex-bin.`);
    }
  }
  if (options.wsTokenEnv !== undefined && endpoint.kind !== 'url') {
    throw new UsageError('no_effect', '--ws-token-env needs a WebSocket connection; use it with --url.');
  }
}

const SCHEMES = ['ws://', 'wss://', 'unix://'];

function checkedUrl(text: string, from: string): string {
  const scheme = SCHEMES.find((known) => text.startsWith(known));
  if (scheme === undefined || text.length === scheme.length || (scheme !== 'unix://' && !canParseUrl(text))) {
    throw new UsageError(
      'bad_option',
      `${from} ${text} is no server address; write ws://HOST:PORT, wss://HOST:PORT or unix://PATH.`,
    );
  }
  return text;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}
