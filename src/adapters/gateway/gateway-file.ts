// Tokens of gateways in a plain file, for `credentials_store = "file"`.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRecord, textAt } from '../../util/peek.js';
import { replaceFile } from '../files/replace-file.js';
import { type GatewayEntries, INVALID, parsed } from './gateway-tokens.js';

export function gatewayFile(codexHome: string): GatewayEntries {
  const path = join(codexHome, 'secrets', 'gateway_oauth.json');

  async function all(): Promise<Readonly<Record<string, unknown>>> {
    const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
      if (textAt(thrown, 'code') === 'ENOENT') return '{}';
      throw thrown;
    });
    const value = parsed(text);
    if (!isRecord(value)) throw new Error(INVALID);
    return value;
  }

  return {
    read: async (digest) => (await all())[keyOf(digest)],
    write: async (digest, entry) =>
      replaceFile(path, JSON.stringify({ ...(await all()), [keyOf(digest)]: entry }), 0o600),
  };
}

function keyOf(digest: string): string {
  return `provider-oauth|${digest}`;
}
