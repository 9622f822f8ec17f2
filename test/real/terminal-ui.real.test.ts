// The real terminal UI on our server: each version's own program, unmodified, connected with `--remote`, in a
// terminal. What a person sees there is the proof.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { freshFolder, realBinary, type Version } from './support/target.js';
import { openTerminal, type Terminal } from './support/terminal.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What the UI itself reads: it asks to sign in by its own configuration, whatever the server says. */
const UI_CONFIG = `disable_paste_burst = true
check_for_update_on_startup = false
model_provider = "elsewhere"

[model_providers.elsewhere]
name = "The server's business"
base_url = "http://127.0.0.1:9/v1"
wire_api = "responses"
`;

interface Bench {
  readonly work: string;
  /** Starts the UI. */
  open(...args: string[]): Promise<Terminal>;
}

const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function bench(version: Version): Promise<Bench> {
  const home = freshFolder(`tui-${version}`);
  closers.push(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  const [work, server, ui] = ['work', 'server', 'ui'].map((name) => join(home, name));
  for (const folder of [work, server, ui]) mkdirSync(folder as string);
  writeFileSync(join(ui as string, 'config.toml'), UI_CONFIG);
  const url = await startServer(version, { cwd: work as string, codexHome: server as string });
  return {
    work: work as string,
    async open(...args) {
      const terminal = await openTerminal({
        command: [realBinary(version), '--remote', url, ...args],
        cwd: work as string,
        env: { HOME: home, CODEX_HOME: ui as string, LANG: 'C.UTF-8' },
      });
      closers.push(() => terminal.close());
      return terminal;
    },
  };
}

/** Our server in that profile, as anybody starts it. Resolves with its address. */
async function startServer(
  version: Version,
  { cwd, codexHome }: { readonly cwd: string; readonly codexHome: string },
): Promise<string> {
  const args = [MAIN, 'app-server', '--profile', version, '--listen', 'ws://127.0.0.1:0'];
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: codexHome, CODEX_HOME: codexHome },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  closers.push(() => ended(child));
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const url = /listening on: (ws:\S+)/.exec(said)?.[1];
      if (url !== undefined) resolve(url);
    });
    child.on('exit', () => reject(new Error(`the server ended: ${said}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await gone;
  clearTimeout(timer);
}

const COMPOSER = /^› (?!\d\.)/m;
const NEWER_MODEL = /› 1\. Try new model/;

/** Leaves everything as it is where the UI wants to talk about models first. */
async function reachComposer(terminal: Terminal): Promise<void> {
  const screen = await terminal.shows('composer', (now) => COMPOSER.test(now) || NEWER_MODEL.test(now));
  if (!NEWER_MODEL.test(screen)) return;
  await terminal.press('2', 'Enter');
  await terminal.shows('composer', COMPOSER);
}

async function say(terminal: Terminal, message: string): Promise<void> {
  await terminal.type(message);
  await terminal.press('Enter');
}

async function quit(terminal: Terminal): Promise<void> {
  await say(terminal, '/quit');
  expect(await terminal.ended()).toBe(0);
}

describe.each(['0.118.0', '0.169.0'] as const)('the terminal UI of %s on our server', (version) => {
  it('sends a message, streams its answer, and lets a person decide about a command', async () => {
    const { work, open } = await bench(version);
    const terminal = await open();
    await reachComposer(terminal);
    await say(terminal, 'Which words are these?');
    await terminal.shows('answer', /You said: “Which words are these\?”/);
    await terminal.shows('end of the answer', /give it a script of your own/);

    await say(terminal, 'Run `touch made.txt` outside the sandbox');
    await terminal.shows(
      'approval',
      /Would you like to run the following command\?[\s\S]*\$ touch made\.txt/,
    );
    await terminal.press('y');
    await terminal.shows('approved command', /Ran touch made\.txt/);
    await terminal.shows('answer after it', /needs nothing more/);
    expect(readdirSync(work)).toEqual(['made.txt']);
    await quit(terminal);
  }, 180_000);

  it('declines a command', async () => {
    const { work, open } = await bench(version);
    const terminal = await open();
    await reachComposer(terminal);
    await say(terminal, 'Run `touch made.txt` outside the sandbox');
    await terminal.shows('approval', /Would you like to run the following command\?/);
    await terminal.press('Escape');
    await terminal.shows('refusal', /You canceled the request to run touch made\.txt/);
    expect(readdirSync(work)).toEqual([]);
    await quit(terminal);
  }, 180_000);

  it('lists an old thread and goes on with it', async () => {
    const { open } = await bench(version);
    const first = await open();
    await reachComposer(first);
    await say(first, 'Remember the word cobalt');
    await first.shows('end of the answer', /give it a script of your own/);
    await quit(first);

    const second = await open('resume');
    await second.shows('the old thread in the list', /Resume a previous[\s\S]*Remember the word cobalt/);
    await second.press('Enter');
    await second.shows('its history', /› Remember the word cobalt[\s\S]*give it a script of your own/);
    await reachComposer(second);
    await say(second, 'And now?');
    await second.shows('new answer', /You said: “And now\?”/);
    await quit(second);
  }, 180_000);
});
