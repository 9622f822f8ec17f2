// An administrator who says where marketplaces of plug-ins may come from: what can be added, is listed, installed and in
// effect. Ours beside the real server; the file is written anew while servers run.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { handshake, type Scenario, transcript } from '../support/compare.js';
import { differences } from '../support/differences.js';
import { unexplained } from '../support/known-differences.js';
import { nothingLeft, playReal } from '../support/play-real.js';
import { manifestOf, OFFLINE_ENV, putFiles, skillFile, WITH_PLUGINS } from '../support/plugin-market.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { freshFolder, type Side, startTarget, type Target } from '../support/target.js';

const plugin = { name: 'p', version: '1.0.0' };
const hooks = { hooks: { Stop: [{ hooks: [{ type: 'command', command: 'x' }] }] } };

function fill(home: string): void {
  for (const folder of ['m', 'n', 'other', 'user']) {
    const name = { other: 'm', user: 'mine' }[folder] ?? folder;
    const entry = { name: 'p', source: { source: 'local', path: './p' } };
    putFiles(join(home, folder), {
      '.agents/plugins/marketplace.json': { name, plugins: [entry] },
      'p/.codex-plugin/plugin.json': plugin,
    });
  }
  for (const name of ['m', 'n'])
    putFiles(join(home, 'codex/plugins/cache', name, 'p/1.0.0'), {
      '.codex-plugin/plugin.json': plugin,
      'hooks/hooks.json': hooks,
      'skills/s/SKILL.md': skillFile('s'),
    });
}

async function see(target: Target): Promise<void> {
  const { home, cwd } = target;
  await target.request('plugin/list', { cwds: [join(home, 'm'), join(home, 'other'), cwd] });
  await target.request('plugin/installed', {});
  await target.request('hooks/list', {});
  await target.request('skills/list', { forceReload: true });
  for (const [folder, pluginName] of [
    ['m', 'p'],
    ['n', 'p'],
    ['other', 'p'],
    ['n', 'nobody'],
    ['nowhere', 'p'],
  ] as const) {
    const params = { marketplacePath: manifestOf(join(home, folder)), pluginName };
    await target.request('plugin/read', params);
  }
}

const allowed = (source: string, more: string): string =>
  `[marketplaces.allowed_sources.x]\nsource = "${source}"\n${more}\n`;

const scenario: Scenario = {
  name: 'marketplaces of an administrator',
  script: { replies: [] },
  args: WITH_PLUGINS,
  env: OFFLINE_ENV,
  system: { 'requirements.toml': '' },
  prepare: fill,
  async play(target) {
    const { home } = target;
    const file = join(home, 'codex/config.toml');
    const switches = '[plugins."p@m"]\nenabled = true\n[plugins."p@n"]\nenabled = true\n';
    writeFileSync(file, switches);
    const demand = (text: string, isOnly = true): void =>
      writeFileSync(
        join(home, 'etc/codex/requirements.toml'),
        `[marketplaces]\nrestrict_to_allowed_sources = ${isOnly}\n${text}`,
      );
    const add = async (source: string, more: object = {}): Promise<void> => {
      await target.request('marketplace/add', { source, ...more });
    };
    const repository = 'http://127.0.0.1:9/r.git';
    await handshake(target);
    demand(allowed('local', `path = "${home}/m"`), false);
    await see(target);
    demand(allowed('local', `path = "${home}/m"`));
    await see(target);
    await add(join(home, 'm'));
    await add(join(home, 'n'));
    await see(target);
    await target.request('plugin/install', { marketplacePath: manifestOf(join(home, 'm')), pluginName: 'p' });
    await target.request('plugin/install', { marketplacePath: manifestOf(join(home, 'n')), pluginName: 'p' });
    demand('');
    await target.request('configRequirements/read');
    await see(target);
    await add(join(home, 'm'));
    for (const source of [repository, 'owner/repo', 'git@h.invalid:o/r.git', `${repository}#main`])
      await add(source);
    await add('owner/repo', { refName: 'main', sparsePaths: ['a'] });
    demand(allowed('git', `url = "${repository}"\nref = "main"`));
    await add(repository);
    await add(repository, { refName: 'dev' });
    demand(allowed('git', 'url = "owner/repo"'));
    await add(repository);
    demand(allowed('host_pattern', 'host_pattern = "^h[.]invalid$"'));
    await add(repository);
    await add(join(home, 'm'));
    for (const source of ['git', 'host_pattern', 'local']) {
      demand(allowed(source, ''));
      await add(repository);
    }
    demand(allowed('git', `url = "${repository}"\nref = " "`));
    await add(repository);
    demand(allowed('git', 'url = "x"'));
    await add(repository);
    demand('[marketplaces.allowed_sources.x]\npath = "/x"\n');
    await add(repository);
    demand(allowed('local', 'path = "relative"'));
    await see(target);
    demand(allowed('local', `path = "${home}/n/../m/"`));
    await see(target);
    writeFileSync(
      file,
      `${switches}[marketplaces.g]\nsource_type = "git"\nsource = "${repository}"\n` +
        `[marketplaces.n]\nsource_type = "local"\nsource = "${home}/n"\n`,
    );
    await see(target);
    await target.request('marketplace/upgrade', {});
    await target.request('marketplace/remove', { marketplaceName: 'n' });
  },
};

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

describe.skipIf(!canBe)('marketplaces beside the real 0.169.0', () => {
  it('come from where an administrator lets them', async () => {
    const ours = await transcript('ours', '0.169.0', scenario);
    const left = await playReal(
      async () => unexplained(differences(ours, await transcript('real', '0.169.0', scenario)), '0.169.0'),
      nothingLeft,
    );
    expect(left).toEqual([]);
    expect(ours.join('\n')).toContain('is not allowed by requirements');
  });
});

/** Why a repository could not be had, without the name of the folder it was to be put in. */
async function unreachable(side: Side): Promise<unknown> {
  const target = await startTarget({ side, version: '0.169.0', config: '' });
  try {
    await handshake(target);
    const { error } = await target.request('marketplace/add', { source: 'http://127.0.0.1:9/r.git' });
    return JSON.parse(
      JSON.stringify(error)
        .replaceAll(target.home, '<home>')
        .replaceAll(/(?<=marketplace-linux-)\w+/g, '<own>')
        .replaceAll(/after \d+ ms/g, 'after a while'),
    );
  } finally {
    await target.close();
  }
}

it('tells why a repository cannot be had, as the real 0.169.0', async () => {
  const ours = await unreachable('ours');
  expect(ours).toMatchObject({ message: expect.stringMatching(/^git clone http:/) });
  expect(ours).toEqual(await unreachable('real'));
});
