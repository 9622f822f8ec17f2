// A server under comparison whose people sign in at an issuer of its own, for the length of one scenario.
import { rmSync } from 'node:fs';
import { type Backend, createBackend, type Login, type Reply } from '../../../src/backend/index.js';
import { handshake } from './compare.js';
import { freshFolder, type Side, startTarget, type Target, type Version } from './target.js';
import { OPENAI_ISSUER, startTlsProxy } from './tls-proxy.js';

export interface LoginTarget {
  readonly side: Side;
  readonly version: Version;
  readonly logins: readonly Login[];
  readonly replies?: readonly Reply[];
  /** Further lines for the top of config.toml. */
  readonly config?: string;
  /** Tables for its end. */
  readonly tables?: string;
  /** Files of /etc/codex. */
  readonly system?: Readonly<Record<string, string>>;
  /** Variables besides those that lead to the issuer. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hosts besides the issuer's that the real 0.118.0 asks, and waits for when nobody is there: they are ours too. */
  readonly hosts?: readonly string[];
}

/** Runs `use` once the server has shaken hands; both are gone when it ends. */
export async function withLoginTarget<T>(
  {
    side,
    version,
    logins,
    replies = [],
    config: further = '',
    tables = '',
    system,
    env = {},
    hosts = [],
  }: LoginTarget,
  use: (target: Target, backend: Backend) => Promise<T>,
): Promise<T> {
  const backend = await createBackend({ script: { logins, replies } }).listen();
  const issuer = await issuerFor(side, version, { backend, hosts });
  try {
    const config = further + backend.codexConfig({ codexVersion: version, requiresLogin: true }) + tables;
    const target = await startTarget({
      side,
      version,
      config,
      ...(system === undefined ? {} : { system }),
      env: { ...issuer.env, ...env },
    });
    try {
      await handshake(target);
      return await use(target, backend);
    } finally {
      await target.close();
    }
  } finally {
    await issuer.close();
    await backend.close();
  }
}

interface Issuer {
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** The real 0.118.0 takes no other issuer than OpenAI's: it finds ours behind that name. */
async function issuerFor(
  side: Side,
  version: Version,
  { backend, hosts }: { readonly backend: Backend; readonly hosts: readonly string[] },
): Promise<Issuer> {
  const env = { ...backend.loginEnvironment() };
  if (side === 'ours' || version !== '0.118.0') return { env, close: async () => {} };
  const folder = freshFolder('tls');
  const all = [new URL(OPENAI_ISSUER).host, ...hosts];
  const proxy = await startTlsProxy({ folder, hosts: all, upstream: () => backend.url });
  return {
    env: { ...env, ...proxy.env },
    async close() {
      await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
