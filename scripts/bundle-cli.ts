// The command line of npm run build, by esbuild: one file for --help, and a few chunks for what it loads later.

import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, transform } from 'esbuild';
import { keepCode } from './keep-code.js';

/** The entry, and what it starts: one file with all that --help needs. */
const first = ['main', 'start'];
/** Executables that bring their own start: a server must answer soon, whatever astc knows. */
const standAlone = ['astc-codex'];
const cli = path.join('src', 'cli');
/** What every command needs, and what every command needs that speaks of methods; each with all that it imports. */
const bases = [
  { file: 'src/cli/run-command.ts', exported: 'runCommand' },
  { file: 'src/cli/reference/index.ts', exported: 'messagesOf' },
];
const FILE_URL = "const __fileUrl=require('node:url').pathToFileURL(__filename).href;";

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

/**
 * The start is one file with just what --help needs. What it loads later is built a second time, split into
 * chunks, so that starting one command does not parse the others.
 */
export async function bundleCli(root: string, outdir: string): Promise<void> {
  const common: BuildOptions = {
    absWorkingDir: root,
    outbase: cli,
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'warning',
    // Optional, and with native parts.
    external: ['bufferutil', 'utf-8-validate', '@replit/ruspty', '@opentelemetry/*'],
  };
  const later = new Set<string>();
  const isLater: Plugin = {
    name: 'leave dynamic imports to the second build',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path: wanted, resolveDir }) => {
        if (kind !== 'dynamic-import') return undefined;
        const file = path.relative(path.join(root, cli), path.join(resolveDir, wanted));
        const isFirst = first.includes(file.replace(/\.js$/, ''));
        if (!isFirst) later.add(path.join(cli, file.replace(/\.js$/, '.ts')));
        return { path: `./${file.replaceAll(path.sep, '/')}`, external: true };
      });
    },
  };
  mkdirSync(outdir, { recursive: true });
  writeFileSync(path.join(outdir, 'package.json'), '{"type":"commonjs"}\n');
  const begun = await build({
    ...common,
    write: false,
    entryPoints: first.map((name) => path.join(cli, `${name}.ts`)),
    plugins: [isLater, unusedByUs],
  });
  const split: BuildOptions = {
    ...common,
    entryPoints: [...later, ...standAlone.map((name) => path.join(cli, `${name}.ts`))],
    splitting: true,
  };
  const { metafile } = await build({ ...split, write: false, metafile: true });
  const rest = await build({ ...split, write: false, plugins: [withBases(root, metafile)] });
  const files = [...begun.outputFiles, ...rest.outputFiles];
  const texts = withoutDetours(new Map(files.map(({ path: file, text }) => [file, text])));
  for (const [file, text] of texts) await write(file, text);
  for (const name of ['main', ...standAlone]) chmodSync(path.join(outdir, `${name}.js`), 0o755);
  await keepCode(root, path.join(outdir, 'start.js'));
}

const IMPORT = /\bimport(?:\{([^}]*)\}from)?"(\.[^"]+)";/g;
const DYNAMIC_IMPORT = /\bimport\("(\.[^"]+)"\)/g;
/** Parts of the build, of node, and what is CommonJS: of files that still import anything no code can be kept. */
const REQUIRED = /\bimport\("((?:\.|node:|@replit\/ruspty)[^"]*)"\)/g;
/** An entry that only hands on what a chunk holds, and the chunk that is nothing but helpers of esbuild's own. */
const HANDED_ON = /^import\{([^}]*)\}from"([^"]+)";(?:import"[^"]+";)*export\{\1\};\s*$/;
const HELPERS = /^(var __create=.*)export\{[^}]*\};\s*$/s;

/** No start reads a file for what another one has: such entries are passed by, and helpers stand where they are used. */
function withoutDetours(texts: ReadonlyMap<string, string>): Map<string, string> {
  const [helpersFile, helpers = ''] = [...texts].find(([, text]) => HELPERS.test(text)) ?? [];
  return new Map(
    [...texts].map(([file, text]) => {
      const folder = path.dirname(file);
      const inlined = text.replaceAll(IMPORT, (whole: string, names: string | undefined, from: string) => {
        if (path.resolve(folder, from) !== helpersFile) return whole;
        if (names?.includes(' as ')) throw new Error(`${file} has helpers under other names: ${names}`);
        return names === undefined ? '' : helpers.replace(HELPERS, '$1');
      });
      const direct = inlined.replaceAll(DYNAMIC_IMPORT, (whole: string, from: string) => {
        const entry = path.resolve(folder, from);
        const chunk = HANDED_ON.exec(texts.get(entry) ?? '')?.[2];
        if (chunk === undefined) return whole;
        const target = path.relative(folder, path.resolve(path.dirname(entry), chunk));
        return `import("./${target.replaceAll(path.sep, '/')}")`;
      });
      return [file, direct];
    }),
  );
}

/**
 * As CommonJS, which node loads much sooner than modules of its own kind; esbuild can split only those. Packages
 * that are not part of the build are still imported: they may be of either kind.
 */
async function write(file: string, text: string): Promise<void> {
  const own = text.replaceAll(REQUIRED, 'Promise.resolve().then(()=>require("$1"))');
  const { code } = await transform(own, {
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    define: { 'import.meta.url': '__fileUrl', 'import.meta.dirname': '__dirname' },
    banner: text.includes('import.meta.url') ? FILE_URL : '',
  });
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, code);
}

/**
 * esbuild makes a chunk for every set of entries that share a module: dozens of tiny ones, and each costs a start
 * as much as reading 20 KB. Entries that all bring a whole base leave it in one.
 */
function withBases(root: string, { inputs, outputs }: Metafile): Plugin {
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  const brought = new Map<string, string>();
  const placed = new Set<string>();
  for (const { file: base, exported } of bases) {
    const whole = reachedFrom(base, inputs);
    const own = new Set([...whole].filter((file) => !placed.has(file)));
    for (const file of own) placed.add(file);
    for (const entry of entries) {
      const isSharing = [...reachedFrom(entry, inputs)].some((file) => own.has(file));
      if (!isSharing || whole.has(entry) || !entry.endsWith('.ts')) continue;
      const from = path.relative(path.dirname(entry), base).replaceAll(path.sep, '/');
      brought.set(
        entry,
        `${brought.get(entry) ?? ''}\nexport { ${exported} as $${exported} } from './${from}';`,
      );
    }
  }
  return {
    name: 'keep each base in one chunk',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const brings = brought.get(path.relative(root, file).replaceAll(path.sep, '/'));
        return brings === undefined
          ? undefined
          : { contents: readFileSync(file, 'utf8') + brings, loader: 'ts' };
      });
    },
  };
}

/** The file, and what is read before it runs. */
function reachedFrom(file: string, inputs: Metafile['inputs'], seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { kind, path: next, external } of inputs[file]?.imports ?? [])
    if (kind !== 'dynamic-import' && external !== true) reachedFrom(next, inputs, seen);
  return seen;
}
