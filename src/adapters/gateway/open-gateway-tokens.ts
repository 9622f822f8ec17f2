// The place for tokens of gateways that a configuration asks for.

import type { GatewaySettings, GatewayTokenStore } from '../../domain/gateway/gateway-ports.js';
import type { Clock } from '../../util/clock.js';
import { gatewayTokenFile, gatewayTokens, type SecretText } from './gateway-tokens.js';

export function openGatewayTokens(
  settings: GatewaySettings,
  home: { readonly codexHome: string; readonly clock: Clock },
): GatewayTokenStore {
  const text = settings.store === 'file' ? gatewayTokenFile(home.codexHome) : NO_KEYRING;
  return gatewayTokens(settings, { ...home, text });
}

/** As on a machine without one: there is nothing, and nothing can be kept. */
const NO_KEYRING: SecretText = {
  read: () => Promise.resolve(null),
  write: () => Promise.reject(new Error('tokens of gateways are kept in files only')),
};
