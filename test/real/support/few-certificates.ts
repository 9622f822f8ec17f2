// The real servers read all certificates of the system for every turn, which takes them longer than the turn. Nobody
// beyond this machine is reached here: one certificate of nobody does as well.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../../../.cache/few-certificates/nobody.pem', import.meta.url));

/** Runs before all tests here. Without openssl the servers go on to read those of the system. */
export default function makeCertificate(): void {
  if (existsSync(FILE)) return;
  mkdirSync(dirname(FILE), { recursive: true });
  const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=nobody'];
  spawnSync('openssl', ['req', ...made, '-keyout', '/dev/null', '-out', FILE], { stdio: 'ignore' });
}

/** Variables for servers under comparison. */
export const FEW_CERTIFICATES: Readonly<Record<string, string>> = existsSync(FILE)
  ? { SSL_CERT_FILE: FILE, SSL_CERT_DIR: dirname(FILE) }
  : {};
