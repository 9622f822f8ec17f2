// Tokens of gateways in `$CODEX_HOME/secrets/gateway_oauth.age`, whose passphrase is in the system's keyring, as the
// real server keeps them unless it is told to use a plain file.

import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord, textAt } from '../../util/peek.js';
import type { Keyring } from '../credentials/keyring.js';
import { replaceFile } from '../files/replace-file.js';
import { decrypted, encrypted } from './age-passphrase.js';
import { type GatewayEntries, INVALID, parsed } from './gateway-tokens.js';

const SERVICE = 'codex';
const VERSION = 1;

export function gatewayVault(codexHome: string, keyring: () => Promise<Keyring>): GatewayEntries {
  const path = join(codexHome, 'secrets', 'gateway_oauth.age');
  const home = createHash('sha256').update(codexHome).digest('hex').slice(0, 16);
  const account = `secrets|${home}|gateway-oauth`;
  /** What was read last: stretching the passphrase takes long. */
  let known: { readonly file: Buffer; readonly text: string } | null = null;

  async function secrets(): Promise<Readonly<Record<string, unknown>>> {
    const file = await readFile(path).catch((thrown: unknown) => {
      if (textAt(thrown, 'code') === 'ENOENT') return null;
      throw thrown;
    });
    if (file === null) return {};
    if (known?.file.equals(file) !== true) {
      const passphrase = await (await keyring()).read(SERVICE, account);
      if (passphrase === null) throw new Error(INVALID);
      known = { file, text: await decrypted(file, passphrase).catch(invalid) };
    }
    const whole: unknown = parsed(known.text);
    const all = isRecord(whole) ? whole.secrets : undefined;
    if (!isRecord(all)) throw new Error(INVALID);
    return all;
  }

  return {
    async read(digest) {
      const entry = (await secrets())[nameOf(digest)];
      return typeof entry === 'string' ? parsed(entry) : entry;
    },
    async write(digest, entry) {
      const all = { ...(await secrets()), [nameOf(digest)]: JSON.stringify(entry) };
      const ring = await keyring();
      const old = await ring.read(SERVICE, account);
      const passphrase = old ?? randomBytes(32).toString('base64');
      if (old === null) await ring.write(SERVICE, account, passphrase);
      const text = JSON.stringify({ version: VERSION, secrets: all });
      const file = await encrypted(text, passphrase);
      await replaceFile(path, file, 0o600);
      known = { file, text };
    },
  };
}

function nameOf(digest: string): string {
  return `global/PROVIDER_OAUTH_${digest.toUpperCase()}`;
}

function invalid(cause: unknown): never {
  throw new Error(INVALID, { cause });
}
