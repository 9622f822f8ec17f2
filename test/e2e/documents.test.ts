// Every example of the documents is run as its reader would run it: commands one after the other, in a folder that
// has what the text speaks of, with our own server in the place of every codex.

import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AppServer, createAppServer } from '../../src/server/index.js';
import { ASTC, type Ended, World } from './binary.js';
import { type Block, blocksOf, documents, ROOT } from './documents.js';

const CODEX = path.join(path.dirname(ASTC), 'astc-codex.js');
const YOURS = path.join(import.meta.dirname, 'fixtures', 'your-client.mjs');
/** For one command of an example. */
const MOST_MS = 60_000;
const blocks = documents().flatMap(blocksOf);
const isCode = ({ language }: Block): boolean => language === 'js' || language === 'ts';

describe.each([...new Set(blocks.filter(({ isRun }) => isRun).map(({ document }) => document))])(
  'what is to be run in %s',
  (document) => {
    let world: World;
    let server: AppServer;
    let words: readonly (readonly [string, string])[];

    beforeAll(async () => {
      world = new World();
      mkdirSync(path.join(world.dir, 'bin'));
      mkdirSync(path.join(world.dir, 'src'));
      for (const [name, script] of [
        ['astc', ASTC],
        ['codex', CODEX],
        ['your-client', YOURS],
      ] as const)
        writeProgram(path.join(world.dir, 'bin', name), script);
      symlinkSync(path.join(ROOT, 'docs'), path.join(world.dir, 'docs'));
      mkdirSync(path.join(world.dir, 'node_modules'));
      symlinkSync(ROOT, path.join(world.dir, 'node_modules', 'app-server-test-client'));
      for (const name of ['session', 'before', 'after'])
        copyFileSync(path.join(ROOT, 'examples', 'hello.jsonl'), path.join(world.dir, `${name}.jsonl`));
      server = createAppServer({
        env: { HOME: world.dir, CODEX_HOME: path.join(world.dir, 'home') },
        cwd: world.dir,
      });
      const { url } = await server.listen('ws://127.0.0.1:0');
      const { stdout } = await world.run(['call', 'thread/start', '--quiet', '--url', url]);
      const threadId = JSON.parse(stdout).thread.id as string;
      const input = [{ type: 'text', text: 'hello', text_elements: [] }];
      writeFileSync(path.join(world.dir, 'turn.json'), JSON.stringify({ threadId, input }));
      words = [
        ['/path/to/codex', path.join(world.dir, 'bin', 'codex')],
        ['/path/to/other/codex', path.join(world.dir, 'bin', 'codex')],
        ['ws://127.0.0.1:4222', url],
        ['threadId=ID', `threadId=${threadId}`],
        ['$(pwd)/dist/cli/astc-codex.js', CODEX],
      ];
    }, 60_000);
    afterAll(async () => {
      await server.close();
      world.destroy();
    });

    const run = (command: string, args: readonly string[]): Promise<Ended> =>
      new Promise((resolve) => {
        const PATH = `${path.join(world.dir, 'bin')}${path.delimiter}${process.env.PATH}`;
        const url = words.find(([word]) => word.startsWith('ws:'))?.[1];
        const env = { PATH, HOME: world.dir, XDG_STATE_HOME: world.dir, CODEX_APP_SERVER_URL: url };
        const child = spawn(command, args, {
          cwd: world.dir,
          env,
          detached: true,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        // An example that never ends goes with all it started.
        const limit = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), MOST_MS);
        let [stdout, stderr] = ['', ''];
        child.stdout.on('data', (piece: Buffer) => {
          stdout += piece.toString();
        });
        child.stderr.on('data', (piece: Buffer) => {
          stderr += piece.toString();
        });
        child.on('close', (code) => {
          clearTimeout(limit);
          resolve({ code: code ?? 1, stdout, stderr });
        });
      });

    for (const block of blocks.filter((one) => one.isRun && one.document === document)) {
      it(`does what it says in line ${block.line}`, { timeout: 2 * MOST_MS }, async () => {
        if (isCode(block)) {
          writeFileSync(path.join(world.dir, 'example.mjs'), [...block.lines, 'process.exit();'].join('\n'));
          expect(await run(process.execPath, ['example.mjs'])).toMatchObject({ code: 0, stderr: '' });
          return;
        }
        for (const line of block.lines) {
          const command = words.reduce((text, [word, real]) => text.replaceAll(word, real), line);
          const code = Number(/# exits (\d+)/.exec(line)?.[1] ?? 0);
          expect({ line, ...(await run('bash', ['-c', command])) }).toMatchObject({ line, code });
        }
      });
    }
  },
);

describe('code in the documents that is a part of something', () => {
  const sources = [
    ...readdirSync(path.join(ROOT, 'examples')).map((name) => path.join('examples', name)),
    path.join('src', 'conformance', 'scenarios', 'turns', 'unknown-model.ts'),
  ].map((file) => plain(readFileSync(path.join(ROOT, file), 'utf8').split('\n')));

  for (const { document, line, lines } of blocks.filter((block) => isCode(block) && !block.isRun)) {
    it(`stands word for word in a file that is run: ${document}, line ${line}`, () => {
      const missing = plain(lines).filter((wanted) => !sources.some((source) => source.includes(wanted)));
      expect(missing).toEqual([]);
    });
  }
});

/** Lines without indentation and without remarks. */
function plain(lines: readonly string[]): string[] {
  return lines.map((line) => line.replace(/(^|\s+)\/\/ .*$/, '').trim()).filter(Boolean);
}

function writeProgram(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`, { mode: 0o755 });
}
