// Plug-ins and marketplaces on disk: listed, read, installed, switched off and removed, ours beside the real servers.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readToml } from '../../../src/adapters/config/toml-text.js';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import {
  commitAll,
  fillMarketplace,
  git,
  localEntry,
  manifestOf,
  OFFLINE_ENV,
  pluginFile,
  putFiles,
  skillFile,
  WITH_PLUGINS,
} from '../support/plugin-market.js';
import type { Frame, Target, Version } from '../support/target.js';

type Asked = readonly [method: string, params: object];

async function ask(target: Target, requests: readonly Asked[]): Promise<void> {
  for (const [method, params] of requests) await target.request(method, params);
}

/** What lies in a folder, and what its files say; as a frame, so that it is compared, too. */
function tell(target: Target, what: string, value: unknown): void {
  (target.frames as Frame[]).push({ method: `disk ${what}`, params: value });
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
      .sort();
  } catch {
    return [];
  }
}

function tellDisk(target: Target): void {
  const file = join(target.home, 'codex/config.toml');
  const { plugins, marketplaces } = readToml(readFileSync(file, 'utf8'), file);
  tell(target, 'config', { plugins, marketplaces });
  tell(target, 'plugins', filesBelow(join(target.home, 'codex/plugins')));
}

const scenario = (name: string, more: Omit<Scenario, 'name' | 'script' | 'args' | 'env'>): Scenario => ({
  name,
  script: { replies: [] },
  args: WITH_PLUGINS,
  env: OFFLINE_ENV,
  ...more,
});

