// What can be seen without a server: the sandbox, the ports of logins, the home on the disk.

import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createSandbox } from '../../adapters/exec/sandbox/index.js';
import type { Finding } from './finding.js';

export async function checkSandbox(): Promise<Finding> {
  const problem = await createSandbox().problem();
  return problem === null
    ? { what: 'sandbox', state: 'ok', found: 'commands can be sandboxed' }
    : {
        what: 'sandbox',
        state: 'warn',
        found: problem,
        fix: 'install bubblewrap (apt-get install bubblewrap) and allow user namespaces',
      };
}

/** Where browsers come back to after a login; the second is used when the first is taken. */
const PORTS = [1455, 1457];

export async function checkLoginPorts(): Promise<Finding> {
  const taken = [];
  for (const port of PORTS) if (!(await isFree(port))) taken.push(port);
  const what = 'login ports';
  if (taken.length === 0) return { what, state: 'ok', found: `${PORTS.join(' and ')} are free` };
  const found = `${taken.join(' and ')} ${taken.length === 1 ? 'is' : 'are'} taken by another program`;
  const fix = 'end it, or log in with a device code: astc test-login --device-code';
  return { what, state: taken.length === PORTS.length ? 'bad' : 'warn', found, fix };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** The home that the server named, if it lies on this machine. */
export function checkHome(codexHome: string | undefined): Finding[] {
  const what = 'home';
  if (codexHome === undefined)
    return [{ what, state: 'skipped', found: 'the server does not say where it lies' }];
  const facts = statSync(codexHome, { throwIfNoEntry: false });
  if (facts === undefined) return [{ what, state: 'skipped', found: `${codexHome} is not on this machine` }];
  try {
    accessSync(codexHome, constants.W_OK);
  } catch {
    const fix = `chown -R "$USER" ${codexHome}, or choose another with CODEX_HOME`;
    return [{ what, state: 'bad', found: `${codexHome} cannot be written`, fix }];
  }
  return [{ what, state: 'ok', found: codexHome }, checkCredentialsFile(codexHome)];
}

function checkCredentialsFile(codexHome: string): Finding {
  const file = path.join(codexHome, 'auth.json');
  const what = 'auth.json';
  const facts = statSync(file, { throwIfNoEntry: false });
  if (facts === undefined)
    return { what, state: 'ok', found: 'not there: nobody has signed in, or a keyring is used' };
  const mode = (facts.mode & 0o777).toString(8).padStart(4, '0');
  if ((facts.mode & 0o077) === 0 || process.platform === 'win32')
    return { what, state: 'ok', found: `mode ${mode}` };
  return { what, state: 'bad', found: `mode ${mode}: others can read it`, fix: `chmod 600 ${file}` };
}
