// Makes a fresh clone ready, and does nothing when it is: installs what package-lock.json says, then builds.
// Plain JavaScript without dependencies, because it runs before there are any.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

if (!isInstalled()) {
  process.stdout.write('Installing the dependencies (npm ci) …\n');
  run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']);
}
run(process.execPath, [
  path.join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs'),
  path.join('scripts', 'build.ts'),
]);

/** Whether node_modules holds every package of the lock, at its version; optional ones may be missing. */
function isInstalled() {
  const hidden = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const found = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' || entry.optional || entry.devOptional || found[name]?.version === entry.version,
  );
}

function run(command, args) {
  const isNpm = command === 'npm' && process.platform === 'win32';
  const { status, error } = spawnSync(isNpm ? 'npm.cmd' : command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: isNpm,
  });
  if (error !== undefined) process.stderr.write(`${command} cannot be started: ${error.message}\n`);
  if (status !== 0) process.exit(status ?? 1);
}
