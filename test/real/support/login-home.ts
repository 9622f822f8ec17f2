// A home that a client signs in on and servers are started on, with an issuer of its own.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Backend, createBackend, type Login } from '../../../src/backend/index.js';
import { handshake } from './compare.js';
import type { CodexHome } from './run-codex.js';
import { freshFolder, type Side, startTarget, type Target, type Version } from './target.js';

export interface LoginHome extends CodexHome {
  readonly authFile: string;
  readonly backend: Backend;
  /** A server on this home, past its handshake, whose provider wants an account. */
  serve(side: Side, version: Version): Promise<Target>;
}

/** Runs `use`; servers, issuer and home are gone when it ends. */
export async function withLoginHome<T>(login: Login, use: (at: LoginHome) => Promise<T>): Promise<T> {
  const home = freshFolder('login-home');
  const codexHome = join(home, 'codex');
  mkdirSync(codexHome, { recursive: true });
  const backend = await createBackend({ script: { logins: [login] } }).listen();
  const servers: Target[] = [];
  try {
    return await use({
      home,
      codexHome,
      authFile: join(codexHome, 'auth.json'),
      backend,
      async serve(side, version) {
        const config = `model_provider = "openai"\nchatgpt_base_url = "${backend.url}/backend-api"\n`;
        const env = { ...backend.loginEnvironment() };
        const target = await startTarget({ side, version, config, home, env });
        servers.push(target);
        await handshake(target);
        return target;
      },
    });
  } finally {
    for (const server of servers) await server.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}
