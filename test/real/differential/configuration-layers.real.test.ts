// Where settings come from: projects, whom the user trusts, linked work trees, the command line; and what clients are
// told of settings that are ignored, renamed or not finished. Ours beside the real servers.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, runTurn, type Scenario, startThread, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { FILLED } from '../support/filled-tables.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { AT_START, OF_THREADS } from '../support/table-plays.js';
import type { Target, Version } from '../support/target.js';

const PROVIDER = `
[model_providers.astc]
name = "Backend"
base_url = "http://127.0.0.1:9/v1"
wire_api = "responses"
`;

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function git(folder: string, ...args: string[]): void {
  execFileSync('git', ['-C', folder, '-c', 'user.name=n', '-c', 'user.email=e', ...args], { stdio: 'pipe' });
}

/** A repository with settings at three depths, and a work tree linked to it. */
function makeProject(home: string): void {
  const work = join(home, 'work');
  mkdirSync(work, { recursive: true });
  git(work, 'init', '-q');
  git(work, 'commit', '-q', '--allow-empty', '-m', 'first');
  git(work, 'worktree', 'add', '-q', join(home, 'tree'));
  put(
    join(work, '.codex', 'config.toml'),
    'model = "root"\nreview_model = "root"\n[features]\nnope = true\n',
  );
  put(join(work, 'a', '.codex', 'config.toml'), 'model = "a"\nunknown_key = 1\n');
  put(join(work, 'a', 'b', '.codex', 'config.toml'), 'model = "b"\nsandbox_mode = "read-only"\n');
  put(join(work, 'a', 'ROOT'), '');
  put(join(home, 'tree', '.codex', 'config.toml'), 'model = "tree"\n');
}

/** What the user says of folders below the home. */
function trusting(target: Target, levels: Readonly<Record<string, string>>, top = ''): void {
  const tables = Object.entries(levels).map(
    ([folder, level]) =>
      `[projects.${JSON.stringify(join(target.home, folder))}]\ntrust_level = "${level}"\n`,
  );
  put(
    join(target.home, 'codex', 'config.toml'),
    `model_provider = "astc"\n${top}${PROVIDER}${tables.join('')}`,
  );
}

async function readEverywhere(target: Target): Promise<void> {
  for (const folder of ['work', 'work/a', 'work/a/b', 'work/none', 'tree'])
    await target.request('config/read', { includeLayers: true, cwd: join(target.home, folder) });
  await target.request('config/read', { cwd: join(target.home, 'work') });
  await target.request('config/read', {});
}

const projects: Scenario = {
  name: 'projects',
  script: { replies: [] },
  prepare: makeProject,
  async play(target) {
    await handshake(target);
    await readEverywhere(target);
    for (const [levels, top] of [
      [{ work: 'trusted' }],
      [{ work: 'trusted', 'work/a': 'untrusted' }],
      [{ 'work/a': 'trusted' }],
      [{ work: 'trusted', 'work/a': 'trusted' }, 'project_root_markers = ["ROOT"]\n'],
      [{ work: 'trusted', 'work/a': 'trusted' }, 'project_root_markers = []\n'],
    ] as const) {
      trusting(target, levels, top);
      await readEverywhere(target);
    }
  },
};

const DENIED = `
model_provider = "m"
openai_base_url = "http://127.0.0.1:9"
chatgpt_base_url = "http://127.0.0.1:9"
notify = ["x"]
review_model = "kept"
[model_providers.m]
name = "m"
[otel]
log_user_prompt = true
`;

/** Keys that would lead a user's machine elsewhere, which 0.169.0 takes from no project. */
const denied: Scenario = {
  name: 'denied to projects',
  script: { replies: [] },
  prepare(home) {
    makeProject(home);
    put(join(home, 'work', '.codex', 'config.toml'), DENIED);
  },
  async play(target) {
    trusting(target, { work: 'trusted' });
    await handshake(target);
    await target.request('config/read', { includeLayers: true, cwd: target.cwd });
  },
};

const SWITCHES = [
  'nope',
  'collab',
  'web_search',
  'web_search_cached',
  'memory_tool',
  'telepathy',
  'artifact',
];

