// npm run build: generated code, then the library (plain tsc) and the CLI (esbuild, one chunk per command) side
// by side into dist/. Does nothing when no input has changed since the last build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
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
import { type BuildOptions, build, type Plugin } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const stampFile = path.join(dist, '.stamp');
/** Built aside, so that a build that fails, or runs beside another one, leaves what is there. */
const aside = path.join(root, '.cache', `build-${process.pid}`);
/** Executables that bring their own start: a server must answer soon, whatever astc knows. */
const standAlone = ['astc-codex'];

/** commander asks for child_process at its start, for subcommands that are programs; we have none, and it is slow to load. */
const unusedByUs: Plugin = {
  name: 'commander without child_process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'unused', namespace: 'unused' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

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
  bundleCli().catch((thrown: unknown) => {
    process.stderr.write(`The build failed: ${String(thrown)}\n`);
    process.exit(1);
  }),
]);
copyOtherFiles(path.join(root, 'src'), aside);
writeFileSync(path.join(aside, '.stamp'), stamp);
rmSync(dist, { recursive: true, force: true });
renameSync(aside, dist);
process.stderr.write(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.\n`);

/**
 * The entry is one file with just what --help needs. What it loads later is built a second time, split into
 * chunks, so that starting one command does not parse the others.
 */
async function bundleCli(): Promise<void> {
  const later = new Set<string>();
  const isLater: Plugin = {
    name: 'leave dynamic imports to the second build',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path: wanted, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = path.relative(path.join(root, 'src', 'cli'), path.join(resolveDir, wanted));
        later.add(path.join('src', 'cli', file.replace(/\.js$/, '.ts')));
        return { path: `./${file.replaceAll(path.sep, '/')}`, external: true };
      });
    },
  };
  await bundle({ entryPoints: [path.join('src', 'cli', 'main.ts')], plugins: [isLater, unusedByUs] });
  await bundle({
    entryPoints: [...later, ...standAlone.map((name) => path.join('src', 'cli', `${name}.ts`))],
    splitting: true,
  });
  for (const name of ['main', ...standAlone]) chmodSync(path.join(aside, 'cli', `${name}.js`), 0o755);
}

async function bundle(options: BuildOptions): Promise<void> {
  await build({
    ...options,
    absWorkingDir: root,
    outbase: path.join('src', 'cli'),
    outdir: path.join(aside, 'cli'),
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    // CommonJS packages ask for node's own modules in their own way.
    banner: { js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);" },
    // Optional, and with native parts.
    external: ['bufferutil', 'utf-8-validate', '@replit/ruspty', '@opentelemetry/*'],
  });
}

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
  ]) {
    add(path.join(root, file));
  }
  return hash.digest('hex');
}
