// Hooks of plug-ins are trusted together with everything that lies in the plug-in's folder. Ours beside the real server:
// what is hashed, how trust is written down, and what becomes of hooks whose plug-in changes while threads are loaded.
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { at, listAt, textAt } from '../../../src/util/peek.js';
import { handshake, runTurn, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { OFFLINE_ENV, putFiles, WITH_PLUGINS } from '../support/plugin-market.js';
import type { Side, Target } from '../support/target.js';

const KEY = 'p@m:hooks/hooks.json:stop:0:0';
const OTHER_KEY = 'p@m:hooks/hooks.json:stop:0:1';
const SAYS = `echo '{"systemMessage":"ran"}'`;

function fill(home: string): void {
  const hooks = [
    { type: 'command', command: SAYS },
    { type: 'mcp_tool', server: 's', tool: 't', input: { a: 1, b: [2.5, { c: 'd' }] } },
    { type: 'command', command: '' },
  ];
  putFiles(home, {
    'codex/hooks.json': { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'u' }] }] } },
    'codex/plugins/cache/m/p/1.0.0/.codex-plugin/plugin.json': { name: 'p', version: '1.0.0' },
    'codex/plugins/cache/m/p/1.0.0/hooks/hooks.json': { hooks: { Stop: [{ hooks }] } },
  });
}

const rootOf = ({ home }: Target): string => join(home, 'codex/plugins/cache/m/p/1.0.0');

/** The hash of the plug-in's first hook, and that of the plug-in. */
async function look(target: Target): Promise<string[]> {
  const { result } = await target.request('hooks/list', {});
  const hook = listAt(result, 'data', 0, 'hooks').find((one) => textAt(one, 'key') === KEY);
  return (textAt(hook, 'currentHash') ?? '').split('/');
}

/** Writes what is trusted as clients do. The file itself is compared as `config/read` shows it. */
async function write(
  target: Target,
  keyPath: string,
  value: unknown,
  mergeStrategy = 'replace',
): Promise<void> {
  const edits = [{ keyPath, value, mergeStrategy }];
  await target.request('config/batchWrite', { edits, reloadUserConfig: true });
  await look(target);
  await target.request('config/read', {});
}

const plugin: Pick<Scenario, 'config' | 'args' | 'env' | 'prepare'> = {
  config: '\n[plugins."p@m"]\nenabled = true\n',
  args: WITH_PLUGINS,
  env: OFFLINE_ENV,
  prepare: fill,
};

const scenarios: Scenario[] = [
  {
    ...plugin,
    name: 'what is hashed, and how trust is written down',
    script: { replies: [] },
    async play(target) {
      const root = rootOf(target);
      const file = join(target.home, 'codex/config.toml');
      await handshake(target);
      const [own = '', contents = ''] = await look(target);
      const state = `hooks.state."${KEY}"`;
      await write(target, 'hooks.state', { [KEY]: { trusted_hash: `${own}/${contents}` } }, 'upsert');
      await write(target, `${state}.trusted_hash`, own);
      await write(target, state, { trusted_hash: own });
      await write(target, state, { enabled: false, trusted_hash: `${own}/${contents}` });
      await write(target, `${state}.trusted_hash`, `${own}/sha256:zz`, 'upsert');
      await write(target, `${state}.trusted_hash`, 'a/b/c');
      await write(target, `hooks.state."x:stop:0:0".trusted_hash`, 'u/v');
      await write(target, state, null);
      await write(target, 'hooks', { state: { [KEY]: { trusted_hash: `${own}/${contents}` } } });
      await write(target, `${state}.trusted_hash`, null);
      const base = readFileSync(file, 'utf8').replace(/\n\[?hooks[\s\S]*$/, '\n');
      for (const said of [
        `trusted_hash = "${own}/${contents}"`,
        `trusted_content_hash = "${contents}"`,
        `trusted_hash = "sha256:x"\ntrusted_content_hash = "${contents}"`,
      ]) {
        writeFileSync(file, `${base}\n[hooks.state."${KEY}"]\n${said}\n`);
        await look(target);
      }
      // Trust from before contents were looked at counts for what this server sees first.
      writeFileSync(join(root, 'z'), 'z');
      const old = [KEY, OTHER_KEY].map((key) => `[hooks.state."${key}"]\ntrusted_hash = "${own}"\n`);
      writeFileSync(file, `${base}\n${old[0]}`);
      await look(target);
      writeFileSync(join(root, 'z'), 'y');
      await look(target);
      appendFileSync(file, old[1] ?? '');
      await look(target);
      mkdirSync(join(root, 'a'));
      await look(target);
      for (const name of ['a-b', 'a.txt', 'a/x', 'B', 'é', '\u{1F600}', '\uFF5E'])
        writeFileSync(join(root, name), name);
      execFileSync('sh', ['-c', 'printf x > "$(printf "n\\377")"'], { cwd: root });
      await look(target);
      symlinkSync('hooks', join(root, 'link'));
      await look(target);
    },
  },
  {
    ...plugin,
    name: 'what becomes of hooks whose plug-in changes',
    script: { replies: [{ times: 'always', text: 'hello' }] },
    async play(target) {
      const root = rootOf(target);
      const extra = join(root, 'z');
      await handshake(target);
      const [own = '', contents = ''] = await look(target);
      await write(target, `hooks.state."${KEY}".trusted_hash`, `${own}/${contents}`);
      const threadId = await startThread(target);
      const turn = (): Promise<void> => runTurn(target, threadId, 'x');
      await turn();
      writeFileSync(extra, 'z');
      await turn();
      await runTurn(target, await startThread(target), 'x');
      await write(target, `hooks.state."${KEY}".trusted_hash`, (await look(target)).join('/'));
      await turn();
      rmSync(extra);
      await turn();
      symlinkSync('hooks', extra);
      await turn();
      await runTurn(target, await startThread(target), 'x');
      rmSync(root, { recursive: true });
      await turn();
      await look(target);
      fill(target.home);
      await write(target, `hooks.state."${KEY}".trusted_hash`, own);
      await write(target, `hooks.state."${KEY}".trusted_content_hash`, null);
      await turn();
      writeFileSync(extra, 'z');
      await turn();
      await write(target, `hooks.state."${KEY}".trusted_hash`, 'sha256:other');
      await turn();
    },
  },
];

async function told(side: Side, scenario: Scenario): Promise<string[]> {
  const all = await transcript(side, '0.169.0', scenario);
  return all.filter(isOfHooks).map((text) => shownOf(JSON.parse(text)).replace(/<id \d+>/g, '<id>'));
}

function isOfHooks(text: string): boolean {
  return /"currentHash":|"data":\[|"error":|"state":|"method":"(hook\/|warning|turn\/completed)/.test(text);
}

/** Of the whole configuration, what is said of hooks. */
function shownOf(frame: unknown): string {
  const hooks = at(frame, 'result', 'config', 'hooks');
  return JSON.stringify(hooks === undefined ? frame : { hooks: at(hooks, 'state') });
}

it.each(scenarios)('trust in plug-ins is the same as with the real 0.169.0: $name', async (scenario) => {
  const ours = await told('ours', scenario);
  const real = await told('real', scenario);
  expect(unexplained(differences(ours, real), '0.169.0')).toEqual([]);
  expect(ours.join('\n')).toContain('"trustStatus":"modified"');
});