const notices: Scenario = {
  name: 'notices',
  script: { replies: [{ text: 'Hello.' }] },
  args: [
    ...SWITCHES.flatMap((name) => ['-c', `features.${name}=true`]),
    ...['experimental_use_unified_exec_tool=true', 'one=1', 'two=2', 'three=3'].flatMap((one) => ['-c', one]),
  ],
  async play(target) {
    await handshake(target);
    const threadId = await startThread(target);
    await runTurn(target, threadId, 'hello');
    // Told wherever a thread is loaded, so not when it already is.
    await target.request('thread/resume', { threadId, excludeTurns: true });
    await target.request('thread/fork', { threadId, excludeTurns: true });
  },
};

/** A thread that may write makes its repository a trusted one in 0.169.0, where its folder was asked for. */
const trust: Scenario = {
  name: 'trust by work',
  script: { replies: [] },
  prepare: makeProject,
  async play(target) {
    const start = async (params: object): Promise<void> => {
      await target.request('thread/start', params);
      await target.request('config/read', {});
    };
    await handshake(target);
    const said: Readonly<Record<string, string>>[] = [{}, { work: 'untrusted' }, { 'work/a': 'trusted' }];
    for (const levels of said) {
      trusting(target, levels);
      await start({ sandbox: 'workspace-write' });
      await start({ cwd: target.cwd });
      await start({ cwd: target.cwd, sandbox: 'read-only' });
      await start({ cwd: join(target.home, 'work', 'a'), sandbox: 'danger-full-access' });
      await start({ cwd: join(target.home, 'work', 'a', 'b') });
      await start({ cwd: join(target.home, 'tree'), config: { sandbox_mode: 'workspace-write' } });
      await start({ cwd: target.cwd });
    }
  },
};

/** What is in tables: what nobody knows of it, and how the rest is shown. */
const tables = (version: Version): Scenario => ({
  name: 'tables',
  script: { replies: [] },
  config: AT_START,
  args: ['-c', 'projects.zz.zz_flag=1'],
  async play(target) {
    await handshake(target);
    for (const config of OF_THREADS) await target.request('thread/start', { config, ephemeral: true });
    await target.request('config/value/write', { keyPath: 'tools.zz', value: 1, mergeStrategy: 'replace' });
    for (const text of FILLED[version]) {
      put(join(target.home, 'codex', 'config.toml'), `model_provider = "astc"\n${text}${PROVIDER}`);
      await target.request('config/read', {});
    }
  },
});

/** Each by itself: the real servers tell them from several places at once. */
function sorted(texts: readonly string[]): string[] {
  const isTold = (text: string): boolean => /"method":"(configWarning|warning|deprecationNotice)"/.test(text);
  // Instructions are each server's own, and so is what they cost.
  const isCost = (text: string): boolean => text.includes('"method":"thread/tokenUsage/updated"');
  return [...texts.filter((text) => !isTold(text) && !isCost(text)), ...texts.filter(isTold).sort()];
}

async function left(version: Version, scenario: Scenario): Promise<string[]> {
  const ours = sorted(await transcript('ours', version, scenario));
  return playReal(
    async () =>
      unexplained(differences(ours, sorted(await transcript('real', version, scenario))), version)
        // Fingerprints of layers that name the port of a backend.
        .filter((line) => !/version: ours "sha256:/.test(line))
        // "The default permission profile is told from the sandbox".
        .filter((line) => !/activePermissionProfile(\.id)?: ours /.test(line)),
    nothingLeft,
  );
}

describe.each<Version>(['0.169.0', '0.118.0'])('the layers of %s', (version) => {
  it('are read from trusted projects, up to their root', async () => {
    expect(await left(version, projects)).toEqual([]);
  });

  it('are trusted by whoever has threads work in them', async () => {
    expect(await left(version, trust)).toEqual([]);
  });

  it('show every table, and are told of keys in them that nobody knows', async () => {
    expect(await left(version, tables(version))).toEqual([]);
  });

  it('are told of where settings are ignored, renamed or unfinished', async () => {
    expect(await left(version, notices)).toEqual([]);
  });
});

it('leave out in 0.169.0 what no project may say', async () => {
  expect(await left('0.169.0', denied)).toEqual([]);
});