const both: Scenario[] = [
  scenario('a plug-in is listed, read, installed, switched off and on, and removed', {
    prepare: (home) => fillMarketplace(join(home, 'mk')),
    async play(target) {
      await handshake(target);
      const cwds = [join(target.home, 'mk')];
      const marketplacePath = manifestOf(join(target.home, 'mk'));
      const at = (pluginName: string): object => ({ marketplacePath, pluginName });
      await ask(target, [
        ['plugin/list', {}],
        ['plugin/list', { cwds }],
        ['plugin/read', at('full')],
        ['plugin/read', at('bare')],
        ['plugin/install', at('full')],
        ['plugin/install', at('bare')],
        ['plugin/install', at('bare')],
        ['plugin/list', { cwds }],
        ['plugin/read', at('full')],
      ]);
      tellDisk(target);
      await ask(target, [
        ['skills/list', { forceReload: true }],
        ['skills/config/write', { name: 'full:alpha', enabled: false }],
        ['skills/list', { forceReload: true }],
        ['plugin/read', at('full')],
        ['plugin/uninstall', { pluginId: 'bare@local' }],
        ['plugin/uninstall', { pluginId: 'bare@local' }],
        ['plugin/uninstall', { pluginId: 'nobody@nowhere' }],
        ['plugin/list', { cwds }],
        ['skills/list', { forceReload: true }],
      ]);
      tellDisk(target);
      const config = join(target.home, 'codex/config.toml');
      appendFileSync(config, '[plugins."bare@local"]\nenabled = false\n');
      await ask(target, [
        ['plugin/install', at('bare')],
        ['plugin/list', { cwds }],
        ['skills/list', { forceReload: true }],
      ]);
      tellDisk(target);
    },
  }),
  scenario('what cannot be installed says why', {
    prepare(home) {
      const names = ['nomanifest', 'badjson', 'wrongname', 'gone', 'notdir', 'odd name', 'many'];
      fillMarketplace(join(home, 'mk'), 'local', [
        ...names.map((name) => localEntry(name)),
        localEntry('na', { policy: { installation: 'NOT_AVAILABLE' } }),
        localEntry('byd', { policy: { installation: 'INSTALLED_BY_DEFAULT' } }),
        localEntry('ours', { policy: { products: ['CODEX'] } }),
        localEntry('nobodys', { policy: { products: [] } }),
        localEntry('others', { policy: { products: ['CHATGPT'] } }),
        localEntry('full'),
      ]);
      putFiles(join(home, 'mk'), {
        'plugins/nomanifest/x': '',
        'plugins/badjson/.codex-plugin/plugin.json': '{',
        'plugins/wrongname/.codex-plugin/plugin.json': { name: 'other' },
        'plugins/notdir': '',
        ...pluginFile('many', {
          skills: './other',
          interface: { defaultPrompt: ['a'.repeat(128), 'b'.repeat(600)], capabilities: [] },
        }),
        'plugins/many/skills/one/SKILL.md': skillFile('one'),
        'plugins/many/other/two/SKILL.md': skillFile('two'),
        'plugins/many/other/bad/SKILL.md': 'nothing',
        ...pluginFile('na'),
        ...pluginFile('byd'),
        ...pluginFile('ours'),
        'sub/marketplace.json': { name: 'sub', plugins: [] },
      });
    },
    async play(target) {
      await handshake(target);
      const folder = join(target.home, 'mk');
      const marketplacePath = manifestOf(folder);
      const names = ['nomanifest', 'badjson', 'wrongname', 'gone', 'notdir', 'odd name', 'many', 'na', 'byd'];
      await ask(target, [['plugin/list', { cwds: [folder] }]]);
      for (const method of ['plugin/read', 'plugin/install']) {
        await ask(
          target,
          [...names, 'ours', 'nobodys', 'others', 'absent'].map((pluginName) => [
            method,
            { marketplacePath, pluginName },
          ]),
        );
        await ask(target, [
          [method, { marketplacePath: join(folder, 'none.json'), pluginName: 'x' }],
          [method, { marketplacePath: join(folder, 'sub/marketplace.json'), pluginName: 'x' }],
          [method, { marketplacePath: folder, pluginName: 'x' }],
          [method, { marketplacePath: 'relative', pluginName: 'x' }],
        ]);
      }
      tellDisk(target);
      await ask(target, [
        ['skills/list', { forceReload: true }],
        ['plugin/uninstall', { pluginId: 'a b@c' }],
        ['plugin/uninstall', { pluginId: 'a@b@c' }],
        ['plugin/uninstall', { pluginId: '@c' }],
        ['plugin/uninstall', { pluginId: 'a@' }],
        ['plugin/uninstall', { pluginId: 'ours@local' }],
      ]);
      tellDisk(target);
    },
  }),
  scenario('marketplaces are found in the home, in folders and in the repositories around them', {
    prepare(home) {
      for (const [folder, name] of Object.entries({
        a: 'zeta',
        z: 'alpha',
        m: 'mid',
        m2: 'mid',
        user: 'homey',
      }))
        fillMarketplace(join(home, folder), name);
      fillMarketplace(join(home, 'repo'), 'gee');
      mkdirSync(join(home, 'repo/deep/er'), { recursive: true });
      git(join(home, 'repo'), 'init', '--quiet');
      putFiles(home, {
        'empty/.agents/plugins/marketplace.json': { name: 'emp', plugins: [] },
        'broken/.agents/plugins/marketplace.json': '{"name":1}',
        'elsewhere/marketplace.json': { name: 'root', plugins: [] },
      });
    },
    async play(target) {
      await handshake(target);
      const places = (...names: string[]): Asked => [
        'plugin/list',
        { cwds: names.map((name) => join(target.home, name)) },
      ];
      await ask(target, [
        places(),
        places('a', 'z'),
        places('z', 'a'),
        places('m2', 'm'),
        places('repo/deep/er', 'a', 'user', 'a'),
        places('z', 'repo/deep', 'nowhere', 'empty', 'elsewhere', 'broken', 'm'),
      ]);
    },
  }),
];

