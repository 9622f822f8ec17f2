// The place for tokens of gateways that a configuration asks for.

import type { GatewaySettings, GatewayTokenStore } from '../../domain/gateway/gateway-ports.js';
import type { Clock } from '../../util/clock.js';
import { type Keyring, loadKeyring } from '../credentials/keyring.js';
import { gatewayFile } from './gateway-file.js';
import { type GatewayEntries, gatewayTokens } from './gateway-tokens.js';

interface GatewayHome {
  /** Absolute. */
  readonly codexHome: string;
  readonly clock: Clock;
  /** The system's by default. */
  readonly keyring?: () => Promise<Keyring>;
}

export function openGatewayTokens(settings: GatewaySettings, home: GatewayHome): GatewayTokenStore {
  const entries = settings.store === 'file' ? gatewayFile(home.codexHome) : lazyVault(home);
  return gatewayTokens(settings, { ...home, entries });
}

/** Brings the cipher along, so it is loaded when tokens are to be read. */
function lazyVault({ codexHome, keyring = loadKeyring }: GatewayHome): GatewayEntries {
  const load = async (): Promise<GatewayEntries> => {
    const { gatewayVault } = await import('./gateway-vault.js');
    return gatewayVault(codexHome, keyring);
  };
  let loaded: Promise<GatewayEntries> | undefined;
  const vault = () => (loaded ??= load());
  return {
    read: async (digest) => (await vault()).read(digest),
    write: async (digest, entry) => (await vault()).write(digest, entry),
  };
}
