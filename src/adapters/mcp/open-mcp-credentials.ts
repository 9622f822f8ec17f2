// The place for tokens of MCP servers that a configuration asks for.

import type { McpHttpServer } from '../../domain/mcp/mcp-ports.js';
import type { Clock } from '../../util/clock.js';
import { type Keyring, loadKeyring } from '../credentials/keyring.js';
import { createMcpCredentialFile } from './mcp-credential-file.js';
import { lockNameOf, type McpCredentials, withMcpLock } from './mcp-credentials.js';
import { createMcpKeyring } from './mcp-keyring.js';

export type McpStoreMode = 'auto' | 'file' | 'keyring';

interface McpStoreOptions {
  /** Absolute. */
  readonly codexHome: string;
  readonly clock: Clock;
  /** As it is now; asked once for each load and save. */
  readonly mode: () => McpStoreMode;
  /** The system's by default. */
  readonly keyring?: () => Promise<Keyring>;
}

/** In mode `auto` the keyring where it works, the file where it does not or has what the keyring lacks. */
export function openMcpCredentials(options: McpStoreOptions): McpCredentials {
  const file = createMcpCredentialFile(options);
  let loaded: Promise<Keyring> | undefined;
  const ring = createMcpKeyring(() => (loaded ??= (options.keyring ?? loadKeyring)()));
  return {
    async load(serverName, serverUrl) {
      const mode = options.mode();
      if (mode === 'file') return file.load(serverName, serverUrl);
      if (mode === 'keyring') return ring.load(serverName, serverUrl);
      const inRing = await ring.load(serverName, serverUrl).catch(() => null);
      return inRing ?? file.load(serverName, serverUrl);
    },
    async save(credential) {
      const mode = options.mode();
      if (mode === 'file') return file.save(credential);
      try {
        await ring.save(credential);
      } catch (thrown) {
        if (mode === 'keyring') throw thrown;
        return file.save(credential);
      }
      await file.remove(credential.serverName, credential.serverUrl);
    },
  };
}

/** Lets one process at a time renew a login. */
export function exclusivelyRenewing(home: { readonly codexHome: string; readonly clock: Clock }) {
  return <T>({ name, url }: McpHttpServer, work: () => Promise<T>): Promise<T> =>
    withMcpLock(lockNameOf(name, url), home, work);
}
