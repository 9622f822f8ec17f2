// npm run build: generated code, then the library (plain tsc) and the CLI (esbuild) side by side into
// dist/. Does nothing when no input has changed since the last build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleCli } from './bundle-cli.js';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const stampFile = path.join(dist, '.stamp');
/** Built aside, so that a build that fails, or runs beside another one, leaves what is there. */
const aside = path.join(root, '.cache', `build-${process.pid}`);
const stamp = hashOfInputs();
const isForced = process.argv.includes('--force');
if (!isForced && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) {
  process.exit(0);
}
const started = Date.now();
process.stderr.write('Building …\n');
await run('generate', ['tsx', path.join('scripts', 'generate', 'main.ts')]);
process.once('exit', () => rmSync(aside, { recursive: true, force: true }));
await Promise.all([
  run('types', ['typescript', '-p', 'tsconfig.build.json', '--outDir', aside]),
  bundleCli(root, path.join(aside, 'cli')).catch((thrown: unknown) => {
    process.stderr.write(`The build failed: ${String(thrown)}\n`);
    process.exit(1);
  }),
]);
copyOtherFiles(path.join(root, 'src'), aside);
writeFileSync(path.join(aside, '.stamp'), stamp);
rmSync(dist, { recursive: true, force: true });
renameSync(aside, dist);
process.stderr.write(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);

/** Data files beside the sources, which tsc leaves behind. */
function copyOtherFiles(from: string, to: string): void {
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) copyOtherFiles(source, target);
    else if (!/\.ts$|^\./.test(entry.name)) {
      mkdirSync(to, { recursive: true });
      copyFileSync(source, target);
    }
  }
}

/** Runs a tool of node_modules by its own script; its output is shown when it fails. */
function run(what: string, [tool = '', ...args]: string[]): Promise<void> {
  const scripts: Record<string, string> = {
    tsx: path.join('node_modules', 'tsx', 'dist', 'cli.mjs'),
    typescript: path.join('node_modules', 'typescript', 'bin', 'tsc'),
  };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [scripts[tool] ?? tool, ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.on('close', (code) => {
      if (code === 0) return resolve();
      process.stderr.write(`${output.trimEnd()}\nThe build failed: ${what}.\n`);
      process.exit(code ?? 1);
    });
  });
}

function hashOfInputs(): string {
  const hash = createHash('sha256').update(process.version);
  const add = (file: string): void => {
    hash.update(path.relative(root, file)).update(readFileSync(file));
  };
  const addFolder = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== 'generated') addFolder(full);
      else if (entry.isFile()) add(full);
    }
  };
  for (const folder of ['src', 'profiles', path.join('scripts', 'generate')])
    addFolder(path.join(root, folder));
  for (const file of [
    'package-lock.json',
    'tsconfig.json',
    'tsconfig.build.json',
    path.join('scripts', 'build.ts'),
    path.join('scripts', 'bundle-cli.ts'),
    path.join('scripts', 'keep-code.ts'),
    path.join('scripts', 'keep-code.cjs'),
  ]) {
    add(path.join(root, file));
  }
  return hash.digest('hex');
}
