// The pinned real servers as native binaries: installs test/real on first use and says where each binary lies.
// Used by npm run test:real and npm run bench; everything else works without them.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = fileURLToPath(new URL('../test/real/', import.meta.url));
const launchers = {
  '0.169.0': join(home, 'node_modules', '@openai', 'codex'),
  '0.118.0': join(home, 'node_modules', 'codex-0.118.0'),
} as const;

/** Artillery's own runner, without its clouds: our engine is tested in it. */
const artilleryRunner = join(home, 'node_modules', '@artilleryio', 'int-core');

export type RealVersion = keyof typeof launchers;

/** The native binary of each pinned version; installs them when they are missing. @throws when one cannot be had. */
export function realServers(): Record<RealVersion, string> {
  if (![...Object.values(launchers), artilleryRunner].every((folder) => existsSync(folder))) install();
  return { '0.169.0': nativeBinary('0.169.0'), '0.118.0': nativeBinary('0.118.0') };
}

// Not `npm ci`: old releases lack some platform packages, which `npm ci` refuses and `npm install` tolerates.
// The lock still pins versions and checksums of what is installed.
function install(): void {
  execFileSync('npm', ['install', '--no-save', '--prefer-offline', '--no-audit', '--no-fund'], {
    cwd: home,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function nativeBinary(version: RealVersion): string {
  const platformPackage = `codex-${process.platform}-${process.arch}`;
  const name = process.platform === 'win32' ? 'codex.exe' : 'codex';
  const roots = [join(launchers[version], 'node_modules', '@openai'), join(home, 'node_modules', '@openai')];
  for (const root of roots) {
    const vendor = join(root, platformPackage, 'vendor');
    if (!existsSync(vendor)) continue;
    for (const triple of readdirSync(vendor)) {
      const found = ['bin', 'codex'].map((folder) => join(vendor, triple, folder, name)).find(existsSync);
      if (found) return found;
    }
  }
  throw new Error(`codex ${version} has no binary for ${process.platform}-${process.arch} below ${home}`);
}
