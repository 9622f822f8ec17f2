// The variables that name the proxy to programs, each in its own way. Pure.

import type { NetworkLimits } from '../../domain/network/network-limits.js';
import type { ProxyDialect } from './stop-answers.js';

const HTTP = [
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'WS_PROXY', 'WSS_PROXY', 'ws_proxy'],
  ...['wss_proxy', 'YARN_HTTP_PROXY', 'YARN_HTTPS_PROXY', 'npm_config_http_proxy', 'npm_config_https_proxy'],
  ...['npm_config_proxy', 'NPM_CONFIG_HTTP_PROXY', 'NPM_CONFIG_HTTPS_PROXY', 'NPM_CONFIG_PROXY'],
  ...['BUNDLE_HTTP_PROXY', 'BUNDLE_HTTPS_PROXY', 'PIP_PROXY', 'DOCKER_HTTP_PROXY', 'DOCKER_HTTPS_PROXY'],
];
const SOCKS = ['ALL_PROXY', 'all_proxy', 'FTP_PROXY', 'ftp_proxy'];
const DIRECT = ['NO_PROXY', 'no_proxy', 'npm_config_noproxy', 'NPM_CONFIG_NOPROXY', 'BUNDLE_NO_PROXY'];

const OWN = 'localhost,127.0.0.1,::1';
const PRIVATE = '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16';

export function proxyEnv(
  ports: { readonly http: number; readonly socks: number },
  { allowsLocal, hasSocks }: NetworkLimits,
  dialect: ProxyDialect,
): Record<string, string> {
  const http = `http://127.0.0.1:${ports.http}`;
  const socks = hasSocks ? `socks5h://127.0.0.1:${ports.socks}` : http;
  const isOlder = dialect === '0.118.0';
  const newerDirect = allowsLocal ? `${OWN},${PRIVATE}` : '';
  const direct = isOlder ? `${OWN},*.local,.local,169.254.0.0/16,${PRIVATE}` : newerDirect;
  const each = (names: readonly string[], value: string) => names.map((name) => [name, value]);
  return {
    ...Object.fromEntries([...each(HTTP, http), ...each(SOCKS, socks), ...each(DIRECT, direct)]),
    ...(isOlder ? { YARN_NO_PROXY: direct } : { NODE_USE_ENV_PROXY: '1', CODEX_NETWORK_PROXY_ACTIVE: '1' }),
    ELECTRON_GET_USE_PROXY: 'true',
    CODEX_NETWORK_ALLOW_LOCAL_BINDING: allowsLocal ? '1' : '0',
  };
}
