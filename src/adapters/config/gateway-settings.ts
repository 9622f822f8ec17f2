// `gateway_oauth` and `auth` of a model provider: where the tokens come from that a provider, or the gateway before
// it, wants (0.169.0; commands in both versions).

import type { GatewayAccess, GatewayDelivery, TokenCommand } from '../../domain/credential-ports.js';
import { canParseUrl } from '../../util/url.js';
import { isTree, type Tree } from './tree.js';

const ONE_SOURCE =
  'choose one gateway credential source: credential_export or OAuth settings (authorization_url, token_url, and client_id)';
const CONFLICT =
  'Header conflict. Codex is configured to send both the model provider credential and the gateway token in the Authorization header. Set gateway_oauth.delivery to a different header or cookie that your gateway accepts for its token.';

const EXPORT_TIMEOUT_MS = 30_000;
const AUTH_TIMEOUT_MS = 5_000;
const AUTH_REFRESH_MS = 300_000;

/** Where the token goes unless the table says otherwise. */
const AUTHORIZATION = { kind: 'header', name: 'authorization', scheme: 'Bearer' } as const;

/** Of a table that passed `shapeComplaint` and `gatewayComplaint`; null where there is none. */
export function gatewayOf(provider: Tree, cwd: string): GatewayAccess | null {
  const table = provider.gateway_oauth;
  if (!isTree(table)) return null;
  const delivery = deliveryOf(table);
  const command = table.credential_export;
  if (isTree(command)) {
    const timing = { timeoutMs: count(command.timeout_ms) ?? EXPORT_TIMEOUT_MS, refreshMs: 0 };
    return {
      source: { kind: 'command', command: { of: 'gateway', ...called(command), cwd, ...timing } },
      delivery,
    };
  }
  return {
    source: {
      kind: 'signIn',
      settings: {
        authorizationUrl: text(table.authorization_url),
        deviceAuthorizationUrl: textOrNull(table.device_authorization_url),
        tokenUrl: text(table.token_url),
        clientId: text(table.client_id),
        resource: textOrNull(table.resource),
        scopes: texts(table.scopes),
        redirectPort: count(table.redirect_port) ?? null,
        store: table.credentials_store === 'file' ? 'file' : 'keyring',
      },
    },
    delivery,
  };
}

/** The command that prints a provider's own token; null where there is none. */
export function tokenCommandOf({ auth }: Tree, cwd: string): TokenCommand | null {
  if (!isTree(auth)) return null;
  return {
    of: 'provider',
    ...called(auth),
    cwd: textOrNull(auth.cwd) ?? cwd,
    timeoutMs: count(auth.timeout_ms) ?? AUTH_TIMEOUT_MS,
    refreshMs: count(auth.refresh_interval_ms) ?? AUTH_REFRESH_MS,
  };
}

/** What is wrong with the table as such; null: nothing. */
export function gatewayShapeComplaint(table: unknown): string | null {
  const isGateway = isTree(table) && isDelivery(table.delivery) && (isExport(table) || isOAuth(table));
  return isGateway ? null : ONE_SOURCE;
}

/** What is wrong with a table of the right shape, given its provider; null: nothing. */
export function gatewayComplaint(provider: Tree): string | null {
  const table = provider.gateway_oauth;
  if (!isTree(table)) return null;
  const command = table.credential_export;
  if (isTree(command)) {
    if (text(command.command).trim() === '')
      return 'provider gateway_oauth.credential_export.command must not be empty';
  } else {
    for (const key of ['authorization_url', 'device_authorization_url', 'token_url']) {
      if (table[key] !== undefined && !isSafeUrl(table[key])) return unsafe(`gateway_oauth.${key}`);
    }
    if (text(table.client_id).trim() === '' || table.redirect_port === 0)
      return 'gateway_oauth requires a nonempty client_id and a nonzero redirect_port';
  }
  if (provider.base_url === undefined) return 'gateway_oauth requires base_url';
  if (!isSafeUrl(provider.base_url)) return unsafe('base_url');
  return deliveryComplaint(deliveryOf(table), provider);
}

/** What is wrong with the command of a provider; null: nothing. */
export function tokenCommandComplaint({ auth, ...provider }: Tree): string | null {
  if (!isTree(auth)) return null;
  if (text(auth.command).trim() === '') return 'provider auth.command must not be empty';
  const other = ['env_key', 'experimental_bearer_token'].find((key) => provider[key] !== undefined);
  if (other !== undefined) return `provider auth cannot be combined with ${other}`;
  return provider.requires_openai_auth === true
    ? 'provider auth cannot be combined with requires_openai_auth'
    : null;
}