const newer: Scenario[] = [
  scenario('marketplaces are added, listed and removed', {
    prepare(home) {
      fillMarketplace(join(home, 'mk'));
      fillMarketplace(join(home, 'claude'), 'cl');
      rmSync(join(home, 'claude/.agents'), { recursive: true });
      const named = (name: unknown): object => ({ name, plugins: [] });
      putFiles(home, {
        'claude/.claude-plugin/marketplace.json': {
          name: 'cl',
          owner: { name: 'o' },
          plugins: [{ name: 'full', source: './plugins/full', description: 'd' }],
        },
        'none/x': '',
        'odd/.agents/plugins/marketplace.json': named('a b'),
        'same/.agents/plugins/marketplace.json': named('local'),
        'curated/.agents/plugins/marketplace.json': named('openai-curated'),
        'work/file.txt': '',
      });
    },
    async play(target) {
      await handshake(target);
      const add = (name: string, more: object = {}): Asked => [
        'marketplace/add',
        { source: name.startsWith('~') ? join(target.home, name.slice(2)) : name, ...more },
      ];
      await ask(target, [
        ...['~/nope', 'nope', './nope', '~/none', '~/odd', '~/work/file.txt', '', ' ', '~/curated'].map(
          (name) => add(name),
        ),
        add(`file://${target.home}/mk`),
        add('~/mk', { refName: 'main' }),
        add('~/mk', { sparsePaths: ['a'] }),
        add('../mk'),
        add('~/mk'),
        add('~/mk/'),
        add('~/same'),
        add('~/claude'),
        ['plugin/list', {}],
        ['plugin/installed', {}],
        ['plugin/installed', { installSuggestionPluginNames: ['bare', 'nobody'] }],
        ['plugin/install', { marketplacePath: manifestOf(join(target.home, 'mk')), pluginName: 'full' }],
        ['plugin/installed', {}],
        ['hooks/list', {}],
        ['marketplace/upgrade', {}],
        ['marketplace/upgrade', { marketplaceName: 'local' }],
        ['marketplace/remove', { marketplaceName: 'local' }],
        ['marketplace/remove', { marketplaceName: 'local' }],
        ['marketplace/remove', { marketplaceName: 'a b' }],
        ['marketplace/remove', { marketplaceName: '' }],
        ['plugin/list', {}],
        ['skills/list', { forceReload: true }],
      ]);
      tellDisk(target);
    },
  }),
  scenario('plug-ins are found by their words, and remote ones belong to accounts', {
    prepare(home) {
      fillMarketplace(join(home, 'mk'));
    },
    async play(target) {
      await handshake(target);
      const cwds = [join(target.home, 'mk')];
      await ask(target, [
        ...['full', 'FUL', 'k2', 'short', 'Tools', '', ' bare '].map(
          (searchTerm): Asked => ['plugin/search', { searchTerm, cwds }],
        ),
        ['plugin/search', { searchTerm: 'full', cwds, limit: 1 }],
        ['plugin/search', { searchTerm: 'full', cwds, cursor: 'x' }],
        ...['global', 'personal', 'workspace'].map(
          (scope): Asked => ['plugin/search', { searchTerm: 'full', cwds, scope }],
        ),
        ...[['local'], ['vertical'], [], ['workspace-directory'], ['local', 'shared-with-me']].map(
          (marketplaceKinds): Asked => ['plugin/list', { cwds, marketplaceKinds }],
        ),
        ['plugin/reconcile', {}],
        ['plugin/read', { remoteMarketplaceName: 'r', pluginName: 'p' }],
        ['plugin/read', { pluginName: 'p' }],
        ['plugin/install', { remoteMarketplaceName: 'r', pluginName: 'p' }],
        ['plugin/uninstall', { pluginId: 'remote' }],
        ['plugin/uninstall', { pluginId: 'a.b@c' }],
        ['plugin/uninstall', { pluginId: '..@c' }],
        ['plugin/skill/read', { remoteMarketplaceName: 'r', remotePluginId: 'p', skillName: 's' }],
        ['plugin/share/save', { pluginPath: join(target.home, 'mk/plugins/full') }],
        ['plugin/share/updateTargets', { remotePluginId: 'p', discoverability: 'PRIVATE', shareTargets: [] }],
        ['plugin/share/list', {}],
        ['plugin/share/checkout', { remotePluginId: 'p' }],
        ['plugin/share/delete', { remotePluginId: 'p' }],
      ]);
    },
  }),
  scenario('newer manifests name more, and versions are kept apart', {
    prepare(home) {
      const names = ['badversion', 'numversion', 'blankversion', 'claudestyle', 'inline', 'listed', 'full'];
      fillMarketplace(join(home, 'mk'));
      putFiles(home, {
        'mk/.agents/plugins/marketplace.json': {
          name: 'local',
          plugins: [
            ...names.map((name) => ({ name, source: `./plugins/${name}` })),
            { name: 'outside', source: '../x' },
            { name: 'absolute', source: '/x' },
            { name: 'dot', source: './' },
            { name: 'odd', source: { source: 'whatever' } },
            { name: 'number', source: 5 },
            { name: 'gitty', source: { source: 'url', url: `file://${home}/repo` } },
            {
              name: 'inner',
              source: { source: 'git-subdir', url: `${home}/repo`, path: './in', ref: 'main' },
            },
            { name: 'noref', source: { source: 'url', url: `${home}/repo`, ref: 'nope' } },
          ],
        },
        'repo/.codex-plugin/plugin.json': { name: 'gitty', version: '3.0.0' },
        'repo/skills/gg/SKILL.md': skillFile('gg'),
        'repo/in/.codex-plugin/plugin.json': { name: 'inner' },
      });
      putFiles(join(home, 'mk'), {
        ...pluginFile('badversion', { version: '../1' }),
        ...pluginFile('numversion', { version: 5 }),
        ...pluginFile('blankversion', { version: ' ' }),
        'plugins/claudestyle/.claude-plugin/plugin.json': { name: 'claudestyle', version: '0.1.0' },
        'plugins/claudestyle/skills/delta/SKILL.md': skillFile('delta'),
        ...pluginFile('inline', {
          mcpServers: { in: { command: 'x' }, no: { other: 1 } },
          hooks: { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'y' }] }] } },
          skills: ['./s1', './s2', 's3', '../s4', './'],
        }),
        'plugins/inline/s1/one/SKILL.md': skillFile('one'),
        'plugins/inline/s2/two/SKILL.md': skillFile('two'),
        'plugins/inline/skills/three/SKILL.md': skillFile('three'),
        ...pluginFile('listed', { hooks: ['./h1.json', './h2.json'], mcpServers: './m.json' }),
        'plugins/listed/m.json': { flat: { command: 'q' } },
        'plugins/listed/h1.json': { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'h1' }] }] } },
        'plugins/listed/h2.json': { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'h2' }] }] } },
      });
      commitAll(join(home, 'repo'));
    },
    async play(target) {
      await handshake(target);
      const cwds = [join(target.home, 'mk')];
      const marketplacePath = manifestOf(join(target.home, 'mk'));
      const names = ['badversion', 'numversion', 'blankversion', 'claudestyle', 'inline', 'listed'];
      const others = ['outside', 'dot', 'odd', 'gitty', 'inner', 'noref', 'full'];
      await ask(target, [['plugin/list', { cwds }]]);
      for (const method of ['plugin/read', 'plugin/install'])
        await ask(
          target,
          [...names, ...others].map((pluginName) => [method, { marketplacePath, pluginName }]),
        );
      await ask(target, [
        ['plugin/read', { marketplacePath, pluginName: 'gitty' }],
        ['skills/list', { forceReload: true }],
        ['hooks/list', {}],
      ]);
      tellDisk(target);
      putFiles(join(target.home, 'mk'), { ...pluginFile('full', { version: '2.0.0' }) });
      await ask(target, [['plugin/list', { cwds }]]);
      const cached = join(target.home, 'codex/plugins/cache/local/full');
      await expect.poll(() => readdirSync(cached), { timeout: 10_000 }).toEqual(['2.0.0']);
      await ask(target, [['skills/list', { forceReload: true }]]);
      tellDisk(target);
    },
  }),
];

/** How a file is malformed, and what a repository of its own holds, each says in words of its own. */
const OUR_WORDS =
  /: ours "(?:failed to parse plugin\.json: |invalid marketplace file `[^`]*`: |It comes from a repository )/;
/** What is hashed of a plug-in's other files. */
const CONTENT_HASH = /\.currentHash: ours "(sha256:[0-9a-f]+)", real "\1\/sha256:[0-9a-f]+"$/;

describe.each<Version>(['0.169.0', '0.118.0'])('plug-ins, ours beside the real %s', (version) => {
  it.each(version === '0.169.0' ? [...both, ...newer] : both)('$name', async (play) => {
    const ours = await transcript('ours', version, play);
    // The real server brings plug-ins to new versions beside what it answers.
    const left = await playReal(async () => {
      const real = await transcript('real', version, play);
      return unexplained(differences(ours, real), version).filter(
        (line) => !OUR_WORDS.test(line) && !CONTENT_HASH.test(line),
      );
    }, nothingLeft);
    expect(left).toEqual([]);
  });
});