const RESERVED =
  /^(?:proxy-authorization|cookie|host|content-length|transfer-encoding|connection|upgrade|chatgpt-account-id|x-codex-.*|x-openai-.*|sec-websocket-.*)$/;
const TOKEN = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;

function deliveryComplaint(delivery: GatewayDelivery, provider: Tree): string | null {
  const header = delivery.kind === 'cookie' ? 'cookie' : delivery.name.toLowerCase();
  if (delivery.kind === 'cookie') {
    if (!TOKEN.test(delivery.name))
      return 'gateway_oauth.delivery needs a valid cookie name, such as gateway_session';
  } else {
    if (!TOKEN.test(header)) return 'gateway_oauth.delivery needs a valid header name';
    if (!TOKEN.test(delivery.scheme))
      return 'gateway_oauth.delivery needs an HTTP authentication scheme such as Bearer';
    if (RESERVED.test(header))
      return 'gateway_oauth.delivery uses a reserved header. Choose a custom header or cookie accepted by your gateway';
  }
  const own = [provider.http_headers, provider.env_http_headers].flatMap((headers) =>
    isTree(headers) ? Object.keys(headers) : [],
  );
  if (own.some((name) => name.toLowerCase() === header))
    return `The ${header} header is set in both gateway_oauth.delivery and the provider's http_headers or env_http_headers. Remove the duplicate header from the provider or choose a different gateway delivery.`;
  const hasOwn =
    provider.requires_openai_auth === true ||
    ['env_key', 'experimental_bearer_token', 'auth'].some((key) => provider[key] !== undefined);
  return header === AUTHORIZATION.name && hasOwn ? CONFLICT : null;
}

function deliveryOf({ delivery }: Tree): GatewayDelivery {
  if (!isTree(delivery)) return AUTHORIZATION;
  const name = text(delivery.name);
  if (delivery.kind === 'cookie') return { kind: 'cookie', name };
  return { kind: 'header', name, scheme: textOrNull(delivery.scheme) ?? AUTHORIZATION.scheme };
}

function isDelivery(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isTree(value) || typeof value.name !== 'string') return false;
  if (value.kind === 'cookie') return hasOnly(value, ['kind', 'name']);
  const isScheme = value.scheme === undefined || typeof value.scheme === 'string';
  return value.kind === 'header' && isScheme && hasOnly(value, ['kind', 'name', 'scheme']);
}

function isExport(table: Tree): boolean {
  const command = table.credential_export;
  return hasOnly(table, ['credential_export', 'delivery']) && isTree(command) && isCommand(command);
}

function isCommand({ command, args, timeout_ms: timeout }: Tree): boolean {
  const isTimeout = timeout === undefined || (isCount(timeout) && timeout > 0);
  return typeof command === 'string' && isTexts(args) && isTimeout;
}

const OAUTH_TEXTS = ['authorization_url', 'token_url', 'client_id'];
const OAUTH_MORE = ['device_authorization_url', 'resource'];

function isOAuth(table: Tree): boolean {
  const { scopes, redirect_port: port, credentials_store: store } = table;
  const others = ['scopes', 'redirect_port', 'credentials_store', 'delivery'];
  return (
    hasOnly(table, [...OAUTH_TEXTS, ...OAUTH_MORE, ...others]) &&
    OAUTH_TEXTS.every((key) => typeof table[key] === 'string') &&
    OAUTH_MORE.every((key) => table[key] === undefined || typeof table[key] === 'string') &&
    isTexts(scopes) &&
    (port === undefined || (isCount(port) && port <= 65_535)) &&
    (store === undefined || store === 'file' || store === 'keyring')
  );
}

function isSafeUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !canParseUrl(value)) return false;
  const { protocol, hostname, username, password, hash } = new URL(value);
  const isLoopback = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && isLoopback);
  return isSafe && `${username}${password}${hash}` === '';
}

function unsafe(field: string): string {
  return `${field} must use HTTPS (or loopback HTTP), without userinfo or a fragment`;
}

function called(table: Tree): { command: string; args: readonly string[] } {
  return { command: text(table.command), args: texts(table.args) };
}

function hasOnly(table: Tree, keys: readonly string[]): boolean {
  return Object.keys(table).every((key) => keys.includes(key));
}

function isTexts(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every((one) => typeof one === 'string'));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function count(value: unknown): number | undefined {
  return isCount(value) ? value : undefined;
}

function text(value: unknown): string {
  return textOrNull(value) ?? '';
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
